package org.halfinverse.linalg;

import java.util.function.Supplier;

/**
 * Routines whose calls each have their own number of BLAS threads, whatever else runs in this JVM: one thread, except
 * for what {@link BlasThreads#onAllCores} does.
 *
 * @param kernels that do the work
 * @param gate through which all calls go
 */
record SharedKernels(DenseKernels kernels, CallGate gate) implements DenseKernels {
    @Override
    public boolean isNative() {
        return kernels.isNative();
    }

    @Override
    public boolean decomposesNatively() {
        return kernels.decomposesNatively();
    }

    @Override
    public void multiply(double alpha, MatrixView.Factor a, MatrixView.Factor b, double beta, MatrixView c) {
        pass(() -> kernels.multiply(alpha, a, b, beta, c));
    }

    @Override
    public void multiply(double alpha, MatrixView.Factor a, double[] x, double beta, double[] y) {
        pass(() -> kernels.multiply(alpha, a, x, beta, y));
    }

    @Override
    public Reflections factorizeQr(MatrixView a) {
        return through(() -> kernels.factorizeQr(a));
    }

    @Override
    public Reflections factorizeLq(MatrixView a) {
        return through(() -> kernels.factorizeLq(a));
    }

    @Override
    public void triangle(Reflections reflections, MatrixView t) {
        pass(() -> kernels.triangle(reflections, t));
    }

    @Override
    public void applyLeft(Reflections q, boolean transposed, MatrixView c) {
        pass(() -> kernels.applyLeft(q, transposed, c));
    }

    @Override
    public void applyRight(Reflections q, boolean transposed, MatrixView c) {
        pass(() -> kernels.applyRight(q, transposed, c));
    }

    @Override
    public Bidiagonal bidiagonalize(MatrixView a) {
        return through(() -> kernels.bidiagonalize(a));
    }

    @Override
    public void decomposeBidiagonal(double[] diagonal, double[] offDiagonal, MatrixView u, MatrixView vTransposed) {
        pass(() -> kernels.decomposeBidiagonal(diagonal, offDiagonal, u, vTransposed));
    }

    @Override
    public boolean sharesTridiagonalization(double n) {
        return kernels.sharesTridiagonalization(n);
    }

    @Override
    public Tridiagonal tridiagonalize(MatrixView a) {
        return through(() -> kernels.tridiagonalize(a));
    }

    @Override
    public void decomposeTridiagonal(double[] diagonal, double[] offDiagonal, MatrixView z) {
        pass(() -> kernels.decomposeTridiagonal(diagonal, offDiagonal, z));
    }

    private void pass(Runnable call) {
        int place = gate.enter();
        try {
            call.run();
        } finally {
            gate.leave(place);
        }
    }

    private <R> R through(Supplier<R> call) {
        int place = gate.enter();
        try {
            return call.get();
        } finally {
            gate.leave(place);
        }
    }
}
