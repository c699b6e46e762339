package org.halfinverse.io;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Where every K-th row of a CSV file begins. K is a power of two that grows with the file, so that the index stays small
 * enough to be sent to executors.
 */
final class CsvIndex implements Serializable {
    private static final int FIRST_SPACING = 256;

    private final int most;
    private long[] offsets = new long[1];
    private int size;
    private long spacing = FIRST_SPACING;

    /**
     * Of no rows so far.
     *
     * @param most entries, at least 2
     */
    CsvIndex(int most) {
        this.most = most;
    }

    /** Adds the offset of a row; to be called for all of them, in order. */
    void add(long row, long offset) {
        if (row % spacing != 0) {
            return;
        }
        if (size == most) {
            size = (most + 1) / 2;
            for (int i = 1; i < size; i++) {
                offsets[i] = offsets[2 * i];
            }
            spacing *= 2;
            if (row % spacing != 0) {
                return;
            }
        }
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, Math.min(most, 2 * size));
        }
        offsets[size++] = offset;
    }

    /** The last row of the index that is not behind a given one. */
    Position before(long row) {
        int entry = (int) Math.min(size - 1, row / spacing);
        return new Position(entry * spacing, offsets[entry]);
    }

    /** A row, and the byte at which it begins. */
    record Position(long row, long offset) {}
}
