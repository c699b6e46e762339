package org.halfinverse.linalg;

import java.io.Serializable;
import java.util.Arrays;
import org.netlib.util.intW;

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
    private static final long serialVersionUID = 1L;

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

    /**
     * The triangle.
     *
     * @return R, n × n, row-major, zeros below the diagonal; not a copy
     */
    public double[] r() {
        return r;
    }

    /** The factor of the first rows, found in place: in LAPACK's column order they are the columns of {@code Bᵀ = L Q}. */
    private void factorize(int rows, double[] b) {
        int rank = Math.min(rows, n);
        double[] work = new double[n * PANEL];
        intW info = new intW(0);
        KERNELS.dgelqf(n, rows, b, n, new double[rank], work, work.length, info);
        LapackCalls.requireSuccess(info, "dgelqf", n);
        for (int i = 0; i < rank; i++) {
            System.arraycopy(b, i * n + i, r, i * n + i, n - i);
        }
    }

    /** Clears B against R; of a triangular B only what is above the diagonal. */
    private void eliminate(int rows, double[] b, boolean triangular) {
        double[] panel = new double[(rows + PANEL) * PANEL];
        double[] scales = new double[PANEL];
        double[] t = new double[PANEL * PANEL];
        double[] product = new double[PANEL * n];
        double[] scaled = new double[PANEL * n];
        double[] work = new double[PANEL * PANEL];
        for (int from = 0; from < n; from += PANEL) {
            int width = Math.min(PANEL, n - from);
            int behind = from + width;
            int height = triangular ? Math.min(rows, behind) : rows;
            int stacked = width + height;
            gather(from, width, height, b, panel, stacked);
            intW info = new intW(0);
            KERNELS.dgeqrf(stacked, width, panel, stacked, scales, work, work.length, info);
            LapackCalls.requireSuccess(info, "dgeqrf", stacked);
            KERNELS.dlarft("F", "C", stacked, width, panel, stacked, scales, t, PANEL);
            for (int i = 0; i < width; i++) {
                for (int j = i; j < width; j++) {
                    r[(from + i) * n + from + j] = panel[j * stacked + i];
                }
            }
            if (behind < n) {
                apply(from, width, height, b, panel, t, product, scaled);
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
    private void apply(
            int from,
            int width,
            int height,
            double[] b,
            double[] panel,
            double[] t,
            double[] product,
            double[] scaled) {
        int behind = from + width;
        int trailing = n - behind;
        int stacked = width + height;
        for (int i = 0; i < width; i++) {
            System.arraycopy(r, (from + i) * n + behind, product, i * trailing, trailing);
        }
        KERNELS.dgemm(
                "N", "N", trailing, width, height, 1, b, behind, n, panel, width, stacked, 1, product, 0, trailing);
        KERNELS.dgemm("N", "N", trailing, width, width, 1, product, 0, trailing, t, 0, PANEL, 0, scaled, 0, trailing);
        for (int i = 0; i < width; i++) {
            int row = (from + i) * n + behind;
            for (int j = 0; j < trailing; j++) {
                r[row + j] -= scaled[i * trailing + j];
            }
        }
        KERNELS.dgemm(
                "N", "T", trailing, height, width, -1, scaled, 0, trailing, panel, width, stacked, 1, b, behind, n);
    }
}
