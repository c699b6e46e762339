package org.halfinverse.train;

import java.io.Serializable;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.halfinverse.jacobian.SampleBlock;
import org.halfinverse.network.ForwardPass;

/**
 * Mean and spread of the outputs of all hidden units over some samples: whether units still respond to their inputs, or
 * are saturated.
 *
 * <p>Sums of squares are of deviations from the mean, merged by the formula of Chan, Golub and LeVeque (<i>Updating
 * Formulae and a Pairwise Algorithm for Computing Sample Variances</i>, 1979), so that units with a large mean and a
 * small spread keep their digits.
 *
 * @param samples N
 * @param means for each hidden layer the mean of each unit
 * @param squares for each hidden layer the sum of squared deviations of each unit
 */
public record ActivationMoments(long samples, List<double[]> means, List<double[]> squares) implements Serializable {
    /** The task that takes the moments of a block. */
    static final BatchTask<ActivationMoments> TASK = (model, theta, block, pieces) -> {
        int hidden = model.network().layers().size() - 1;
        ActivationMoments moments = new ActivationMoments(0, List.of(), List.of());
        while (pieces.hasNext()) {
            SampleBlock piece = pieces.next();
            ForwardPass pass = model.network().forward(theta, piece.samples(), piece.inputs());
            List<double[]> activations = pass.layerInputs().subList(1, hidden + 1);
            moments = moments.plus(of(activations, piece.samples()));
        }
        return moments;
    };

    /** Copies the lists. */
    public ActivationMoments {
        means = List.copyOf(means);
        squares = List.copyOf(squares);
    }

    /** Of a few samples, each array sample-major. */
    private static ActivationMoments of(List<double[]> activations, int samples) {
        List<double[]> means = activations.stream()
                .map(values -> columnMeans(values, values.length / samples))
                .toList();
        List<double[]> squares = IntStream.range(0, activations.size())
                .mapToObj(layer -> squaredDeviations(activations.get(layer), means.get(layer)))
                .toList();
        return new ActivationMoments(samples, means, squares);
    }

    private static double[] columnMeans(double[] values, int width) {
        double[] means = new double[width];
        for (int i = 0; i < values.length; i++) {
            means[i % width] += values[i];
        }
        for (int unit = 0; unit < width; unit++) {
            means[unit] /= (double) values.length / width;
        }
        return means;
    }

    private static double[] squaredDeviations(double[] values, double[] means) {
        double[] squares = new double[means.length];
        for (int i = 0; i < values.length; i++) {
            double deviation = values[i] - means[i % means.length];
            squares[i % means.length] += deviation * deviation;
        }
        return squares;
    }

    /** The moments of two groups of samples together. */
    ActivationMoments plus(ActivationMoments later) {
        if (samples == 0 || later.samples == 0) {
            return samples == 0 ? later : this;
        }
        long all = samples + later.samples;
        double share = (double) later.samples / all;
        List<double[]> bothMeans = layers(layer -> {
            double[] merged = means.get(layer).clone();
            for (int unit = 0; unit < merged.length; unit++) {
                merged[unit] += share * (later.means.get(layer)[unit] - merged[unit]);
            }
            return merged;
        });
        List<double[]> bothSquares = layers(layer -> {
            double[] merged = squares.get(layer).clone();
            for (int unit = 0; unit < merged.length; unit++) {
                double distance = later.means.get(layer)[unit] - means.get(layer)[unit];
                merged[unit] += later.squares.get(layer)[unit] + distance * distance * samples * share;
            }
            return merged;
        });
        return new ActivationMoments(all, bothMeans, bothSquares);
    }

    private List<double[]> layers(IntFunction<double[]> layer) {
        return IntStream.range(0, means.size()).mapToObj(layer).toList();
    }

    /**
     * The standard deviations.
     *
     * @return for each hidden layer that of each unit, of this population
     */
    public List<double[]> deviations() {
        return layers(layer -> {
            double[] deviations = squares.get(layer).clone();
            for (int unit = 0; unit < deviations.length; unit++) {
                deviations[unit] = Math.sqrt(deviations[unit] / samples);
            }
            return deviations;
        });
    }
}
