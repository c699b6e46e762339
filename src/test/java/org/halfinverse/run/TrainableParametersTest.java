package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.network.AffineLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings of some layers, and steps in some of their parameters. */
class TrainableParametersTest {
    @TempDir
    private Path directory;

    private FieldTraining training;

    @BeforeEach
    void write() {
        training = new FieldTraining(directory, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hig", "gauss-newton", "top-k", "levenberg-marquardt", "adam", "sgd", "sip", "lbfgs"})
    void frozenLayersKeepTheirBits(String optimizer) {
        for (List<Integer> trainable : List.of(List.of(1, 3), List.of(0, 2))) {
            ExperimentConfig config = training.config(
                    "optimizer.type=" + optimizer, "network.trainable=" + trainable, "optimizer.momentum=0.5");
            double[] first = config.network()
                    .initialParameters(Experiment.model(config).network(), config.seed(), FieldTraining.STORAGE);
            double[] theta = FieldTraining.theta(config);
            List<AffineLayer> layers = Experiment.model(config).network().affineLayers();
            for (int l = 0; l < layers.size(); l++) {
                double[] before = own(first, layers.get(l));
                double[] after = own(theta, layers.get(l));
                assertEquals(!trainable.contains(l), Arrays.equals(before, after), optimizer + ", layer " + l);
            }
        }
    }

    /** 256 rows before 36 to 50 columns, and 16 rows; σ_max/σ_min is at most 1e3, of which squares lose 1e6 ε. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network.trainable=[1,2] | gram | 32",
                "network.trainable=[1,2] | tsqr | 32",
                "network.trainable=[1,2] | krylov | 32",
                "network.trainable=[1,2] | kernel | 2",
                "network.trainable=[1,2] | auto | 2",
                "optimizer.parameter-share=0.5 | gram | 32",
                "optimizer.parameter-share=0.5 | tsqr | 32",
                "optimizer.parameter-share=0.5 | krylov | 32",
                "optimizer.parameter-share=0.5 | kernel | 2",
                "optimizer.parameter-share=0.5 | auto | 2"
            })
    void allSolversTakeTheSameSteps(String some, String solver, int batch) {
        double[] direct = training.theta("optimizer.solver=direct", some, "training.batch-size=" + batch);
        double[] other = training.theta("optimizer.solver=" + solver, some, "training.batch-size=" + batch);
        assertArrayEquals(direct, other, 1e-8);
        assertFalse(
                Arrays.equals(direct, training.theta("training.batch-size=" + batch)),
                "all parameters give another step");
    }

    /** 118 parameters, of which 59 change in a step, others in the next. */
    @Test
    void aStepChangesTheShareOfTheParametersAndTheNextOneOthers() {
        double[] first = training.theta("optimizer.parameter-share=0.5", "training.max-steps=1");
        double[] second = training.theta("optimizer.parameter-share=0.5", "training.max-steps=2");
        ExperimentConfig config = training.config();
        double[] start = config.network()
                .initialParameters(Experiment.model(config).network(), config.seed(), FieldTraining.STORAGE);
        int[] changed = changed(start, first);
        assertEquals(Math.round(0.5 * start.length), changed.length);
        assertFalse(Arrays.equals(changed, changed(first, second)));
        assertFalse(Arrays.equals(
                first, training.theta("optimizer.parameter-share=0.5", "training.max-steps=1", "seed=2")));
    }

    /** The outputs of this affine simulator feel 4 of 24 directions; columns belong to parameters nonetheless. */
    @ParameterizedTest
    @CsvSource({"optimizer.parameter-share=0.25, 361", "network.trainable=[0], 100", "network.trainable=[3], 84"})
    void columnsAreThoseOfParameters(String some, int columns) {
        ExperimentConfig config = ExperimentConfig.load(
                FieldTraining.STORAGE, "conf/oscillators-linear.conf", List.of(some, "training.max-epochs=1"));
        assertEquals(
                columns,
                new Experiment(config, FieldTraining.STORAGE).plan().size().columns());
    }

    @Test
    void theWholeShareAndAllLayersAreWhatHoldsIfNothingIsSaid() {
        assertArrayEquals(
                training.theta(),
                training.theta("optimizer.parameter-share=1", "network.trainable=[0,1,2,3]", "optimizer.solver=auto"));
        String resolved = training.config().resolved();
        assertTrue(resolved.contains("trainable=all"), resolved);
        assertArrayEquals(training.theta(), training.theta("network.trainable=all"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network.trainable=[4] | network.trainable: layer 4 is none of the 4 layers with parameters, 0 to 3",
                "network.trainable=[] | network.trainable: at least one layer has to train",
                "network.trainable=[-1] | network.trainable = [-1] is out of range: it must be a list of numbers from"
                        + " 0",
                "network.trainable=some | network.trainable must be all or a list of whole numbers, not",
                "optimizer.parameter-share=0 | optimizer.parameter-share: a share of columns must lie in (0, 1), not be 0.0",
                "optimizer.parameter-share=1.5 | optimizer.parameter-share = 1.5 is out of range",
            })
    void refusesWhatIsNoSelection(String setting, String refusal) {
        String message = assertThrows(ConfigurationException.class, () -> Experiment.model(training.config(setting)))
                .getMessage();
        assertTrue(String.valueOf(message).contains(refusal), message);
    }

    private static double[] own(double[] theta, AffineLayer layer) {
        return Arrays.copyOfRange(theta, layer.weightOffset(), layer.end());
    }

    private static int[] changed(double[] before, double[] after) {
        return IntStream.range(0, before.length)
                .filter(i -> before[i] != after[i])
                .toArray();
    }
}
