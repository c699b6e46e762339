package org.halfinverse.linalg;

import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The eigendecomposition {@code T = S Λ Sᵀ} of a symmetric tridiagonal matrix, eigenvalues ascending, by divide and
 * conquer without forming S.
 *
 * <p>T is torn into two halves and a matrix of rank one, {@code T = T₁ ⊕ T₂ + ρ z zᵀ} (Cuppen, Numer. Math. 36, 1981), so
 * that {@code S = (S₁ ⊕ S₂) C} with the {@link RankOneUpdate} C, whose entries follow from O(n) numbers. S is a product
 * of such factors, log n levels deep: 2 n² entries, made as they are needed, to apply it to a vector, and nothing of size
 * n² in memory; nor is there any work of order n³.
 */
final class TridiagonalEigen {
    /** Up to this size the QL iteration is faster. */
    private static final int LEAF = 32;
    /** From this size on each half has a core of its own. */
    private static final int LARGE = 256;

    private final int n;
    private final double[] eigenvalues;
    private final Factor factor;

    private TridiagonalEigen(double[] eigenvalues, Factor factor) {
        this.n = eigenvalues.length;
        this.eigenvalues = eigenvalues;
        this.factor = factor;
    }

    /**
     * {@return the decomposition of a matrix}
     *
     * @param diagonal n entries; overwritten
     * @param offDiagonal n − 1 entries or more
     * @throws ArithmeticException if an iteration does not converge
     */
    static TridiagonalEigen of(double[] diagonal, double[] offDiagonal) {
        return divide(diagonal, offDiagonal, 0, diagonal.length);
    }

    private static TridiagonalEigen divide(double[] diagonal, double[] offDiagonal, int from, int to) {
        if (to - from <= LEAF) {
            return leaf(Arrays.copyOfRange(diagonal, from, to), Arrays.copyOfRange(offDiagonal, from, to));
        }
        int cut = (from + to) >>> 1;
        double coupling = offDiagonal[cut - 1];
        diagonal[cut - 1] -= Math.abs(coupling);
        diagonal[cut] -= Math.abs(coupling);
        TridiagonalEigen[] halves = new TridiagonalEigen[2];
        onBoth(
                to - from,
                () -> halves[0] = divide(diagonal, offDiagonal, from, cut),
                () -> halves[1] = divide(diagonal, offDiagonal, cut, to));
        return conquer(halves[0], halves[1], coupling);
    }

    private static void onBoth(int size, Runnable upper, Runnable lower) {
        Stream<Runnable> halves = Stream.of(upper, lower);
        (size < LARGE ? halves : halves.parallel()).forEach(Runnable::run);
    }

    private static TridiagonalEigen leaf(double[] diagonal, double[] offDiagonal) {
        int n = diagonal.length;
        double[] vectors = new double[n * n];
        double[] eigenvalues = diagonal.clone();
        NativeBlas.kernels().decomposeTridiagonal(eigenvalues, offDiagonal.clone(), MatrixView.of(vectors, n, n));
        for (int k = 0; k < n; k++) {
            double quotient = rayleighQuotient(diagonal, offDiagonal, vectors, k * n);
            eigenvalues[k] = k == 0 ? quotient : Math.max(quotient, eigenvalues[k - 1]);
        }
        return new TridiagonalEigen(eigenvalues, new Dense(n, vectors));
    }

    /**
     * {@code vᵀTv / vᵀv}. The iteration leaves some ε |T| in its eigenvalues, however small they are, and no more in
     * the vectors, whose errors enter here as squares.
     */
    private static double rayleighQuotient(double[] diagonal, double[] offDiagonal, double[] vectors, int offset) {
        double square = 0;
        double product = 0;
        for (int i = 0; i < diagonal.length; i++) {
            double v = vectors[offset + i];
            square += v * v;
            product += diagonal[i] * v * v + (i == 0 ? 0 : 2 * offDiagonal[i - 1] * v * vectors[offset + i - 1]);
        }
        return product / square;
    }

