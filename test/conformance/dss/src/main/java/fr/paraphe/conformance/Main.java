package fr.paraphe.conformance;

import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * One JVM for many files, since starting it costs more than judging one.
 *
 * <pre>
 * judge ROOTS.pem PAGES [CRL.der]
 *                       reads paths on standard input, one a line; answers one line of JSON per file, in the same order. The look of
 *                       documents of up to PAGES pages is compared too, which takes seconds a signature; the list, if given, stands for
 *                       the one that a service publishes
 * judge-usually ...     the same under the policy that comes with the library, which only warns of what it does not know how to explain
 * sign SOURCE FOLDER    signs SOURCE in each of the ways of {@link Signatures}; answers one line of JSON per file made
 * slot SOURCE FOLDER FIELD NAME
 *                       signs SOURCE in its empty FIELD, for NAME, in each of the ways of {@link SlotSignatures}; answers the same
 * policy                prints the strict policy in force
 * </pre>
 */
public final class Main {
    private Main() {
    }

    public static void main(String[] arguments) throws Exception {
        // The library logs on standard output when nothing else is bound: answers alone belong there.
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        switch (arguments[0]) {
            case "judge", "judge-usually" -> judge(new Judge(Path.of(arguments[1]), Integer.parseInt(arguments[2]), arguments.length > 3 ? Path.of(arguments[3]) : null, arguments[0].equals("judge")), answers);
            case "sign" -> new Signatures(Path.of(arguments[1]), Path.of(arguments[2])).all(answers::println);
            case "slot" -> new SlotSignatures(Path.of(arguments[1]), Path.of(arguments[2]), arguments[3], arguments[4]).all(answers::println);
            case "policy" -> answers.println(StrictPolicy.xml());
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void judge(Judge judge, PrintStream answers) throws Exception {
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String path = paths.readLine(); path != null; path = paths.readLine()) {
            answers.println(judge.answer(new File(path)));
        }
    }
}
