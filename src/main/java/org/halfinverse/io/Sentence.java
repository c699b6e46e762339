package org.halfinverse.io;

import java.util.regex.Pattern;

/**
 * Messages that quote files: what the files hold breaks no line, moves no cursor of a terminal and fills no screen,
 * and nothing in it can pass for a line of its own.
 */
public final class Sentence {
    private static final int LONGEST = 2000;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]+");

    private Sentence() {}

    /**
     * A message in one line.
     *
     * @param message with anything in it
     * @return the message with a space for each run of control characters, and cut short if it is very long
     */
    public static String of(String message) {
        String line = UNPRINTABLE.matcher(message).replaceAll(" ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
