package org.halfinverse.linalg;

import dev.ludovic.netlib.blas.BLAS;
import java.util.Arrays;

/**
 * The reduction {@code A = Q T Qᵀ} of a symmetric matrix to tridiagonal form column by column, as LAPACK's {@code dsytrd}
 * makes it (Dongarra, Hammarling and Sorensen, J. Comput. Appl. Math. 27, 1989), shared by two threads.
 *
 * <p>Reflection {@code H = I − τ v vᵀ} clears a column. With {@code u = A v − V Wᵀv − W Vᵀv} and {@code w = τ u − τ² (uᵀv / 2)
 * v} the rest of the matrix becomes {@code A − v wᵀ − w vᵀ}: the columns of a panel one by one, and what is behind the panel by
 * one product, {@code A − [W V] [V W]ᵀ}. Half of all operations are in {@code A v}, which waits for memory: each thread has
 * a diagonal block of half the size, and half of the square below the first one, which stay in the cache of its core.
 *
 * <p>Both threads call BLAS without passing the {@link CallGate}: the thread that wants the reduction has passed it and waits
 * for both, so the number of BLAS threads cannot change, and a thread that had to pass it again could wait for its own work.
 */
final class ColumnReduction extends Phases {
    /**
     * From this size on two threads pay. Measured on two cores, {@code dsytrd} takes 1.3 times as long at n = 1,024 and 1.45
     * times at 1,444, but half as long at n = 512. One thread alone takes 1.3 times as long as {@code dsytrd}.
     */
    static final int SMALLEST = 900;

    /** Rows that are left to {@code dsytrd}, since phases would be too short. */
    static final int LAST = 192;

    private static final int PANEL = 32;

    /** Columns of the square that are multiplied from both sides before they leave the nearest cache. */
    private static final int BLOCK = 64;

    /** Columns of a tile of the product behind the panel, at the least. */
    private static final int TILE = 128;

    /** Below it sums of squares lose digits. What is so small is nothing beside a matrix of moderate scale. */
    private static final double TINY = 0x1p-930;

    /** Numbers from one thread's to the other's, so that no two share a cache line. */
    private static final int SPACING = 16;

    /** What the pieces of a phase do. */
    private enum Phase {
        COLUMN,
        PRODUCT,
        COMPLETION,
        UPDATE
    }

    private final NetlibKernels kernels;
    private final BLAS blas;
    private final MatrixView matrix;
    private final double[] a;
    private final int n;
    private final int stride;
    private final DenseKernels.Tridiagonal target;
    private final int last;

    /** [W V] and [V W] of a panel, each n × 2 PANEL. W grows in the first one, V in the matrix. */
    private final MatrixView left;

    private final MatrixView right;
    private final double[] w;
    /** A v, a part by each thread. */
    private final double[][] products;
    /** Wᵀ v and Vᵀ v, likewise, and as a whole. */
    private final double[][] shares;

    private final double[] sums;
    /** A scalar product, likewise. */
    private final double[] dots = new double[2 * SPACING];

    private Phase phase = Phase.UPDATE;
    /** The first column of the panel. */
    private int start = -PANEL;
    /** Columns of the panel that are cleared. */
    private int k;

    /**
     * Reduces a matrix but for its last rows.
     *
     * @param kernels of BLAS, which use arrays where they are
     * @param matrix n × n, its lower triangle of moderate scale, which reflections replace
     * @param target T, and the scales of reflections; columns that are not reduced are not touched
     * @param last rows that are left at the most, more than a panel has columns
     */
    ColumnReduction(NetlibKernels kernels, MatrixView matrix, DenseKernels.Tridiagonal target, int last) {
        this.kernels = kernels;
        this.blas = kernels.blas();
        this.matrix = matrix;
        this.a = matrix.values();
        this.n = matrix.rows();
        this.stride = matrix.stride();
        this.target = target;
        this.last = last;
        this.left = MatrixView.of(new double[2 * PANEL * n], n, 2 * PANEL);
        this.right = MatrixView.of(new double[2 * PANEL * n], n, 2 * PANEL);
        this.w = left.values();
        this.products = new double[2][n];
        this.shares = new double[2][2 * PANEL];
        this.sums = new double[2 * PANEL];
        run();
    }

    /** How many columns are reduced. */
    int columns() {
        return start;
    }

    /** The column that is being cleared. */
    private int column() {
        return start + k;
    }

    private int at(int row, int column) {
        return matrix.offset() + column * stride + row;
    }

    @Override
    int next() {
        switch (phase) {
            case COLUMN -> {
                reflect();
                phase = Phase.PRODUCT;
            }
            case PRODUCT -> {
                Arrays.setAll(sums, q -> shares[0][q] + shares[1][q]);
                phase = Phase.COMPLETION;
            }
            case COMPLETION -> {
                scale();
                k++;
                phase = Phase.COLUMN;
                if (k == PANEL) {
                    gather();
                    phase = Phase.UPDATE;
                    return tiles();
                }
            }
            case UPDATE -> {
                start += PANEL;
                k = 0;
                phase = Phase.COLUMN;
                if (n - start <= last) {
                    return 0;
                }
            }
        }
        return 2;
    }

    @Override
    void piece(int piece) {
        int first = phase == Phase.COLUMN ? column() : column() + 1;
        int from = first + (n - first) * piece / 2;
        int to = first + (n - first) * (piece + 1) / 2;
        switch (phase) {
            case COLUMN -> updateColumn(piece, from, to);
            case PRODUCT -> multiply(piece, from, to);
            case COMPLETION -> complete(piece, from, to);
            case UPDATE -> update(piece);
        }
    }

