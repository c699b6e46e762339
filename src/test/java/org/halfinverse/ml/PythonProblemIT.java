package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.python.PythonForTests;
import org.halfinverse.run.Experiment;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Simulators in Python in the tasks of Spark. */
@ExtendWith(LocalSession.class)
class PythonProblemIT {
    private static String settings;

    @TempDir
    private Path directory;

    @BeforeAll
    static void findPython() {
        settings = "file = \"" + PythonForTests.simulator("oscillators.py") + "\", python = \""
                + PythonForTests.withNumpy() + "\"";
    }

    /** As {@code hig train} in the driver has it, to the bit; and its simulated outputs are those of the simulator. */
    @Test
    void aTrainerFitsAndAModelSimulates() {
        String problem = "problem { type = python, " + settings + ", samples = 60, test-samples = 0 }";
        Dataset<Row> samples = LocalSession.samples(problem, 60);
        HalfInverseGradientModel model = new HalfInverseGradientTrainer()
                .setProblem("python")
                .setProblemParameters(settings)
                .setHiddenLayers(new int[] {6})
                .setBatchSize(20)
                .setMaxEpochs(1)
                .setBlocks(2)
                .setExecution("cluster")
                .setTargetCol("target")
                .setStateCol("state")
                .fit(samples);
        String run = directory.resolve("run").toString();
        new Experiment(
                        Configurations.parse(problem + "\nnetwork.hidden = [6], execution { mode = driver, blocks = 2 }"
                                + ", training { batch-size = 20, max-epochs = 1 }, output.directory = \"" + run + "\""),
                        new Storage(Map.of()))
                .train(new TrainingListener() {}, warning -> {});
        assertArrayEquals(
                NpyArray.open(new Storage(Map.of()), run + "/model/parameters.npy")
                        .readAll(),
                model.parameters().toArray());

        List<Row> simulated = model.setOutputCol("output")
                .transform(samples)
                .orderBy("number")
                .collectAsList();
        double[] outputs = new double[4];
        for (Row row : simulated) {
            double[] state = row.<Vector>getAs("state").toArray();
            double[] control = row.<Vector>getAs(model.getControlCol()).toArray();
            model.trained().physics().simulator().simulate(1, state, control, outputs);
            // NumPy's products have other last digits for one row than for many.
            assertArrayEquals(outputs, row.<Vector>getAs("output").toArray(), 1e-13);
        }
        assertEquals(60, simulated.size());
    }
}
