package org.halfinverse.linalg;

import org.bytedeco.javacpp.DoublePointer;

/**
 * Column-major matrices in memory outside the heap, without gaps between columns. Only the matrix' own entries are
 * copied there and back: what lies between its columns may belong to another thread. That they are inside the array, which
 * the copying does not check, the view has seen to.
 */
final class Packed {
    private Packed() {}

    /** Copies a matrix out of an array. */
    static void load(DoublePointer memory, MatrixView a) {
        if (isOnePiece(a)) {
            memory.put(a.values(), a.offset(), a.rows() * a.columns());
            return;
        }
        for (int j = 0; j < a.columns(); j++) {
            memory.position((long) j * a.rows()).put(a.values(), a.offset() + j * a.stride(), a.rows());
        }
        memory.position(0);
    }

    /** Copies a matrix back. */
    static void store(DoublePointer memory, MatrixView a) {
        if (isOnePiece(a)) {
            memory.get(a.values(), a.offset(), a.rows() * a.columns());
            return;
        }
        for (int j = 0; j < a.columns(); j++) {
            memory.position((long) j * a.rows()).get(a.values(), a.offset() + j * a.stride(), a.rows());
        }
        memory.position(0);
    }

    private static boolean isOnePiece(MatrixView a) {
        return a.rows() == a.stride() || a.columns() == 1;
    }
}
