package org.halfinverse.linalg;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The triangle R of a QR factorisation {@code A = Q R} whose rows arrive in pieces, of which nobody needs Q.
 *
 * <p>Rows B are added by the factorisation of {@code [R; B]}, panel of columns by panel of columns: reflections that
 * clear a panel of B touch of R only the same panel's rows, which the zeros below R's diagonal see to by themselves
 * ({@code dtpqrt} of LAPACK works likewise). All but the panels is matrix products: {@code 2 k n²} operations for k
 * rows, {@code 2/3 n³} for another triangle.
 *
 * <p>Source: Demmel, Grigori, Hoemmen, Langou, Communication-optimal parallel and sequential QR and LU factorizations,
 * SIAM J. Sci. Comput. 34 (2012).
 */
public final class TriangularFactor implements Serializable {
    private static final DenseKernels KERNELS = NativeBlas.kernels();
    private static final int PANEL = 64;

    private final int n;
    private final double[] r;
    private boolean empty = true;

    /**
     * The factor of a matrix without rows: zero.
     *
     * @param columns n
     */
    public TriangularFactor(int columns) {
        this.n = columns;
        this.r = new double[Math.multiplyExact(columns, columns)];
    }

    /**
     * Adds rows.
     *
     * @param rows k
     * @param b k × n, row-major; overwritten
     */
    public void append(int rows, double[] b) {
        if (empty) {
            factorize(rows, b);
        } else {
            eliminate(rows, b, false);
        }
        empty = false;
    }

    /**
     * Adds the rows of another matrix, given its factor.
     *
     * @param later its factor; overwritten
     * @return this factor
     */
    public TriangularFactor merge(TriangularFactor later) {
        if (empty) {
            return later;
        }
        if (!later.empty) {
            eliminate(n, later.r, true);
        }
        return this;
    }

    /** {@return the triangle R, n × n, row-major, zeros below the diagonal; not a copy} */
    public double[] r() {
        return r;
    }

    /** The factor of the first rows, found in place: in LAPACK's column order they are the columns of {@code Bᵀ = L Q}. */
    private void factorize(int rows, double[] b) {
        int rank = Math.min(rows, n);
        KERNELS.factorizeLq(MatrixView.of(b, n, rows));
        for (int i = 0; i < rank; i++) {
            System.arraycopy(b, i * n + i, r, i * n + i, n - i);
        }
    }

    /** Clears B against R; of a triangular B only what is above the diagonal. */
    private void eliminate(int rows, double[] b, boolean triangular) {
        double[] panel = new double[(rows + PANEL) * PANEL];
        double[] t = new double[PANEL * PANEL];
        double[] product = new double[PANEL * n];
        double[] scaled = new double[PANEL * n];
        for (int from = 0; from < n; from += PANEL) {
            int width = Math.min(PANEL, n - from);
            int behind = from + width;
            int height = triangular ? Math.min(rows, behind) : rows;
            int stacked = width + height;
            gather(from, width, height, b, panel, stacked);
            MatrixView stack = MatrixView.of(panel, stacked, width);
            MatrixView triangle = new MatrixView(t, 0, width, width, PANEL);
            KERNELS.triangle(KERNELS.factorizeQr(stack), triangle);
            for (int i = 0; i < width; i++) {
                for (int j = i; j < width; j++) {
                    r[(from + i) * n + from + j] = panel[j * stacked + i];
                }
            }
            if (behind < n) {
                MatrixView v = stack.part(width, 0, height, width);
                apply(from, new MatrixView(b, behind, n - behind, height, n), v, triangle, product, scaled);
            }
        }
    }

    /** The panel's rows of R above those of B, column-major. */
    private void gather(int from, int width, int height, double[] b, double[] panel, int stacked) {
        for (int j = 0; j < width; j++) {
            Arrays.fill(panel, j * stacked, j * stacked + width, 0);
            for (int i = 0; i <= j; i++) {
                panel[j * stacked + i] = r[(from + i) * n + from + j];
            }
        }
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                panel[j * stacked + width + i] = b[i * n + from + j];
            }
        }
    }

    /**
     * The columns behind the panel: with reflections {@code I − [I; V] T [I; V]ᵀ}, {@code W = Tᵀ (R + Vᵀ B)}, {@code R
     * ← R − W}, {@code B ← B − V W}. In BLAS' column order row-major matrices are their transposes.
     */
    private void apply(int from, MatrixView rows, MatrixView v, MatrixView t, double[] product, double[] scaled) {
        int width = v.columns();
        int behind = from + width;
        int trailing = n - behind;
        MatrixView w = MatrixView.of(product, trailing, width);
        MatrixView wScaled = MatrixView.of(scaled, trailing, width);
        for (int i = 0; i < width; i++) {
            System.arraycopy(r, (from + i) * n + behind, product, i * trailing, trailing);
        }
        KERNELS.multiply(1, rows.plain(), v.plain(), 1, w);
        KERNELS.multiply(1, w.plain(), t.plain(), 0, wScaled);
        for (int i = 0; i < width; i++) {
            int row = (from + i) * n + behind;
            for (int j = 0; j < trailing; j++) {
                r[row + j] -= scaled[i * trailing + j];
            }
        }
        KERNELS.multiply(-1, wScaled.plain(), v.transposed(), 1, rows);
    }
}
