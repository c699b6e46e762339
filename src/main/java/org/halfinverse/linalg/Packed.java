package org.halfinverse.linalg;

import java.util.Objects;
import org.bytedeco.javacpp.DoublePointer;

/**
 * Column-major matrices in memory outside the heap, without gaps between columns. Only the matrix' own entries are
 * copied there and back: what lies between its columns may belong to another thread.
 */
final class Packed {
    private Packed() {}

    /**
     * Copies a matrix out of an array.
     *
     * @throws IndexOutOfBoundsException if it is not inside the array, which the copying itself does not check
     */
    static void load(DoublePointer memory, double[] a, int offset, int ld, int rows, int columns) {
        requireInside(a, offset, ld, rows, columns);
        if (rows == ld || columns == 1) {
            memory.put(a, offset, rows * columns);
            return;
        }
        for (int j = 0; j < columns; j++) {
            memory.position((long) j * rows).put(a, offset + j * ld, rows);
        }
        memory.position(0);
    }

    /**
     * Copies a matrix back.
     *
     * @throws IndexOutOfBoundsException if it is not inside the array, which the copying itself does not check
     */
    static void store(DoublePointer memory, double[] a, int offset, int ld, int rows, int columns) {
        requireInside(a, offset, ld, rows, columns);
        if (rows == ld || columns == 1) {
            memory.get(a, offset, rows * columns);
            return;
        }
        for (int j = 0; j < columns; j++) {
            memory.position((long) j * rows).get(a, offset + j * ld, rows);
        }
        memory.position(0);
    }

    private static void requireInside(double[] a, int offset, int ld, int rows, int columns) {
        if (rows > 0 && columns > 0) {
            Objects.checkFromIndexSize(offset, (columns - 1L) * ld + rows, a.length);
        }
    }
}
