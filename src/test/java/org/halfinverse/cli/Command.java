package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * One run of the program in this JVM, its standard streams caught.
 *
 * @param exitCode of the command
 * @param out what it printed
 * @param err its messages
 */
record Command(int exitCode, String out, String err) {
    private static final String TERMINAL_WIDTH = "hig.terminal.width";

    /** A run in front of a terminal, as {@code scripts/hig} tells the program. */
    static Command onTerminal(String... arguments) {
        System.setProperty(TERMINAL_WIDTH, "100");
        try {
            return hig(arguments);
        } finally {
            System.clearProperty(TERMINAL_WIDTH);
        }
    }

    static Command hig(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream caughtOut = new ByteArrayOutputStream();
        ByteArrayOutputStream caughtErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(caughtOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(caughtErr, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Hig.run(arguments);
            return new Command(
                    exitCode, caughtOut.toString(StandardCharsets.UTF_8), caughtErr.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /**
     * Asserts that the user is told of a failure in one sentence.
     *
     * @param expectedCode exit code
     * @param part of the sentence
     * @return this
     */
    Command refused(int expectedCode, String part) {
        assertEquals(expectedCode, exitCode, err);
        assertTrue(err.startsWith("hig: "), err);
        assertTrue(err.contains(part), err);
        assertEquals(1, err.lines().count(), err);
        return this;
    }

    /**
     * Asserts that all went well.
     *
     * @return this
     */
    Command succeeded() {
        assertEquals(0, exitCode, err);
        return this;
    }
}
