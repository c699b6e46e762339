package org.halfinverse.linalg;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** A singular value decomposition by EJML, with U and V held for r = min(m, n) singular values. */
final class EjmlSvd implements DenseSvd {
    private final double[] singularValues;
    private final DMatrixRMaj u;
    private final DMatrixRMaj v;

    private EjmlSvd(double[] singularValues, DMatrixRMaj u, DMatrixRMaj v) {
        this.singularValues = singularValues;
        this.u = u;
        this.v = v;
    }

    static EjmlSvd of(int rows, int columns, double[] a) {
        return of(DMatrixRMaj.wrap(rows, columns, a));
    }

    private static EjmlSvd of(DMatrixRMaj a) {
        if (a.numRows >= a.numCols) {
            return ofTall(a);
        }
        EjmlSvd transposed = ofTall(CommonOps_DDRM.transpose(a, null));
        return new EjmlSvd(transposed.singularValues, transposed.v, transposed.u);
    }

    private static EjmlSvd ofTall(DMatrixRMaj a) {
        if (a.numRows == a.numCols) {
            return ofSquare(a);
        }
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(a.numRows, a.numCols);
        // "false" only says that a column was exactly zero, which leaves a valid factorisation of a singular matrix.
        qr.decompose(a);
        EjmlSvd triangle = ofSquare(qr.getR(null, true));
        DMatrixRMaj u = CommonOps_DDRM.mult(qr.getQ(null, true), triangle.u, null);
        return new EjmlSvd(triangle.singularValues, u, triangle.v);
    }

    private static EjmlSvd ofSquare(DMatrixRMaj a) {
        int n = a.numCols;
        SingularValueDecomposition_F64<DMatrixRMaj> svd = DecompositionFactory_DDRM.svd(n, n, true, true, true);
        if (!svd.decompose(a)) {
            throw new ArithmeticException("singular value decomposition of " + n + " × " + n + " did not converge");
        }
        double[] unsorted = svd.getSingularValues();
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -unsorted[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sorted = Arrays.stream(order).mapToDouble(i -> unsorted[i]).toArray();
        return new EjmlSvd(sorted, columns(svd.getU(null, false), order), columns(svd.getV(null, false), order));
    }

    private static DMatrixRMaj columns(DMatrixRMaj matrix, int[] order) {
        DMatrixRMaj result = new DMatrixRMaj(matrix.numRows, order.length);
        for (int row = 0; row < matrix.numRows; row++) {
            for (int column = 0; column < order.length; column++) {
                result.unsafe_set(row, column, matrix.unsafe_get(row, order[column]));
            }
        }
        return result;
    }

    @Override
    public double[] singularValues() {
        return singularValues.clone();
    }

    @Override
    public double[] leftCoordinates(double[] x) {
        return product(CommonOps_DDRM::multTransA, u, x, u.numCols);
    }

    @Override
    public double[] rightCoordinates(double[] x) {
        return product(CommonOps_DDRM::multTransA, v, x, v.numCols);
    }

    @Override
    public double[] combineRight(double[] c) {
        return product(CommonOps_DDRM::mult, v, c, v.numRows);
    }

    private static double[] product(MatrixProduct product, DMatrixRMaj a, double[] x, int length) {
        DMatrixRMaj result = new DMatrixRMaj(length, 1);
        product.apply(a, DMatrixRMaj.wrap(x.length, 1, x), result);
        return result.data;
    }

    private interface MatrixProduct {
        DMatrixRMaj apply(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj output);
    }
}
