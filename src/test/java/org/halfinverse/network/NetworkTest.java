package org.halfinverse.network;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.TestVectors;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTest {
    private static final int[] WIDTHS = {3, 4, 5, 2};
    private static final int SAMPLES = 6;
    private static final double[] INPUTS = gaussian(1, SAMPLES * 3);

    @Test
    void keepsItsParametersInTheOrderOfKeras() {
        Network network = Network.dense(new int[] {2, 2, 1}, Activation.RELU);
        double[] theta = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        // Sample (1, 10): z = (1 + 30 + 5, 2 + 40 + 6), u = 7 · 36 + 8 · 48 + 9.
        // Sample (−10, 4): z = (−10 + 12 + 5, −20 + 16 + 6), u = 7 · 7 + 8 · 2 + 9.
        // Sample (−10, 1): z = (−2, −10) is cut off, u = 9.
        double[] inputs = {1, 10, -10, 4, -10, 1};
        assertArrayEquals(new double[] {645, 74, 9}, network.outputs(theta, 3, inputs));
        assertEquals(
                List.of("W0[0,0]", "W0[0,1]", "W0[1,0]", "W0[1,1]", "b0[0]", "b0[1]", "W1[0,0]", "W1[1,0]", "b1[0]"),
                IntStream.range(0, 9).mapToObj(network::parameterName).toList());
        assertThrows(IndexOutOfBoundsException.class, () -> network.parameterName(9));
    }

    @Test
    void knowsItsWidths() {
        Network network = Network.dense(WIDTHS, Activation.SINE);
        assertEquals(3, network.inputSize());
        assertEquals(2, network.outputSize());
        assertEquals(4 * 4 + 5 * 5 + 6 * 2, network.parameterCount());
        assertEquals(Activation.SINE, network.activation());
        assertEquals(
                List.of(Activation.SINE, Activation.SINE, Activation.LINEAR),
                network.affineLayers().stream().map(AffineLayer::activation).toList());
    }

    @Test
    void doesNotChangeWithTheArrayOfItsWidths() {
        int[] widths = WIDTHS.clone();
        Network network = Network.dense(widths, Activation.TANH);
        Arrays.fill(widths, 1);
        assertEquals(3, network.inputSize());
    }

    @ParameterizedTest
    @EnumSource
    void forwardPassHasTheOutputs(Activation activation) {
        Network network = Network.dense(WIDTHS, activation);
        double[] theta = gaussian(2, network.parameterCount());
        assertArrayEquals(
                network.outputs(theta, SAMPLES, INPUTS),
                network.forward(theta, SAMPLES, INPUTS).outputs());
    }

    @ParameterizedTest
    @EnumSource
    void aSampleDoesNotDependOnItsNeighbours(Activation activation) {
        Network network = Network.dense(WIDTHS, activation);
        double[] theta = gaussian(2, network.parameterCount());
        double[] together = network.outputs(theta, SAMPLES, INPUTS);
        for (int i = 0; i < SAMPLES; i++) {
            double[] alone = network.outputs(theta, 1, Arrays.copyOfRange(INPUTS, 3 * i, 3 * i + 3));
            // Outputs of a few units; BLAS may add up a product of a few terms in another order.
            assertArrayEquals(alone, Arrays.copyOfRange(together, 2 * i, 2 * i + 2), 1e-14);
        }
    }

    @ParameterizedTest
    @EnumSource
    void reversePassGivesTheGradientForEveryCotangent(Activation activation) {
        Network network = Network.dense(WIDTHS, activation);
        double[] theta = gaussian(2, network.parameterCount());
        int perSample = 3;
        double[] cotangents = gaussian(3, SAMPLES * perSample * 2);
        ForwardPass forward = network.forward(theta, SAMPLES, INPUTS);
        double[][] gradients = gradients(network, forward, cotangents, perSample);
        for (int j = 0; j < theta.length; j++) {
            double[] quotient = TestVectors.partialDifference(t -> network.outputs(t, SAMPLES, INPUTS), theta, j, 1e-5);
            for (int row = 0; row < gradients.length; row++) {
                int output = row / perSample * 2;
                double expected =
                        cotangents[2 * row] * quotient[output] + cotangents[2 * row + 1] * quotient[output + 1];
                // Truncation h² = 1e-10 and rounding ε/h = 2e-11, times derivatives of up to some hundred.
                assertEquals(expected, gradients[row][j], 1e-7, network.parameterName(j));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tangentPassIsTheTransposeOfTheReversePass(Activation activation) {
        Network network = Network.dense(WIDTHS, activation);
        double[] theta = gaussian(2, network.parameterCount());
        double[] direction = gaussian(4, network.parameterCount());
        double[] cotangents = gaussian(5, SAMPLES * 2);
        ForwardPass forward = network.forward(theta, SAMPLES, INPUTS);
        double[] tangent = forward.tangent(direction);
        double[][] gradients = gradients(network, forward, cotangents, 1);
        for (int i = 0; i < SAMPLES; i++) {
            double byTangent = cotangents[2 * i] * tangent[2 * i] + cotangents[2 * i + 1] * tangent[2 * i + 1];
            // Rounding of sums of some fifty terms of size up to a hundred: 5000 ε.
            assertEquals(Vectors.dot(gradients[i], direction), byTangent, 1e-12);
        }
    }

    @Test
    void drawsWeightsInTheOrderOfParametersAndLeavesBiasesZero() {
        Network network = Network.dense(WIDTHS, Activation.TANH);
        double[] theta = network.initialParameters(Initialization.HE_NORMAL, random());
        CounterRandom again = random();
        for (AffineLayer layer : network.affineLayers()) {
            for (int i = layer.weightOffset(); i < layer.biasOffset(); i++) {
                assertEquals(Math.sqrt(2.0 / layer.inputs()) * again.nextGaussian(), theta[i]);
            }
            for (int i = layer.biasOffset(); i < layer.end(); i++) {
                assertEquals(0, theta[i]);
            }
        }
    }

    static Stream<int[]> impossibleWidths() {
        return Stream.of(
                new int[] {}, new int[] {3}, new int[] {0, 1}, new int[] {2, -1}, new int[] {2, 0, 3}, new int[] {
                    1, 65536, 65536
                });
    }

    @ParameterizedTest
    @MethodSource("impossibleWidths")
    void refusesImpossibleWidths(int[] widths) {
        assertThrows(IllegalArgumentException.class, () -> Network.dense(widths, Activation.TANH));
    }

    /** For each cotangent the gradient by all parameters, put together from the cotangents of the pre-activations. */
    private static double[][] gradients(Network network, ForwardPass forward, double[] cotangents, int perSample) {
        List<double[]> deltas = forward.reverse(cotangents, perSample);
        double[][] gradients = new double[forward.samples() * perSample][network.parameterCount()];
        for (int row = 0; row < gradients.length; row++) {
            for (int l = 0; l < deltas.size(); l++) {
                AffineLayer layer = network.affineLayers().get(l);
                double[] a = forward.layerInputs().get(l);
                for (int j = 0; j < layer.outputs(); j++) {
                    double delta = deltas.get(l)[row * layer.outputs() + j];
                    gradients[row][layer.biasOffset() + j] = delta;
                    for (int i = 0; i < layer.inputs(); i++) {
                        gradients[row][layer.weightOffset() + i * layer.outputs() + j] =
                                a[row / perSample * layer.inputs() + i] * delta;
                    }
                }
            }
        }
        return gradients;
    }

    private static CounterRandom random() {
        return CounterRandom.of(9, org.halfinverse.random.Stream.PARAMETERS, 0);
    }
}
