package fr.paraphe.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The library's own default policy, taken from its jar, with every check of what happened after a signature raised to a failure:
 * by default most of them only warn, and an altered file passes.
 */
final class StrictPolicy {
    private static final String DEFAULT_POLICY = "/policy/constraint.xml";

    private static final List<String> MUST_FAIL = List.of(
        "UndefinedChanges", "DocMDP", "FieldMDP", "SigFieldLock", "PdfAnnotationOverlap", "PdfVisualDifference", "PdfPageDifference",
        "ByteRange", "ByteRangeCollision", "PdfSignatureDictionary", "SignatureDuplicated");

    private StrictPolicy() {
    }

    /** @throws IllegalStateException when a check is no longer in the default policy: a silent loss of strictness would prove nothing */
    static String xml() throws IOException {
        String policy = usual();
        for (String check : MUST_FAIL) {
            Matcher found = Pattern.compile("<" + check + " Level=\"[A-Z]+\" ?/>").matcher(policy);
            if (!found.find()) {
                throw new IllegalStateException("The default policy has no check named " + check);
            }
            policy = found.replaceAll("<" + check + " Level=\"FAIL\" />");
        }
        return policy;
    }

    /** What the library judges by when nothing else is asked. */
    static String usual() throws IOException {
        try (InputStream source = StrictPolicy.class.getResourceAsStream(DEFAULT_POLICY)) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
