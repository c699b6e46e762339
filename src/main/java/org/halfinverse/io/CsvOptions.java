package org.halfinverse.io;

import java.util.Optional;

/**
 * What the configuration says about CSV files. Whatever it leaves out is recognised from the files.
 *
 * @param separator of cells: one ASCII character that is no letter, digit, sign, point, quote or end of a line
 * @param decimal what stands before the fraction of a number: a point or a comma
 * @param header whether the first record has names
 */
public record CsvOptions(Optional<Character> separator, Optional<Character> decimal, Optional<Boolean> header) {
    /** Nothing is said. */
    public static final CsvOptions NONE = new CsvOptions(Optional.empty(), Optional.empty(), Optional.empty());

    private static final String AUTO = "auto";
    private static final String UNFIT = "+-.\"\r\n\0";

    /**
     * Checks what is said. {@inheritDoc}
     *
     * @throws IllegalArgumentException if cells cannot be separated so, or numbers not written so
     */
    public CsvOptions {
        if (separator.filter(CsvOptions::isUnfit).isPresent()) {
            throw new IllegalArgumentException("cells cannot be separated by \"" + separator.get()
                    + "\": use for instance \",\", \";\", \"|\", \" \" or \"tab\"");
        }
        if (decimal.filter(sign -> sign != '.' && sign != ',').isPresent()) {
            throw new IllegalArgumentException("\"" + decimal.get() + "\" is not a decimal sign: use \".\" or \",\"");
        }
    }

    private static boolean isUnfit(char separator) {
        return separator > '~' || Character.isLetterOrDigit(separator) || UNFIT.indexOf(separator) >= 0;
    }

    /**
     * {@return a character as it is said in a configuration, or empty}
     *
     * @param text one character, {@code tab}, or {@code auto} where nothing is said
     * @throws IllegalArgumentException if it is something else
     */
    public static Optional<Character> character(String text) {
        if (text.equals(AUTO)) {
            return Optional.empty();
        }
        String character = text.equals("tab") ? "\t" : text;
        if (character.length() != 1) {
            throw new IllegalArgumentException("\"" + text + "\" is not one character, \"tab\" or \"auto\"");
        }
        return Optional.of(character.charAt(0));
    }
}
