package org.halfinverse.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.halfinverse.jacobian.LayerCases;
import org.halfinverse.jacobian.ModelSamples;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.samples.GivenSamples;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationMomentsTest {
    private static final int SAMPLES = 700; // several pieces a block, for one block

    private final PhysicsModel model = Models.small(Activation.TANH);
    private final double[] theta = Models.theta(model, 1);

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7})
    void areTheMeanAndTheSpreadOfEveryHiddenUnit(int blocks) {
        ActivationMoments moments = of(theta, blocks);
        assertEquals(SAMPLES, moments.layers().get(0).rows());
        Samples all = Models.samples(0, SAMPLES);
        List<double[]> layerInputs =
                model.network().forward(theta, SAMPLES, all.inputs()).layerInputs();
        int hidden = model.network().affineLayers().size() - 1;
        assertEquals(hidden, moments.means().size());
        for (int layer = 0; layer < hidden; layer++) {
            double[] activations = layerInputs.get(layer + 1);
            int width = activations.length / SAMPLES;
            double[] means = new double[width];
            double[] deviations = new double[width];
            for (int unit = 0; unit < width; unit++) {
                for (int sample = 0; sample < SAMPLES; sample++) {
                    means[unit] += activations[sample * width + unit] / SAMPLES;
                }
                for (int sample = 0; sample < SAMPLES; sample++) {
                    deviations[unit] += Math.pow(activations[sample * width + unit] - means[unit], 2) / SAMPLES;
                }
                deviations[unit] = Math.sqrt(deviations[unit]);
            }
            // Sums of 700 numbers of size 1 in another order.
            assertArrayEquals(means, moments.means().get(layer), 1e-13);
            assertArrayEquals(deviations, moments.deviations().get(layer), 1e-13);
        }
    }

    /** Units are the outputs of all hidden layers with parameters, of each position of a field and within a residual. */
    @Test
    void convolutionsAndResidualsHaveUnitsToo() {
        LayerCases layers = LayerCases.all().stream()
                .filter(other -> other.name().equals("composed in two dimensions"))
                .findFirst()
                .orElseThrow();
        Samples all = layers.samples(40);
        ActivationMoments moments = of(layers.model(), layers.theta(), Map.of(Split.TRAIN, new GivenSamples(all)), 3);
        List<AffineLayer> affine = layers.network().affineLayers();
        double[] first = affine.get(0).outputs(layers.theta(), 40, all.inputs());
        double[] within = affine.get(1).outputs(layers.theta(), 40, first);
        double[] sum = first.clone();
        Vectors.addScaled(1, within, sum);
        double[] third = affine.get(2).outputs(layers.theta(), 40, sum);
        List<double[]> expected = List.of(first, within, third);
        assertEquals(expected.size(), moments.means().size());
        for (int layer = 0; layer < expected.size(); layer++) {
            ColumnMoments own = ColumnMoments.of(expected.get(layer), expected.get(layer).length / 40);
            assertArrayEquals(own.means(), moments.means().get(layer), 1e-13);
            assertArrayEquals(own.deviations(), moments.deviations().get(layer), 1e-13);
        }
    }

    /** A unit at tanh(20), 1 to the last digit, whose spread a difference of sums of squares would not tell from 0. */
    @Test
    void aSaturatedUnitHasNoSpread() {
        double[] saturated = theta.clone();
        var layer = model.network().affineLayers().get(0);
        for (int i = layer.weightOffset(); i < layer.biasOffset(); i++) {
            saturated[i] = 0;
        }
        for (int i = layer.biasOffset(); i < layer.end(); i++) {
            saturated[i] = 20;
        }
        ActivationMoments moments = of(saturated, 3);
        for (double deviation : moments.deviations().get(0)) {
            assertEquals(0, deviation);
        }
        for (double mean : moments.means().get(0)) {
            assertEquals(1, mean, 1e-15);
        }
    }

    private ActivationMoments of(double[] parameters, int blocks) {
        return of(model, parameters, Map.of(Split.TRAIN, ModelSamples.first(SAMPLES)), blocks);
    }

    private static ActivationMoments of(
            PhysicsModel trained, double[] parameters, Map<Split, SampleSource> sources, int blocks) {
        try (LocalEngine engine = new LocalEngine(trained, LossReduction.MEAN, sources, blocks)) {
            return engine.overAll(parameters, Split.TRAIN, ActivationMoments.TASK, ActivationMoments::plus);
        }
    }
}
