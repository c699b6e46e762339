package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

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

    /** A run whose standard output takes nothing. */
    static Command withoutOutput(String... arguments) {
        return hig(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException("No space left on device");
                    }
                },
                arguments);
    }

    static Command hig(String... arguments) {
        return hig(new ByteArrayOutputStream(), arguments);
    }

    private static Command hig(OutputStream caughtOut, String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream caughtErr = new ByteArrayOutputStream();
        System.setOut(new PrintStream(caughtOut, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(caughtErr, true, StandardCharsets.UTF_8));
        try {
            int exitCode = Hig.run(arguments);
            return new Command(
                    exitCode,
                    caughtOut instanceof ByteArrayOutputStream caught ? caught.toString(StandardCharsets.UTF_8) : "",
                    caughtErr.toString(StandardCharsets.UTF_8));
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
        List<String> told = err.lines().filter(line -> !isOfSparksEnd(line)).toList();
        assertEquals(1, told.size(), err);
        assertTrue(told.get(0).startsWith("hig: "), err);
        assertTrue(told.get(0).contains(part), err);
        return this;
    }

    /**
     * Spark's block manager prints the trace of a rejected task when its context ends while an executor still answers
     * that a broadcast is gone. This JVM has all contexts of a test, one after the other.
     */
    private static boolean isOfSparksEnd(String line) {
        return line.startsWith("java.util.concurrent.RejectedExecutionException: Task Future(")
                || line.startsWith("\tat ");
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
