package org.halfinverse.benchmarks;

import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.GramMatrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A block's share of {@code JᵀJ}: the products {@code XᵀY}, not the forming of X and Y. Of a matrix that is larger than
 * memory the first tiles.
 */
@State(Scope.Thread)
public class GramMatrixBenchmark {
    private static final int MOST_TILES = 16;

    /** Network and samples. */
    @Param({"OSCILLATORS", "ONE_OUTPUT", "WIDE"})
    public Shape shape = Shape.OSCILLATORS;

    private FactoredJacobian jacobian;
    private GramMatrix.Sums sums;
    private double operations;

    /** Linearises the samples. */
    @Setup
    public void linearize() {
        jacobian = shape.jacobian();
        GramMatrix gram = new GramMatrix(shape.model().parameterColumns());
        int tiles = Math.min(MOST_TILES, gram.tiles());
        sums = gram.new Sums(0, tiles);
        for (int tile = 0; tile < tiles; tile++) {
            operations += 2.0 * shape.samples * gram.length(tile);
        }
    }

    /** {@code Sums.add}. */
    @Benchmark
    public double[][] add(Flops flops) {
        flops.oneCore += operations;
        sums.add(jacobian);
        return sums.sums();
    }
}
