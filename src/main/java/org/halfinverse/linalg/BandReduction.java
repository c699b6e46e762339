package org.halfinverse.linalg;

import java.util.Arrays;
import org.halfinverse.linalg.MatrixView.Factor;

/**
 * The reduction {@code A = Q B Qᵀ} of a symmetric matrix to one of bandwidth w, by matrix products alone but for panels of w
 * columns (Dongarra, Hammarling and Sorensen, J. Comput. Appl. Math. 27, 1989).
 *
 * <p>The QR factorisation of what a panel has below the band gives w reflections {@code P = I − V T Vᵀ}. With {@code Y = A
 * V} and {@code W = Y T − V (Tᵀ Vᵀ Y T) / 2} the rest of the matrix is {@code Pᵀ A P = A − W Vᵀ − V Wᵀ}: {@code 4/3 n³}
 * operations in all. Tiles of these products are shared among the cores, one thread of BLAS each, and while the matrix is
 * updated the next panel is factorised already.
 */
final class BandReduction {
    private static final DenseKernels KERNELS = NativeBlas.kernels();

    private final int n;
    private final int w;
    /** Rows and columns of a tile. Tiles on the diagonal hold both of their triangles, others are below it. */
    private final int side;

    private final MatrixView a;
    private final double[] scales;
    /** [W V] and [V W], each n × 2 w. */
    private final MatrixView left;

    private final MatrixView right;
    /** V of the panel that was factorised last, n × w. */
    private final MatrixView next;

    private final SymmetricProduct product;
    private final MatrixView y;
    private final MatrixView t;
    private final MatrixView half;

    /**
     * Reduces a matrix.
     *
     * @param a n × n, its lower triangle; overwritten, and kept
     * @param w width of the band
     * @param side rows and columns of a tile
     */
    BandReduction(MatrixView a, int w, int side) {
        this.n = a.rows();
        this.w = w;
        this.side = side;
        this.a = a;
        this.scales = new double[n];
        this.left = zeros(n, 2 * w);
        this.right = zeros(n, 2 * w);
        this.next = zeros(n, w);
        this.product = new SymmetricProduct(a, w, side);
        this.y = zeros(n, w);
        this.t = zeros(w, w);
        this.half = zeros(w, w);
        inTiles(0, (tile, from, to) -> mirror(from, to));
        if (w < n) {
            factorize(w);
        }
        for (int start = w; start < n - 1; start += w) {
            eliminate(start);
        }
    }

    private static MatrixView zeros(int rows, int columns) {
        return MatrixView.of(new double[Math.multiplyExact(rows, columns)], rows, columns);
    }

    /** Q, of all entries but the first w; where these are all it is 1. */
    Reflections q() {
        int entries = Math.max(0, n - w);
        return new Reflections(false, a.part(n - entries, 0, entries, entries), scales);
    }

    /**
     * {@return B, {@code n (stride + 1)} numbers, entry (i, j) for 0 ≤ i − j ≤ w at {@code i + j stride}, others zero}
     *
     * @param stride from one column to the next
     */
    double[] band(int stride) {
        double[] band = new double[Math.multiplyExact(n, stride + 1)];
        for (int j = 0; j < n; j++) {
            int count = Math.min(w + 1, n - j);
            System.arraycopy(a.values(), a.offset() + j * a.stride() + j, band, j * (stride + 1), count);
        }
        return band;
    }

    private int tiles(int start) {
        return (n - 1) / side - start / side + 1;
    }

    /** What is done with the rows of a tile. */
    private interface RowWork {
        void on(int tile, int from, int to);
    }

    /** Shares the rows from one on, tile by tile. */
    private void inTiles(int start, RowWork work) {
        int first = start / side;
        Tasks.inOrder(
                tiles(start),
                tile -> work.on(tile, Math.max(start, (first + tile) * side), Math.min(n, (first + tile + 1) * side)));
    }

    /** Makes a tile on the diagonal symmetric. */
    private void mirror(int from, int to) {
        double[] values = a.values();
        for (int j = from; j < to; j++) {
            for (int i = j + 1; i < to; i++) {
                values[a.offset() + i * a.stride() + j] = values[a.offset() + j * a.stride() + i];
            }
        }
    }

