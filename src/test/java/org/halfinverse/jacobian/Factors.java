package org.halfinverse.jacobian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.halfinverse.network.Activation;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.network.Network;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;

/**
 * Factored Jacobians of any shape, with factors that no network has made.
 *
 * @param network whose parameters the columns belong to
 * @param outputs p
 */
record Factors(Network network, int outputs) {
    static Factors of(String widths, int outputs) {
        int[] numbers =
                Arrays.stream(widths.split("–")).mapToInt(Integer::parseInt).toArray();
        return new Factors(Network.dense(numbers, Activation.TANH), outputs);
    }

    /** Factors in −2 … 2: sums of products of four of them are whole numbers, exact in any order. */
    FactoredJacobian whole(long seed, int samples) {
        return make(seed, samples, Math::rint);
    }

    /** Factors with all their digits. */
    FactoredJacobian real(long seed, int samples) {
        return make(seed, samples, x -> x);
    }

    /** The rows of J, m × n. */
    static double[] rows(FactoredJacobian jacobian) {
        double[] rows = new double[jacobian.rows() * jacobian.columns()];
        FactoredJacobian.RowWriter writer = jacobian.rowWriter();
        for (int row = 0; row < jacobian.rows(); row++) {
            writer.write(row, rows, row * jacobian.columns());
        }
        return rows;
    }

    JacobianColumns columns() {
        return JacobianColumns.of(network);
    }

    private FactoredJacobian make(long seed, int samples, DoubleUnaryOperator rounding) {
        CounterRandom random = CounterRandom.of(seed, Stream.DERIVATIVE_CHECK, samples);
        List<double[]> inputs = new ArrayList<>();
        List<double[]> deltas = new ArrayList<>();
        for (AffineLayer layer : network.affineLayers()) {
            inputs.add(draw(random, samples * layer.inputs(), rounding));
            deltas.add(draw(random, samples * outputs * layer.outputs(), rounding));
        }
        double[] lossGradient = draw(random, samples * outputs, rounding);
        return new FactoredJacobian(columns(), samples, outputs, inputs, deltas, lossGradient, seed);
    }

    private static double[] draw(CounterRandom random, int count, DoubleUnaryOperator rounding) {
        return random.doubles(count, -2.5, 2.5).map(rounding).toArray();
    }
}
