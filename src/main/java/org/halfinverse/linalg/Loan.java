package org.halfinverse.linalg;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory outside the heap for one call of native code: copies of {@link Packed} matrices, of which the end of the loan
 * brings back those that the call was to change.
 *
 * <p>Taken from {@code malloc} itself: JavaCPP's own allocation costs microseconds and refuses where the process is twice
 * as large as its heap may be.
 */
final class Loan implements AutoCloseable {
    private final List<Pointer> memory = new ArrayList<>();
    private final List<Runnable> returns = new ArrayList<>();

    /** A matrix that is only read. */
    DoublePointer in(MatrixView a) {
        DoublePointer copy = doubles((long) a.rows() * a.columns());
        Packed.load(copy, a);
        return copy;
    }

    /** A vector that is only read. */
    DoublePointer in(double[] x, int length) {
        return in(MatrixView.of(x, length, 1));
    }

    /** A matrix that is read and changed. */
    DoublePointer inOut(MatrixView a) {
        DoublePointer copy = out(a);
        Packed.load(copy, a);
        return copy;
    }

    /** A vector that is read and changed. */
    DoublePointer inOut(double[] x, int length) {
        return inOut(MatrixView.of(x, length, 1));
    }

    /** A matrix that is written without being read. */
    DoublePointer out(MatrixView a) {
        DoublePointer copy = doubles((long) a.rows() * a.columns());
        returns.add(() -> Packed.store(copy, a));
        return copy;
    }

    /** A vector that is written without being read. */
    DoublePointer out(double[] x, int length) {
        return out(MatrixView.of(x, length, 1));
    }

    /** Scratch memory. */
    DoublePointer doubles(long length) {
        return new DoublePointer(allocate(length * Double.BYTES));
    }

    /** Scratch memory. */
    IntPointer ints(long length) {
        return new IntPointer(allocate(length * Integer.BYTES));
    }

    private Pointer allocate(long bytes) {
        Pointer pointer = Pointer.malloc(Math.max(1, bytes));
        if (pointer == null) {
            throw new OutOfMemoryError(
                    "a copy of a matrix needs " + bytes + " bytes outside the heap, which are not there");
        }
        memory.add(pointer);
        return pointer;
    }

    @Override
    public void close() {
        returns.forEach(Runnable::run);
        memory.forEach(Pointer::free);
    }
}
