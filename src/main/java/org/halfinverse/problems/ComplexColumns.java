package org.halfinverse.problems;

import java.util.Arrays;

/**
 * Complex vectors of N entries, one a column: N rows of as many numbers as there are columns, real and imaginary parts
 * apart, so that a loop over the columns of a row runs through contiguous numbers. Where there are fewer columns than
 * room for them, the first ones count.
 */
final class ComplexColumns {
    /** Real parts, N × columns. */
    final double[][] re;
    /** Imaginary parts, N × columns. */
    final double[][] im;

    /**
     * Columns of zeros.
     *
     * @param size N
     * @param columns largest number of columns
     */
    ComplexColumns(int size, int columns) {
        re = new double[size][columns];
        im = new double[size][columns];
    }

    /** Makes all entries 0. */
    void clear() {
        for (int j = 0; j < re.length; j++) {
            Arrays.fill(re[j], 0);
            Arrays.fill(im[j], 0);
        }
    }

    /**
     * Replaces all entries by their conjugates.
     *
     * @param columns how many
     */
    void conjugate(int columns) {
        for (double[] row : im) {
            for (int l = 0; l < columns; l++) {
                row[l] = -row[l];
            }
        }
    }

    /**
     * Reads vectors as simulators have them.
     *
     * @param columns how many
     * @param interleaved sample-major, a sample is N pairs of real and imaginary part
     * @param first the sample that becomes column 0
     */
    void read(int columns, double[] interleaved, int first) {
        for (int j = 0; j < re.length; j++) {
            for (int l = 0; l < columns; l++) {
                int entry = 2 * ((first + l) * re.length + j);
                re[j][l] = interleaved[entry];
                im[j][l] = interleaved[entry + 1];
            }
        }
    }

    /**
     * Writes vectors as simulators have them.
     *
     * @param columns how many
     * @param interleaved sample-major, a sample is N pairs of real and imaginary part
     * @param first the sample that column 0 becomes
     */
    void write(int columns, double[] interleaved, int first) {
        for (int j = 0; j < re.length; j++) {
            for (int l = 0; l < columns; l++) {
                int entry = 2 * ((first + l) * re.length + j);
                interleaved[entry] = re[j][l];
                interleaved[entry + 1] = im[j][l];
            }
        }
    }

    /**
     * Keeps all entries for {@link #unpack}.
     *
     * @param columns how many
     * @param packed from {@code offset} on overwritten with 2 N · columns numbers
     * @param offset where to start
     */
    void pack(int columns, double[] packed, int offset) {
        for (int j = 0; j < re.length; j++) {
            System.arraycopy(re[j], 0, packed, offset + 2 * j * columns, columns);
            System.arraycopy(im[j], 0, packed, offset + (2 * j + 1) * columns, columns);
        }
    }

    /**
     * Reads what {@link #pack} kept, all columns several times one after the other.
     *
     * @param columns how many were kept
     * @param copies how many times
     * @param packed 2 N · columns numbers from {@code offset} on
     * @param offset where they start
     */
    void unpack(int columns, int copies, double[] packed, int offset) {
        for (int j = 0; j < re.length; j++) {
            repeat(columns, copies, packed, offset + 2 * j * columns, re[j]);
            repeat(columns, copies, packed, offset + (2 * j + 1) * columns, im[j]);
        }
    }

    private static void repeat(int columns, int copies, double[] packed, int offset, double[] row) {
        System.arraycopy(packed, offset, row, 0, columns);
        int all = columns * copies;
        for (int filled = columns; filled < all; filled *= 2) {
            System.arraycopy(row, 0, row, filled, Math.min(filled, all - filled));
        }
    }
}