    private static TridiagonalEigen conquer(TridiagonalEigen upper, TridiagonalEigen lower, double coupling) {
        double[] z = new double[upper.n + lower.n];
        double[] last = new double[upper.n];
        last[upper.n - 1] = 1;
        System.arraycopy(upper.coordinates(1, last), 0, z, 0, upper.n);
        double[] first = new double[lower.n];
        first[0] = Math.signum(coupling);
        System.arraycopy(lower.coordinates(1, first), 0, z, upper.n, lower.n);
        double[] d = Arrays.copyOf(upper.eigenvalues, z.length);
        System.arraycopy(lower.eigenvalues, 0, d, upper.n, lower.n);
        RankOneUpdate update = RankOneUpdate.of(d, z, Math.abs(coupling));
        return new TridiagonalEigen(update.eigenvalues(), new Merged(upper, lower, update));
    }

    /** n values, ascending; not to be changed. */
    double[] eigenvalues() {
        return eigenvalues;
    }

    /** {@code Sᵀ X} for n × k, row-major. */
    double[] coordinates(int count, double[] x) {
        return factor.coordinates(count, x);
    }

    /** {@code S C} for n × k, row-major. */
    double[] combine(int count, double[] c) {
        return factor.combine(count, c);
    }

    /** Some columns of S, n × k, row-major. */
    double[] vectors(int[] wanted) {
        return factor.vectors(wanted);
    }

    /** S. */
    private interface Factor {
        double[] coordinates(int count, double[] x);

        double[] combine(int count, double[] c);

        double[] vectors(int[] wanted);
    }

    /** Held as it is, column-major. */
    private record Dense(int n, double[] vectors) implements Factor {
        @Override
        public double[] coordinates(int count, double[] x) {
            double[] result = new double[n * count];
            Gemm.multiply(n, count, n, vectors, 0, x, 0, 0, result, 0);
            return result;
        }

        @Override
        public double[] combine(int count, double[] c) {
            double[] result = new double[n * count];
            Gemm.multiplyTransposedA(n, count, n, vectors, 0, c, 0, 0, result, 0);
            return result;
        }

        @Override
        public double[] vectors(int[] wanted) {
            double[] result = new double[n * wanted.length];
            for (int k = 0; k < wanted.length; k++) {
                for (int i = 0; i < n; i++) {
                    result[i * wanted.length + k] = vectors[wanted[k] * n + i];
                }
            }
            return result;
        }
    }

    /** Of two halves. */
    private record Merged(TridiagonalEigen upper, TridiagonalEigen lower, RankOneUpdate update) implements Factor {
        @Override
        public double[] coordinates(int count, double[] x) {
            double[] result = inHalves(count, x, TridiagonalEigen::coordinates);
            return update.coordinates(count, result);
        }

        @Override
        public double[] combine(int count, double[] c) {
            return combineHalves(count, update.combine(count, c));
        }

        @Override
        public double[] vectors(int[] wanted) {
            return combineHalves(wanted.length, update.vectors(wanted));
        }

        private double[] combineHalves(int count, double[] c) {
            return inHalves(count, c, TridiagonalEigen::combine);
        }

        /** Applies both halves, each to its own rows of n × k. */
        private double[] inHalves(int count, double[] x, Product product) {
            int split = upper.n * count;
            double[] result = new double[x.length];
            onBoth(
                    upper.n + lower.n,
                    () -> System.arraycopy(product.of(upper, count, Arrays.copyOf(x, split)), 0, result, 0, split),
                    () -> System.arraycopy(
                            product.of(lower, count, Arrays.copyOfRange(x, split, x.length)),
                            0,
                            result,
                            split,
                            x.length - split));
            return result;
        }

        private interface Product {
            double[] of(TridiagonalEigen half, int count, double[] x);
        }
    }
}
