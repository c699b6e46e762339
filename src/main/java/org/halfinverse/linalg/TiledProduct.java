package org.halfinverse.linalg;

import static org.bytedeco.openblas.global.openblas.CblasColMajor;
import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.cblas_dgemm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.DoublePointer;
import org.halfinverse.linalg.MatrixView.Factor;

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

    /** {@code C ← β C + α op(A) op(B)}. */
    static void add(double alpha, Factor a, Factor b, double beta, MatrixView c) {
        TiledProduct tiles = TILES.get();
        int k = a.columns();
        for (int j = 0; j < c.columns(); j += SIDE) {
            int columns = Math.min(SIDE, c.columns() - j);
            for (int i = 0; i < c.rows(); i += SIDE) {
                int rows = Math.min(SIDE, c.rows() - i);
                MatrixView target = c.part(i, j, rows, columns);
                if (beta != 0) {
                    Packed.load(tiles.c, target);
                }
                double factor = beta;
                int from = 0;
                do { // once even if there is nothing to add up
                    int depth = Math.min(SIDE, k - from);
                    cblas_dgemm(
                            CblasColMajor,
                            a.isTransposed() ? CblasTrans : CblasNoTrans,
                            b.isTransposed() ? CblasTrans : CblasNoTrans,
                            rows,
                            columns,
                            depth,
                            alpha,
                            tiles.a,
                            load(tiles.a, a, i, rows, from, depth),
                            tiles.b,
                            load(tiles.b, b, from, depth, j, columns),
                            factor,
                            tiles.c,
                            rows);
                    factor = 1;
                    from += SIDE;
                } while (from < k);
                Packed.store(tiles.c, target);
            }
        }
    }

    /** Loads some rows and columns of op(A); returns the stride of the tile. */
    private static int load(DoublePointer tile, Factor a, int row, int rows, int column, int columns) {
        MatrixView part = a.isTransposed()
                ? a.matrix().part(column, row, columns, rows)
                : a.matrix().part(row, column, rows, columns);
        Packed.load(tile, part);
        return Math.max(1, part.rows());
    }
}
