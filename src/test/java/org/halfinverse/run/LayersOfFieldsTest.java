package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.network.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks whose layers a configuration lists. */
class LayersOfFieldsTest {
    @TempDir
    private Path directory;

    private FieldTraining training;

    @BeforeEach
    void write() {
        training = new FieldTraining(directory, "{ scale { factor = 0.5 } }");
    }

    /** 256 rows before 100 parameters, and 16 rows. */
    @ParameterizedTest
    @CsvSource({
        "gram, 32, 1e-8",
        "tsqr, 32, 1e-10",
        "krylov, 32, 1e-8",
        "kernel, 2, 1e-8",
        "kernel, 32, 1e-6",
        "krylov, 2, 1e-8",
        "auto, 2, 1e-8"
    })
    void allSolversTakeTheSameSteps(String solver, int batch, double tolerance) {
        // Two steps from σ_max/σ_min of at most 1e3: squares lose up to 1e6 ε of a step of size 1, steps in between
        // stretch it.
        double[] direct = training.theta("optimizer.solver=direct", "training.batch-size=" + batch);
        double[] other = training.theta("optimizer.solver=" + solver, "training.batch-size=" + batch);
        assertArrayEquals(direct, other, tolerance);
    }

    @Test
    void parametersStandInKerasOrder() {
        Network network = Experiment.model(training.config()).network();
        assertEquals(3 * 2 + 2 + 3 * 2 * 2 + 2 + 16 * 4 + 4 + 3 * 2 + 2, network.parameterCount());
        assertEquals("W0[2,0,1]", network.parameterName(5));
        assertEquals("b0[1]", network.parameterName(7));
        assertEquals("W1[0,1,0]", network.parameterName(10));
        assertEquals(
                List.of("[3, 1, 2]", "[3, 2, 2]", "[16, 4]", "[3, 1, 2]"),
                network.affineLayers().stream()
                        .map(layer -> Arrays.toString(layer.weightShape()))
                        .toList());
        assertEquals(
                List.of("tanh", "tanh", "relu", "linear"),
                network.affineLayers().stream()
                        .map(layer -> layer.activation().label())
                        .toList());
    }

    @Test
    void aListOfDenseLayersIsTheShortForm() throws IOException {
        Path list = directory.resolve("list.conf");
        String problem = """
            problem { type = toy, samples = 16, test-samples = 0 }
            training { batch-size = 16, max-steps = 2 }
            """;
        Files.writeString(list, problem + "network.layers = [ { dense { units = 5 } }, { dense {} } ]");
        Path hidden = directory.resolve("hidden.conf");
        Files.writeString(hidden, problem + "network.hidden = [5]");
        assertArrayEquals(FieldTraining.theta(load(hidden)), FieldTraining.theta(load(list)));
    }

    @Test
    void theResolvedConfigurationGivesTheSameNetwork() throws IOException {
        String resolved = training.config().resolved();
        assertTrue(resolved.contains("stride=1"), resolved);
        Path again = directory.resolve("again.conf");
        Files.writeString(again, resolved);
        assertEquals(resolved, load(again).resolved());
        assertArrayEquals(training.theta(), FieldTraining.theta(load(again)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network.layers=[{dense{}},{dense{}}] | network.layers: a dense layer that is not the last one needs"
                        + " units",
                "network.layers=[{dense{units=3}}] | network.layers: the last layer puts out 3 numbers, but the"
                        + " control has 8",
                "network.layers=[{dense{activation=tan}}] | activation tan is unknown: use one of tanh, relu,",
                "network.layers=[{dens{}}] | layer dens is unknown: use one of conv1d, conv2d, dense, field,"
                        + " flatten,",
                "network.layers=[{conv1d{stride=3}}] | the stride of a convolution is 1 or 2, not 3",
                "network.layers=[{conv1d{padding=same}}] | the padding of a convolution is zero or periodic, not same",
                "network.layers=[{conv2d{}}] | conv2d needs a field of 2 dimensions, and gets 8 numbers, which make no square",
                "network.layers=[{conv1d{chanels=3}}] | did you mean network.layers[0].conv1d.channels?",
                "network.layers=[{residual{layers=[{dense{units=3}}]}},{dense{}}] | take 8 inputs, but put out 3 numbers",
                "network.layers=[{field{channels=3}},{dense{}}] | has 6 numbers, but 8 come in",
                "network.layers=[{scale{factor=2}}] | network.layers: no layer has parameters",
                "network.layers=[] | network.layers: a network needs at least one layer",
                "network.layers=3 | network.layers must be a list of blocks with a name each",
                "network.hidden=[3] | network.layers lists all layers: leave out network.hidden, the short form",
            })
    void refusesWhatIsNoNetwork(String setting, String refusal) {
        String message = assertThrows(ConfigurationException.class, () -> Experiment.model(training.config(setting)))
                .getMessage();
        assertTrue(String.valueOf(message).contains(refusal), message);
    }

    private static ExperimentConfig load(Path file) {
        return ExperimentConfig.load(FieldTraining.STORAGE, file.toString(), List.of());
    }
}
