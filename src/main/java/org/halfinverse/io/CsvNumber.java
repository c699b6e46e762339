package org.halfinverse.io;

import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Numbers as they are written in CSV files: decimal, or {@code nan} and {@code inf} in capital or small letters. */
public final class CsvNumber {
    private static final int LONGEST_QUOTE = 60;

    private CsvNumber() {}

    /**
     * {@return the number that a text is, rounded to the nearest double; empty if it is not a number}
     *
     * @param cell of a CSV file, blanks around it count for nothing
     */
    public static OptionalDouble parse(@Nullable String cell) {
        return parse(cell == null ? "" : cell, '.');
    }

    /**
     * {@return the number that a text is, rounded to the nearest double; empty if it is not a number}
     *
     * @param cell of a CSV file, blanks around it count for nothing
     * @param decimal what stands before the fraction, a point or a comma
     */
    static OptionalDouble parse(String cell, char decimal) {
        String text = cell.strip();
        if (decimal != '.') {
            if (text.indexOf('.') >= 0) {
                return OptionalDouble.empty();
            }
            text = text.replace(decimal, '.');
        }
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        char last = text.charAt(text.length() - 1);
        if ((last < '0' || last > '9') && last != '.') {
            return word(text);
        }
        if (isHexadecimal(text)) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /** Which Java reads, and nobody writes by intention. */
    private static boolean isHexadecimal(String text) {
        int sign = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        return text.length() > sign + 1 && (text.charAt(sign + 1) | 0x20) == 'x';
    }

    private static OptionalDouble word(String text) {
        boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
        double sign = text.charAt(0) == '-' ? -1 : 1;
        return switch (text.substring(signed ? 1 : 0).toLowerCase(Locale.ROOT)) {
            case "nan" -> OptionalDouble.of(Double.NaN);
            case "inf", "infinity" -> OptionalDouble.of(sign * Double.POSITIVE_INFINITY);
            default -> OptionalDouble.empty();
        };
    }

    /** A cell as messages quote it. */
    static String quoted(String cell) {
        if (cell.isBlank()) {
            return "an empty cell";
        }
        return '"' + (cell.length() <= LONGEST_QUOTE ? cell : cell.substring(0, LONGEST_QUOTE) + "…") + '"';
    }
}
