package org.halfinverse.jacobian;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.network.OuterProducts;

/**
 * The Gram matrix {@code JᵀJ} from factors, tile by tile, without the rows of J.
 *
 * <p>With biases as weights of an input 1, the entry of parameters (i, j) of layer l and (i', j') of layer l' is
 *
 * <pre>
 *   Σ_samples a_i a'_i' M_jj',   M = D_lᵀ D_l'
 * </pre>
 *
 * so that all of a pair of layers is one matrix product {@code XᵀY}, with a row of X holding a sample's {@code a ⊗ a'}
 * and a row of Y its {@code M}: b n² operations instead of the m n² of explicit rows, p times fewer. Of a layer with
 * itself both factors are symmetric, so that i ≤ i' and j ≤ j' say everything: a quarter. The rows of a layer with shared
 * weights, and those of chosen columns, stand for its D, with no inputs beside the 1; they are formed once for each block.
 *
 * <p>A tile holds some rows i of one pair. Tiles are summed over samples independently of each other, some at a time
 * where all of them do not fit.
 */
public final class GramMatrix implements Serializable {
    /** Entries of a tile, unless a single row of a pair has more: 8 MB. */
    public static final long TILE = 1 << 20;

    /** Entries of X or Y that are formed at once: 32 MB. */
    private static final int SCRATCH = 1 << 22;

    private final int columns;
    private final Tile[] tiles;

    /**
     * The tiles of some columns.
     *
     * @param columns of J, n; n² entries fit one array
     */
    public GramMatrix(JacobianColumns columns) {
        this(columns, TILE);
    }

    /**
     * Tiles of some size.
     *
     * @param columns of J, n; n² entries fit one array
     * @param entries of a tile at most, unless a single row of a pair has more
     */
    public GramMatrix(JacobianColumns columns, long entries) {
        this.columns = columns.count();
        List<Tile> all = new ArrayList<>();
        JacobianColumns.Group[] groups = columns.groups();
        for (int l = 0; l < groups.length; l++) {
            for (int second = l; second < groups.length; second++) {
                Side left = Side.of(l, groups[l]);
                Side right = Side.of(second, groups[second]);
                long row = (long) (right.inputs() + 1) * left.outputs() * right.outputs();
                int height = (int) Math.max(1, entries / row);
                for (int from = 0; from <= left.inputs(); from += height) {
                    all.add(new Tile(left, right, from, Math.min(from + height, left.inputs() + 1)));
                }
            }
        }
        tiles = all.toArray(new Tile[0]);
    }

    /** {@return number of tiles} */
    public int tiles() {
        return tiles.length;
    }

    /**
     * {@return the number of entries of a tile}
     *
     * @param tile number of the tile
     */
    public int length(int tile) {
        return Math.multiplyExact(tiles[tile].xColumns(), tiles[tile].yColumns());
    }

    /**
     * Operations that one sample costs, whether or not the matrix fits an array.
     *
     * @param columns of J
     * @param perSample p
     * @return multiplications and additions of all tiles
     */
    public static double flopsPerSample(JacobianColumns columns, int perSample) {
        double products = 0;
        JacobianColumns.Group[] groups = columns.groups();
        for (int l = 0; l < groups.length; l++) {
            for (int second = l; second < groups.length; second++) {
                products += productsPerSample(groups[l], groups[second], perSample);
            }
        }
        return 2 * products;
    }

    /** Of a pair of rows that were formed, p products; else X and Y, where forming Y counts if D has as many columns as J. */
    private static double productsPerSample(JacobianColumns.Group left, JacobianColumns.Group right, int perSample) {
        double outputs = (double) left.outputs() * right.outputs();
        if (left.inputs() == 0 && right.inputs() == 0) {
            return perSample * outputs;
        }
        double inputs = left.inputs() + 1.0;
        if (left.index() == right.index()) {
            return inputs * (inputs + 1) / 2 * left.outputs() * (left.outputs() + 1.0) / 2;
        }
        double forming = left.formed() + right.formed() > 0 ? perSample * outputs : 0;
        return inputs * (right.inputs() + 1.0) * outputs + forming;
    }

