package org.halfinverse.linalg;

/**
 * The eigendecomposition {@code A = Z Λ Zᵀ} of a symmetric matrix, eigenvalues descending, ready to be applied to
 * vectors: {@code f(A) x = Z f(Λ) Zᵀ x}.
 *
 * <p>Only products of Z with single vectors are ever needed, so that LAPACK, where it is native, leaves Z as a product
 * of reflections, and the eigenvectors of a tridiagonal matrix are not formed either: half the work of forming Z, and no
 * other n × n array than the matrix itself. Else it is EJML's.
 */
public interface SymmetricEigen {
    /**
     * {@return the decomposition of a matrix}
     *
     * @param n number of rows and columns
     * @param a n × n, row-major, its upper triangle finite, the lower one not looked at; overwritten, and kept
     * @throws ArithmeticException if the iteration does not converge
     */
    static SymmetricEigen of(int n, double[] a) {
        return NativeBlas.kernels().decomposesNatively() ? LapackEigen.of(n, a) : EjmlEigen.of(n, a);
    }

    /**
     * {@return the memory of a decomposition, with the matrix that it overwrites: numbers at the peak}
     *
     * @param n number of rows and columns
     */
    static double numbers(double n) {
        return n * n + (NativeBlas.kernels().decomposesNatively() ? LapackEigen.numbers(n) : EjmlEigen.numbers(n));
    }

    /**
     * Whether a matrix is reduced by way of a band, on all cores by tasks of one thread each.
     *
     * @param n number of rows and columns
     * @return false where the other ways are faster
     */
    static boolean isInTwoStages(double n) {
        return NativeBlas.kernels().decomposesNatively() && TridiagonalReduction.isInTwoStages(n);
    }

    /**
     * Whether a matrix is reduced column by column by two threads.
     *
     * @param n number of rows and columns
     * @return false where one thread alone is faster, or two stages are
     */
    static boolean isByTwoThreads(double n) {
        return NativeBlas.kernels().sharesTridiagonalization(n) && !isInTwoStages(n);
    }

    /** {@return the n eigenvalues, descending; a copy} */
    double[] eigenvalues();

    /**
     * {@return some eigenvectors, n × k, row-major, one eigenvector a column}
     *
     * @param first number of the first one
     * @param count k, how many
     */
    double[] vectors(int first, int count);

    /**
     * {@return coordinates in the eigenvectors, {@code Zᵀ x}, n entries}
     *
     * @param x n entries
     */
    double[] coordinates(double[] x);

    /**
     * {@return coordinates of several vectors, {@code Zᵀ X}, n × k, row-major}
     *
     * @param count k, how many
     * @param x n × k, row-major, one vector a column; overwritten
     */
    double[] coordinates(int count, double[] x);

    /**
     * {@return the combination of the eigenvectors, {@code Z c}, n entries}
     *
     * @param c n entries
     */
    double[] combine(double[] c);
}
