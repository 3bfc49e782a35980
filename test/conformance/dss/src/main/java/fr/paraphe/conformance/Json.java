package fr.paraphe.conformance;

import java.util.Collection;
import java.util.Date;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes maps, collections, numbers, booleans, dates and texts as JSON: all that our answers hold. */
final class Json {
    private Json() {
    }

    static String write(Object value) {
        if (value == null || value instanceof Boolean || value instanceof Number) {
            return String.valueOf(value);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(entry -> text(String.valueOf(entry.getKey())) + ":" + write(entry.getValue())).collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Collection<?> items) {
            return items.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Date date) {
            return text(date.toInstant().toString());
        }
        return text(String.valueOf(value));
    }

    private static String text(String value) {
        StringBuilder written = new StringBuilder("\"");
        value.chars().forEach(character -> {
            if (character == '"' || character == '\\') {
                written.append('\\').append((char) character);
            } else if (character < ' ') {
                written.append(String.format("\\u%04x", character));
            } else {
                written.append((char) character);
            }
        });
        return written.append('"').toString();
    }
}