    /** What the reflections of the panel make of some rows of the column, and the sum of squares of what is to be cleared. */
    private void updateColumn(int piece, int from, int to) {
        int i = column();
        if (k > 0) {
            blas.dgemv("N", to - from, k, -1, a, at(from, start), stride, w, i, n, 1, a, at(from, i), 1);
            blas.dgemv("N", to - from, k, -1, w, from, n, a, at(i, start), stride, 1, a, at(from, i), 1);
        }
        int below = Math.max(from, i + 2);
        dots[piece * SPACING] = blas.ddot(to - below, a, at(below, i), 1, a, at(below, i), 1);
    }

    /** The reflection; v starts with a 1 that is stored. */
    private void reflect() {
        int i = column();
        double sum = dots[0] + dots[SPACING];
        double alpha = a[at(i + 1, i)];
        double beta = sum > TINY ? -Math.copySign(Math.sqrt(alpha * alpha + sum), alpha) : alpha;
        target.diagonal()[i] = a[at(i, i)];
        target.offDiagonal()[i] = beta;
        target.q().scales()[i] = sum > TINY ? (beta - alpha) / beta : 0;
        a[at(i + 1, i)] = 1;
        blas.dscal(n - i - 2, sum > TINY ? 1 / (alpha - beta) : 0, a, at(i + 2, i), 1);
    }

    /** A thread's part of A v, and some rows' part of Wᵀ v and Vᵀ v. */
    private void multiply(int piece, int from, int to) {
        int i = column();
        int first = i + 1;
        int middle = first + (n - first) / 2;
        double[] y = products[piece];
        Arrays.fill(y, first, n, 0);
        multiplyTriangle(from, to, y);
        int end = first + (middle - first) * (piece + 1) / 2;
        for (int j = first + (middle - first) * piece / 2; j < end; j += BLOCK) {
            int columns = Math.min(BLOCK, end - j);
            addProduct("N", middle, n, j, columns, at(j, i), y, middle);
            addProduct("T", middle, n, j, columns, at(middle, i), y, j);
        }
        if (k > 0) {
            double[] share = shares[piece];
            blas.dgemv("T", to - from, k, 1, w, from, n, a, at(from, i), 1, 0, share, 0, 1);
            blas.dgemv("T", to - from, k, 1, a, at(from, start), stride, a, at(from, i), 1, 0, share, PANEL, 1);
        }
    }

    /**
     * Adds the product of a diagonal block, of which the lower triangle is stored. netlib refuses one in the last corner of an
     * array, since it counts the last column whole: so the last row is multiplied by itself.
     */
    private void multiplyTriangle(int from, int to, double[] y) {
        int i = column();
        int rows = to == n ? to - from - 1 : to - from;
        blas.dsymv("L", rows, 1, a, at(from, from), stride, a, at(from, i), 1, 1, y, from, 1);
        if (to == n) {
            addProduct("N", n - 1, n, from, rows + 1, at(from, i), y, n - 1);
            addProduct("T", n - 1, n, from, rows, at(n - 1, i), y, from);
        }
    }

    /** Adds the product of some rows and columns of the matrix, or of their transpose, with what begins somewhere in it. */
    private void addProduct(String trans, int from, int to, int j, int columns, int x, double[] y, int offset) {
        blas.dgemv(trans, to - from, columns, 1, a, at(from, j), stride, a, x, 1, 1, y, offset, 1);
    }

    /** Some rows of u, and their part of uᵀ v. */
    private void complete(int piece, int from, int to) {
        int rows = to - from;
        int u = k * n + from;
        System.arraycopy(products[0], from, w, u, rows);
        blas.daxpy(rows, 1, products[1], from, 1, w, u, 1);
        if (k > 0) {
            blas.dgemv("N", rows, k, -1, a, at(from, start), stride, sums, 0, 1, 1, w, u, 1);
            blas.dgemv("N", rows, k, -1, w, from, n, sums, PANEL, 1, 1, w, u, 1);
        }
        dots[piece * SPACING] = blas.ddot(rows, w, u, 1, a, at(from, column()), 1);
    }

    /** From u to w. */
    private void scale() {
        int i = column();
        double tau = target.q().scales()[i];
        int u = k * n + i + 1;
        blas.dscal(n - i - 1, tau, w, u, 1);
        blas.daxpy(n - i - 1, -0.5 * tau * tau * (dots[0] + dots[SPACING]), a, at(i + 1, i), 1, w, u, 1);
    }

    /** Puts V beside W, and both in the other order. */
    private void gather() {
        int first = column();
        for (int q = 0; q < PANEL; q++) {
            System.arraycopy(a, at(first, start + q), left.values(), (PANEL + q) * n + first, n - first);
            System.arraycopy(a, at(first, start + q), right.values(), q * n + first, n - first);
            System.arraycopy(w, q * n + first, right.values(), (PANEL + q) * n + first, n - first);
        }
    }

    private int tiles() {
        return Math.min(MOST_PIECES, (n - column() + TILE - 1) / TILE);
    }

    private void update(int tile) {
        int rest = n - column();
        int from = column() + rest * tile / tiles();
        int columns = column() + rest * (tile + 1) / tiles() - from;
        kernels.multiply(
                -1,
                left.part(from, 0, n - from, 2 * PANEL).plain(),
                right.part(from, 0, columns, 2 * PANEL).transposed(),
                1,
                matrix.part(from, from, n - from, columns));
    }
}
