package org.halfinverse.train;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.network.ForwardPass;
import org.halfinverse.samples.Samples;

/**
 * Mean and spread of the outputs of all hidden units over some samples: whether units still respond to their inputs, or
 * are saturated.
 *
 * @param layers for each hidden layer the moments of its units; empty of no samples
 */
public record ActivationMoments(List<ColumnMoments> layers) implements Serializable {
    /** The task that takes the moments of a block. */
    static final BatchTask<ActivationMoments> TASK = (model, theta, block, pieces) -> {
        int hidden = model.network().affineLayers().size() - 1;
        ActivationMoments moments = new ActivationMoments(List.of());
        while (pieces.hasNext()) {
            Samples piece = pieces.next();
            ForwardPass pass = model.network().forward(theta, piece.samples(), piece.inputs());
            List<double[]> activations = pass.layerOutputs().subList(0, hidden);
            moments = moments.plus(of(activations, piece.samples()));
        }
        return moments;
    };

    /** Copies the list. {@inheritDoc} */
    public ActivationMoments {
        layers = List.copyOf(layers);
    }

    /** Of a few samples, each array sample-major. */
    private static ActivationMoments of(List<double[]> activations, int samples) {
        return new ActivationMoments(activations.stream()
                .map(values -> ColumnMoments.of(values, values.length / samples))
                .toList());
    }

    /** The moments of two groups of samples together. */
    ActivationMoments plus(ActivationMoments later) {
        if (layers.isEmpty() || later.layers.isEmpty()) {
            return layers.isEmpty() ? later : this;
        }
        return new ActivationMoments(IntStream.range(0, layers.size())
                .mapToObj(layer -> layers.get(layer).plus(later.layers.get(layer)))
                .toList());
    }

    /** {@return the means, for each hidden layer that of each unit} */
    public List<double[]> means() {
        return layers.stream().map(ColumnMoments::means).toList();
    }

    /** {@return the standard deviations of this population, for each hidden layer that of each unit} */
    public List<double[]> deviations() {
        return layers.stream().map(ColumnMoments::deviations).toList();
    }
}
