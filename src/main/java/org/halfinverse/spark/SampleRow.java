package org.halfinverse.spark;

import org.jspecify.annotations.Nullable;

/**
 * The numbers of one sample, as a row of a table has them.
 *
 * @param input s
 * @param state x, or null where the problem derives it
 * @param target ŷ, or null where the problem derives it
 */
public record SampleRow(double[] input, double @Nullable [] state, double @Nullable [] target) {
    /**
     * Reads rows.
     *
     * @param <T> type of the rows
     */
    @FunctionalInterface
    public interface Reader<T> extends java.io.Serializable {
        /**
         * The numbers of a row.
         *
         * @param row to read
         * @return its numbers, of the widths that the problem has, all finite; the same components of every row
         * @throws org.halfinverse.io.DataException if it is not so; the message begins with what is wrong, and its caller
         *     puts before it which row it is
         */
        SampleRow read(T row);
    }
}
