package org.halfinverse.linalg;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** A symmetric eigendecomposition by EJML, with all eigenvectors held. */
final class EjmlEigen implements SymmetricEigen {
    private final double[] eigenvalues;
    private final DMatrixRMaj vectorsAsRows;

    private EjmlEigen(double[] eigenvalues, DMatrixRMaj vectorsAsRows) {
        this.eigenvalues = eigenvalues;
        this.vectorsAsRows = vectorsAsRows;
    }

    /** Numbers at the peak beside the matrix: its tridiagonal form, the rotations, and the vectors twice. */
    static double numbers(double n) {
        return 4.0 * n * n;
    }

    static SymmetricEigen of(int n, double[] a) {
        double scale = Scale.toModerate(a);
        for (int i = 1; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[i * n + j] = a[j * n + i];
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> decomposition = DecompositionFactory_DDRM.eig(n, true, true);
        if (!decomposition.decompose(DMatrixRMaj.wrap(n, n, a))) {
            throw new ArithmeticException("eigendecomposition of size " + n + " did not converge");
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(
                        (Integer i) -> -decomposition.getEigenvalue(i).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] eigenvalues = new double[n];
        DMatrixRMaj vectors = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            eigenvalues[i] = scale * decomposition.getEigenvalue(order[i]).getReal();
            System.arraycopy(decomposition.getEigenVector(order[i]).data, 0, vectors.data, i * n, n);
        }
        return new EjmlEigen(eigenvalues, vectors);
    }

    @Override
    public double[] eigenvalues() {
        return eigenvalues.clone();
    }

    @Override
    public double[] vectors(int first, int count) {
        int n = eigenvalues.length;
        double[] rows = new double[n * count];
        for (int k = 0; k < count; k++) {
            for (int i = 0; i < n; i++) {
                rows[i * count + k] = vectorsAsRows.unsafe_get(first + k, i);
            }
        }
        return rows;
    }

    @Override
    public double[] coordinates(double[] x) {
        return CommonOps_DDRM.mult(vectorsAsRows, DMatrixRMaj.wrap(x.length, 1, x), null).data;
    }

    @Override
    public double[] coordinates(int count, double[] x) {
        return CommonOps_DDRM.mult(vectorsAsRows, DMatrixRMaj.wrap(eigenvalues.length, count, x), null).data;
    }

    @Override
    public double[] combine(double[] c) {
        return CommonOps_DDRM.multTransA(vectorsAsRows, DMatrixRMaj.wrap(c.length, 1, c), null).data;
    }
}