    /**
     * {@return the numbers of all tiles, whether or not the matrix fits an array}
     *
     * @param columns of J
     */
    public static double entries(JacobianColumns columns) {
        double entries = 0;
        JacobianColumns.Group[] groups = columns.groups();
        for (int l = 0; l < groups.length; l++) {
            double inputs = groups[l].inputs() + 1.0;
            double outputs = groups[l].outputs();
            entries += inputs * (inputs + 1) / 2 * outputs * (outputs + 1) / 2;
            for (int second = l + 1; second < groups.length; second++) {
                entries += inputs * (groups[second].inputs() + 1.0) * outputs * groups[second].outputs();
            }
        }
        return entries;
    }

    /**
     * Sums tiles over blocks of samples. One for each thread.
     *
     * <p>Its arrays are made once and used for all blocks.
     */
    public final class Sums {
        private final int first;
        private final double[][] sums;
        private double[] x = new double[0];
        private double[] y = new double[0];
        private boolean yOfAllSamples;

        /**
         * Sums of zero samples.
         *
         * @param first number of the first tile
         * @param end behind the last tile
         */
        public Sums(int first, int end) {
            this.first = first;
            this.sums = new double[end - first][];
            Arrays.setAll(sums, tile -> new double[length(first + tile)]);
        }

        /**
         * Adds the samples of a block.
         *
         * @param jacobian of the same columns
         */
        public void add(FactoredJacobian jacobian) {
            Block block = new Block(jacobian);
            for (int i = 0; i < sums.length; i++) {
                Tile tile = tiles[first + i];
                if (tile.hasNoInputs()) {
                    y = FactoredJacobian.Workspace.atLeast(y, tile.left.outputs * tile.right.outputs);
                    tile.addRows(block, y, sums[i]);
                    yOfAllSamples = false;
                    continue;
                }
                int most = Math.max(1, SCRATCH / Math.max(tile.xColumns(), tile.yColumns()));
                boolean sameY =
                        i > 0 && tiles[first + i - 1].isOfPair(tile) && yOfAllSamples && jacobian.samples() <= most;
                for (int from = 0; from < jacobian.samples(); from += most) {
                    int to = Math.min(from + most, jacobian.samples());
                    x = FactoredJacobian.Workspace.atLeast(x, (to - from) * tile.xColumns());
                    tile.writeX(block, from, to, x);
                    if (!sameY) {
                        y = FactoredJacobian.Workspace.atLeast(y, (to - from) * tile.yColumns());
                        tile.writeY(block, from, to, y);
                        yOfAllSamples = to - from == jacobian.samples();
                    }
                    Gemm.multiplyTransposedA(tile.xColumns(), tile.yColumns(), to - from, x, 0, y, 0, 1, sums[i], 0);
                }
            }
        }

        /** {@return the sums, tiles in order; not a copy} */
        public double[][] sums() {
            return sums;
        }
    }

    /**
     * Writes a tile where it belongs.
     *
     * @param tile number of the tile
     * @param sums its entries
     * @param gram n × n, row-major, of which the upper triangle is written
     */
    public void write(int tile, double[] sums, double[] gram) {
        tiles[tile].write(sums, columns, gram);
    }

    /** The rows of a block, formed where a tile asks for those of a layer. */
    private record Block(FactoredJacobian jacobian, OuterProducts[] layers) {
        Block(FactoredJacobian jacobian) {
            this(jacobian, new OuterProducts[jacobian.parameterColumns().groups().length]);
        }

        OuterProducts layer(int index) {
            if (layers[index] == null) {
                layers[index] = jacobian.outerProducts(index, 0, jacobian.samples());
            }
            return layers[index];
        }
    }

    /** A layer as one side of a pair: the widths of its outer products, and where its columns start. */
    private record Side(int layer, int inputs, int outputs, int offset) implements Serializable {
        static Side of(int index, JacobianColumns.Group group) {
            return new Side(index, group.inputs(), group.outputs(), group.start());
        }
    }

    /** Rows i = from … to−1 of the pair of layers (left, right). */
    private record Tile(Side left, Side right, int from, int to) implements Serializable {
        boolean isDiagonal() {
            return left.layer == right.layer;
        }