    /** Factorises the panel before a column: its rows from there on. */
    private void factorize(int start) {
        int rows = n - start;
        MatrixView panel = a.part(start, start - w, rows, w);
        Reflections reflections = KERNELS.factorizeQr(panel);
        int k = reflections.count();
        System.arraycopy(reflections.scales(), 0, scales, start - w, k);
        KERNELS.triangle(reflections, t.part(0, 0, k, k));
        double[] v = next.values();
        for (int j = 0; j < k; j++) {
            int column = j * n + start;
            Arrays.fill(v, column, column + j, 0);
            v[column + j] = 1;
            int from = panel.offset() + j * panel.stride();
            System.arraycopy(panel.values(), from + j + 1, v, column + j + 1, rows - j - 1);
        }
    }

    /** Applies the reflections of the panel before a column to what is behind it. */
    private void eliminate(int start) {
        int k = Math.min(w, n - start);
        product.multiply(start, next.part(0, 0, n, k));
        MatrixView[] squares = new MatrixView[tiles(start)];
        inTiles(start, (tile, from, to) -> squares[tile] = addUp(start, from, to, k));
        Factor triangle = t.part(0, 0, k, k).plain();
        MatrixView square = zeros(k, k);
        for (MatrixView part : squares) {
            Vectors.addScaled(1, part.values(), square.values());
        }
        MatrixView turned = zeros(k, k);
        KERNELS.multiply(1, square.plain(), triangle, 0, turned);
        MatrixView correction = half.part(0, 0, k, k);
        KERNELS.multiply(-0.5, triangle.matrix().transposed(), turned.plain(), 0, correction);
        inTiles(start, (tile, from, to) -> complete(from, to - from, k, triangle, correction.plain()));
        update(start, k);
    }

    /** Some rows of Y; returns their part of {@code Vᵀ Y}. */
    private MatrixView addUp(int start, int from, int to, int k) {
        MatrixView target = y.part(from, 0, to - from, k);
        product.addUp(start, from, target);
        MatrixView square = zeros(k, k);
        KERNELS.multiply(1, next.part(from, 0, to - from, k).transposed(), target.plain(), 0, square);
        return square;
    }

    /** Some rows of W, and what the update needs of them. */
    private void complete(int from, int rows, int k, Factor triangle, Factor correction) {
        MatrixView v = next.part(from, 0, rows, k);
        MatrixView target = left.part(from, 0, rows, k);
        KERNELS.multiply(1, y.part(from, 0, rows, k).plain(), triangle, 0, target);
        KERNELS.multiply(1, v.plain(), correction, 1, target);
        for (int j = 0; j < k; j++) {
            System.arraycopy(left.values(), j * n + from, right.values(), (k + j) * n + from, rows);
            System.arraycopy(next.values(), j * n + from, right.values(), j * n + from, rows);
            System.arraycopy(next.values(), j * n + from, left.values(), (k + j) * n + from, rows);
        }
    }

    /** The next panel first, so that one core can factorise it while the others go on. */
    private void update(int start, int k) {
        int behind = Math.min(n, start + w);
        int first = behind / side;
        int tiles = behind < n ? tiles(behind) : 0;
        Tasks.inOrder(1 + tiles, task -> {
            if (task == 0) {
                subtract(start, start, behind, k);
                if (behind < n) {
                    factorize(behind);
                }
            } else {
                int tile = first + task - 1;
                int from = Math.max(behind, tile * side);
                subtract(from, from, Math.min(n, (tile + 1) * side), k);
            }
        });
    }

    /** {@code A − W Vᵀ − V Wᵀ} in some columns, from a row on. */
    private void subtract(int row, int from, int to, int k) {
        KERNELS.multiply(
                -1,
                left.part(row, 0, n - row, 2 * k).plain(),
                right.part(from, 0, to - from, 2 * k).transposed(),
                1,
                a.part(row, from, n - row, to - from));
    }
}
