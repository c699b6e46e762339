package org.halfinverse.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.DoublePointer;

/** A thread's memory outside the heap to multiply matrices in, tile by tile. */
final class TiledProduct {
    /** Rows and columns of a tile: 2 MB, for 512 operations a number. */
    private static final int SIDE = 512;

    private static final ThreadLocal<TiledProduct> TILES = ThreadLocal.withInitial(TiledProduct::new);

    private final DoublePointer a = tile();
    private final DoublePointer b = tile();
    private final DoublePointer c = tile();

    private TiledProduct() {}

    private static DoublePointer tile() {
        return new DoublePointer(ByteBuffer.allocateDirect(SIDE * SIDE * Double.BYTES)
                .order(ByteOrder.nativeOrder())
                .asDoubleBuffer());
    }

    /** {@code C ← β C + α op(A) op(B)}, C m × n, inner dimension k, all column-major. */
    static void add(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int offsetA,
            int lda,
            double[] b,
            int offsetB,
            int ldb,
            double beta,
            double[] c,
            int offsetC,
            int ldc) {
        TiledProduct tiles = TILES.get();
        for (int j = 0; j < n; j += SIDE) {
            int columns = Math.min(SIDE, n - j);
            for (int i = 0; i < m; i += SIDE) {
                int rows = Math.min(SIDE, m - i);
                int target = offsetC + j * ldc + i;
                if (beta != 0) {
                    Packed.load(tiles.c, c, target, ldc, rows, columns);
                }
                double factor = beta;
                int from = 0;
                do { // once even if there is nothing to add up
                    int depth = Math.min(SIDE, k - from);
                    int ldTileA = load(tiles.a, transposeA, a, offsetA, lda, i, rows, from, depth);
                    int ldTileB = load(tiles.b, transposeB, b, offsetB, ldb, from, depth, j, columns);
                    cblas_dgemm(
                            CblasColMajor,
                            transposeA ? CblasTrans : CblasNoTrans,
                            transposeB ? CblasTrans : CblasNoTrans,
                            rows,
                            columns,
                            depth,
                            alpha,
                            tiles.a,
                            ldTileA,
                            tiles.b,
                            ldTileB,
                            factor,
                            tiles.c,
                            rows);
                    factor = 1;
                    from += SIDE;
                } while (from < k);
                Packed.store(tiles.c, c, target, ldc, rows, columns);
            }
        }
    }

    /** Loads some rows and columns of op(A). */
    private static int load(
            DoublePointer tile,
            boolean transpose,
            double[] a,
            int offset,
            int ld,
            int row,
            int rows,
            int column,
            int columns) {
        if (transpose) {
            Packed.load(tile, a, offset + row * ld + column, ld, columns, rows);
            return Math.max(1, columns);
        }
        Packed.load(tile, a, offset + column * ld + row, ld, rows, columns);
        return Math.max(1, rows);
    }
}