        /** Whether a row of Y is all there is: then sums over samples and over their rows are one. */
        boolean hasNoInputs() {
            return left.inputs == 0 && right.inputs == 0;
        }

        /** Adds {@code DᵀD'} over all rows of a block. */
        void addRows(Block block, double[] square, double[] sums) {
            OuterProducts one = block.layer(left.layer);
            OuterProducts other = block.layer(right.layer);
            int rows = block.jacobian.rows();
            int width = right.outputs;
            if (!isDiagonal()) {
                Gemm.multiplyTransposedA(
                        left.outputs, width, rows, one.d(), one.dStart(), other.d(), other.dStart(), 1, sums, 0);
                return;
            }
            Gemm.multiplyTransposedA(
                    width, width, rows, one.d(), one.dStart(), other.d(), other.dStart(), 0, square, 0);
            int entry = 0;
            for (int j = 0; j < width; j++) {
                for (int k = j; k < width; k++) {
                    sums[entry++] += square[j * width + k];
                }
            }
        }

        boolean isOfPair(Tile other) {
            return left.layer == other.left.layer && right.layer == other.right.layer;
        }

        /** First i' that goes with i. */
        int firstPartner(int i) {
            return isDiagonal() ? i : 0;
        }

        int xColumns() {
            int partners = right.inputs() + 1;
            int rows = to - from;
            return isDiagonal() ? rows * partners - (from + to - 1) * rows / 2 : rows * partners;
        }

        int yColumns() {
            return isDiagonal() ? left.outputs() * (left.outputs() + 1) / 2 : left.outputs() * right.outputs();
        }

        void writeX(Block block, int firstSample, int endSample, double[] x) {
            OuterProducts one = block.layer(left.layer);
            OuterProducts other = block.layer(right.layer);
            double[] a = one.a();
            double[] b = other.a();
            int width = right.inputs();
            int entry = 0;
            for (int sample = firstSample; sample < endSample; sample++) {
                for (int i = from; i < to; i++) {
                    double factor = i < left.inputs() ? a[one.aStart() + sample * left.inputs() + i] : 1;
                    for (int j = firstPartner(i); j < width; j++) {
                        x[entry++] = factor * b[other.aStart() + sample * width + j];
                    }
                    x[entry++] = factor;
                }
            }
        }

        void writeY(Block block, int firstSample, int endSample, double[] y) {
            OuterProducts one = block.layer(left.layer);
            OuterProducts other = block.layer(right.layer);
            double[] d = one.d();
            double[] e = other.d();
            int p = block.jacobian.outputsPerSample();
            int rows = left.outputs();
            int width = right.outputs();
            int columns = yColumns();
            double[] square = new double[isDiagonal() ? rows * width : 0];
            for (int sample = firstSample; sample < endSample; sample++) {
                int target = (sample - firstSample) * columns;
                int dStart = one.dStart() + sample * p * rows;
                int eStart = other.dStart() + sample * p * width;
                if (isDiagonal()) {
                    Gemm.multiplyTransposedA(rows, width, p, d, dStart, e, eStart, 0, square, 0);
                    for (int j = 0; j < rows; j++) {
                        System.arraycopy(square, j * width + j, y, target, width - j);
                        target += width - j;
                    }
                } else {
                    Gemm.multiplyTransposedA(rows, width, p, d, dStart, e, eStart, 0, y, target);
                }
            }
        }

        void write(double[] sums, int n, double[] gram) {
            int entry = 0;
            for (int i = from; i < to; i++) {
                for (int partner = firstPartner(i); partner <= right.inputs(); partner++) {
                    int column = right.offset() + partner * right.outputs();
                    for (int j = 0; j < left.outputs(); j++) {
                        int row = left.offset() + i * left.outputs() + j;
                        int start = firstPartner(j);
                        int length = right.outputs() - start;
                        System.arraycopy(sums, entry, gram, row * n + column + start, length);
                        if (isDiagonal()) {
                            for (int k = start; k < right.outputs(); k++) {
                                gram[(left.offset() + i * left.outputs() + k) * n + column + j] =
                                        sums[entry + k - start];
                            }
                        }
                        entry += length;
                    }
                }
            }
        }
    }
}
