package org.halfinverse.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;

class StandardizationTest {
    private static final Standardization MAP = new Standardization(new double[] {1, -2}, new double[] {4, 0.5});

    @Test
    void shiftsAndScalesEachColumn() {
        assertArrayEquals(new double[] {1, 8, -0.25, 0}, MAP.apply(new double[] {5, 2, 0, -2}));
    }

    @Test
    void constantColumnsAreOnlyShifted() {
        Standardization map = Standardization.of(new double[] {3, 0.1, 0}, new double[] {0, 1e-17, 1e-300});
        assertArrayEquals(
                new double[] {1, 1, 1e-300}, map.scales(), "where deviations are rounding, but not where small");
        assertArrayEquals(new double[] {0, 0, 0}, map.apply(new double[] {3, 0.1, 0}));
    }

    @Test
    void refusesWhatIsNoMap() {
        assertEquals(
                "a standardisation has 2 means, but 1 scales",
                assertThrows(IllegalArgumentException.class, () -> new Standardization(new double[2], new double[] {1}))
                        .getMessage());
        for (double scale : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(
                    IllegalArgumentException.class, () -> new Standardization(new double[1], new double[] {scale}));
        }
        assertThrows(
                IllegalArgumentException.class, () -> new Standardization(new double[] {Double.NaN}, new double[] {1}));
    }

    /** Outputs, forward pass and with it all derivatives are those of the plain network at standardised inputs. */
    @Test
    void belongsToTheNetworkAsAFirstLayerWithoutParameters() {
        Network plain = Network.dense(new int[] {2, 3, 1}, Activation.TANH);
        Network network = plain.standardizing(MAP);
        double[] theta =
                plain.initialParameters(Initialization.GLOROT_UNIFORM, CounterRandom.of(1, Stream.PARAMETERS, 0));
        double[] inputs = {5, 2, 0, -2, 1, 1};
        double[] standardized = MAP.apply(inputs);
        assertEquals(plain.parameterCount(), network.parameterCount());
        assertArrayEquals(plain.outputs(theta, 3, standardized), network.outputs(theta, 3, inputs));
        ForwardPass expected = plain.forward(theta, 3, standardized);
        ForwardPass actual = network.forward(theta, 3, inputs);
        for (int l = 0; l < 2; l++) {
            assertArrayEquals(
                    expected.layerInputs().get(l), actual.layerInputs().get(l));
            assertArrayEquals(
                    expected.layerOutputs().get(l), actual.layerOutputs().get(l));
        }
        assertArrayEquals(new double[] {5, 2, 0, -2, 1, 1}, inputs, "the inputs are left as they were");
        assertArrayEquals(
                network.standardization().orElseThrow().means(),
                network.withOutputSize(2)
                        .orElseThrow()
                        .standardization()
                        .orElseThrow()
                        .means());
    }

    @Test
    void mustBeAsWideAsTheInputs() {
        Network network = Network.dense(new int[] {3, 1}, Activation.TANH);
        assertEquals(
                "the standardisation has 2 columns, the network 3 inputs",
                assertThrows(IllegalArgumentException.class, () -> network.standardizing(MAP))
                        .getMessage());
    }
}
