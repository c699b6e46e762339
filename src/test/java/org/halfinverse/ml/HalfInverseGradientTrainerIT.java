package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.samples.Samples;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSession.class)
class HalfInverseGradientTrainerIT {
    private static final String PROBLEM = "problem { type = oscillators-linear, samples = 700, test-samples = 0 }";
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    private static HalfInverseGradientTrainer trainer() {
        return new HalfInverseGradientTrainer()
                .setProblem("oscillators-linear")
                .setHiddenLayers(new int[] {6})
                .setBatchSize(100)
                .setMaxEpochs(2)
                .setSolver("gram")
                .setExecution("driver")
                .setBlocks(4);
    }

    /** The same samples, drawn by the problem and as rows of a data frame. */
    @ParameterizedTest
    @ValueSource(strings = {"driver", "cluster"})
    void fitsToTheSameBitsAsTrain(String execution) {
        HalfInverseGradientModel model = trainer()
                .setExecution(execution)
                .setTargetCol("target")
                .setStateCol("state")
                .fit(LocalSession.samples(PROBLEM, 700));
        assertArrayEquals(
                trained(directory.resolve("run"), ""), model.parameters().toArray());
        assertEquals(14, model.summary().lossHistory().length);
        assertEquals(14, model.summary().steps());
        assertEquals(TrainingResult.End.FINISHED, model.summary().end());
        assertEquals(3, model.summary().evaluations().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver", "cluster"})
    void standardisedFitsAreTheSameBitsToo(String execution) {
        HalfInverseGradientModel model = trainer()
                .setExecution(execution)
                .setStandardizeInputs(true)
                .setStandardizeTargets(true)
                .fit(LocalSession.samples(PROBLEM, 700));
        assertArrayEquals(
                trained(
                        directory.resolve("run"),
                        "network.standardize-inputs = true, problem.standardize-targets = true"),
                model.parameters().toArray());
    }

    private static double[] trained(Path run, String more) {
        ExperimentConfig config = Configurations.parse(PROBLEM + "\nnetwork.hidden = [6], execution { mode = driver,"
                + " blocks = 4 }, training { batch-size = 100, max-epochs = 2 }, optimizer.solver = gram,"
                + " output.directory = \"" + run + "\"\n" + more);
        new Experiment(config, STORAGE).train(new TrainingListener() {}, warning -> {});
        return NpyArray.open(STORAGE, run + "/model/parameters.npy").readAll();
    }

    /** As {@code hig train} makes it, saved and read again. */
    @Test
    void aNetworkOfListedLayersIsTrainedSavedAndReadAgain() throws IOException {
        String layers = "[ { conv1d { channels = 2 } }, { dense {} } ]";
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 700);
        HalfInverseGradientTrainer trainer = trainer().setTargetCol("target").setStateCol("state");
        trainer.clear(trainer.hiddenLayers());
        trainer.setLayers(layers).setTrainable("[1]").setParameterShare(0.5);
        HalfInverseGradientModel model = trainer.fit(samples);
        assertArrayEquals(
                trained(
                        directory.resolve("run"),
                        "network { hidden = [], trainable = [1], layers = " + layers
                                + " }, optimizer.parameter-share = 0.5"),
                model.parameters().toArray());
        String saved = directory.resolve("model").toString();
        model.write().overwrite().save(saved);
        HalfInverseGradientModel read = HalfInverseGradientModel.load(saved);
        assertArrayEquals(model.parameters().toArray(), read.parameters().toArray());
        assertEquals(
                model.transform(samples).select("control").collectAsList(),
                read.transform(samples).select("control").collectAsList());
    }

    @Test
    void partitionsOfTheDataFrameDoNotMatter() {
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 700);
        double[] three = trainer().fit(samples).parameters().toArray();
        double[] one = trainer().fit(samples.coalesce(1)).parameters().toArray();
        assertArrayEquals(three, one);
    }

    @Test
    void arraysAreAsGoodAsVectors() {
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 700);
        Dataset<Row> arrays = samples.withColumn(
                "input", org.apache.spark.ml.functions.vector_to_array(samples.col("input"), "float64"));
        assertArrayEquals(
                trainer().fit(samples).parameters().toArray(),
                trainer().fit(arrays).parameters().toArray());
    }

    @Test
    void aTrainingGoesOnFromItsCheckpointDirectory() {
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 700);
        HalfInverseGradientTrainer kept = trainer().setCheckpointDirectory(directory.toString());
        HalfInverseGradientModel half = kept.setMaxEpochs(1).fit(samples);
        assertEquals(7, half.summary().lossHistory().length);
        HalfInverseGradientModel whole = kept.setMaxEpochs(2).fit(samples);
        assertEquals(7, whole.summary().lossHistory().length, "the first epoch is not made again");
        assertEquals(14, whole.summary().steps());
        assertArrayEquals(
                trainer().fit(samples).parameters().toArray(),
                whole.parameters().toArray());
    }

    /** The full batch, where an epoch is one step. */
    @Test
    void aLimitThatIsNotSetIsNoneInACheckpointDirectory() {
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 70);
        HalfInverseGradientTrainer bySteps =
                trainer().setBatchSize(70).setMaxSteps(3).setCheckpointDirectory(directory.toString());
        bySteps.clear(bySteps.getParam("maxEpochs"));
        assertEquals(3, bySteps.fit(samples).summary().steps());
    }

    @Test
    void otherTrainingsGetADirectoryOfTheirOwn() {
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 700);
        HalfInverseGradientTrainer kept = trainer().setCheckpointDirectory(directory.toString());
        kept.fit(samples);
        kept.setKappa(0.75).fit(samples);
        kept.fit(samples.limit(600));
        assertEquals(3, STORAGE.directories(directory.toString()).size());
    }

    /** As a grid over the number of epochs asks for, whose trainings differ in nothing else. */
    @Test
    void aSmallerLimitIsKeptToWhereMoreStepsAreInTheCheckpointDirectory() {
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 700);
        HalfInverseGradientTrainer kept = trainer().setCheckpointDirectory(directory.toString());
        kept.setMaxEpochs(2).fit(samples);
        HalfInverseGradientModel shorter = kept.setMaxEpochs(1).fit(samples);
        assertEquals(7, shorter.summary().steps());
        assertEquals(7, shorter.summary().lossHistory().length);
        assertEquals(2, shorter.summary().evaluations().size());
        assertArrayEquals(
                trainer().setMaxEpochs(1).fit(samples).parameters().toArray(),
                shorter.parameters().toArray());
    }

    @Test
    void trainingsAtTheSameTimeTakeTurnsInTheCheckpointDirectory() {
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 700);
        long[] steps = LongStream.rangeClosed(1, 4)
                .parallel()
                .map(epochs -> trainer()
                        .setCheckpointDirectory(directory.toString())
                        .setMaxEpochs(epochs)
                        .fit(samples)
                        .summary()
                        .steps())
                .toArray();
        assertArrayEquals(new long[] {7, 14, 21, 28}, steps);
        assertEquals(1, STORAGE.directories(directory.toString()).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"driver", "cluster"})
    void anInterruptedFitEndsAndLetsGoOfItsRows(String execution) throws Exception {
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 700);
        HalfInverseGradientTrainer kept =
                trainer().setExecution(execution).setMaxEpochs(1_000_000).setCheckpointDirectory(directory.toString());
        CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
        Thread fitting = new Thread(() -> {
            assertThrows(CancellationException.class, () -> kept.fit(samples));
            stillInterrupted.complete(Thread.currentThread().isInterrupted());
        });
        fitting.start();
        while (STORAGE.directories(directory.toString()).isEmpty() || !trains()) {
            Thread.sleep(50);
        }
        fitting.interrupt();
        assertTrue(stillInterrupted.get(60, TimeUnit.SECONDS));
        assertEquals(0, LocalSession.spark().sparkContext().getPersistentRDDs().size());
        assertEquals(7, kept.setMaxEpochs(1).fit(samples).summary().steps());
    }

    /** Whether the training has told of its first steps. */
    private boolean trains() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Optional<Path> metrics =
                    files.filter(file -> file.endsWith("metrics.jsonl")).findFirst();
            return metrics.isPresent() && Files.size(metrics.get()) > 1000;
        }
    }

    @Test
    void theModelAddsControlOutputAndLoss() {
        Dataset<Row> samples = LocalSession.samples(PROBLEM, 700);
        HalfInverseGradientModel model = trainer()
                .setTargetCol("target")
                .setOutputCol("y")
                .setLossCol("loss")
                .fit(samples);
        Dataset<Row> predictions = model.transform(samples);
        assertArrayEquals(
                new String[] {"number", "input", "state", "target", "control", "y", "loss"}, predictions.columns());
        List<Row> rows = predictions.collectAsList();
        assertEquals(700, rows.size());
        double sum = 0;
        for (Row row : rows) {
            double[] y = ((Vector) row.getAs("y")).toArray();
            double[] target = ((Vector) row.getAs("target")).toArray();
            double loss = 0;
            for (int k = 0; k < y.length; k++) {
                loss += (y[k] - target[k]) * (y[k] - target[k]);
            }
            // The same few numbers added up in the same order.
            assertEquals(loss, row.<Double>getAs("loss"), 1e-15);
            sum += loss;
        }
        double last = model.summary().evaluations().get(2).trainLoss();
        assertEquals(last, sum / 700, 1e-12 * last, "the mean of 700 losses, in another order");
        assertEquals(sum / 700, new MeanLoss().setLossCol("loss").evaluate(predictions), 1e-15);
        assertFalse(new MeanLoss().isLargerBetter());
    }

    /** As train does with problem.data.test-fraction, from a file with the same rows. */
    @ParameterizedTest
    @ValueSource(strings = {"driver", "cluster"})
    void aSplitOfTheRowsIsThatOfTheSameRowsInAFile(String execution) {
        Samples block = LocalSession.block(PROBLEM, 700);
        Path file = directory.resolve("inputs.npy");
        STORAGE.write(
                file.toString(), output -> NpyArray.write(output, block.inputs(), 700, block.inputs().length / 700));
        HalfInverseGradientModel model =
                trainer().setExecution(execution).setTestFraction(0.2).fit(LocalSession.frame(block));
        assertTrue(model.summary().evaluations().get(0).testLoss().isPresent());
        assertEquals(2 * 6, model.summary().steps(), "560 training samples are six mini-batches of 100 or fewer");
        assertArrayEquals(
                trained(directory.resolve("run"), "problem.data { inputs = \"" + file + "\", test-fraction = 0.2 }"),
                model.parameters().toArray());
    }

    /** Two bad steps after a good one: the model is the good one, and the training ends early. */
    @ParameterizedTest
    @ValueSource(strings = {"driver", "cluster"})
    void rowsThatAColumnNamesJudgeTheNetworkWhichIsKeptAtItsBest(String execution) {
        Dataset<Row> rows = LocalSession.samples(PROBLEM, 700)
                .withColumn("judges", functions.expr("pmod(monotonically_increasing_id(), 4) = 0"));
        long judging = rows.filter("judges").count();
        HalfInverseGradientModel model = trainer()
                .setExecution(execution)
                .setLearningRate(200)
                .setMaxEpochs(50)
                .setValidationIndicatorCol("judges")
                .setPatience(2)
                .setKeepBest(true)
                .setLossCol("loss")
                .fit(rows);
        List<EvaluationRecord> evaluations = model.summary().evaluations();
        assertTrue(
                model.summary().reason().contains("no lower loss in 2 evaluations"),
                model.summary().reason());
        double best = evaluations.stream()
                .mapToDouble(evaluation -> evaluation.testLoss().orElseThrow())
                .min()
                .orElseThrow();
        assertEquals(best, evaluations.get(evaluations.size() - 3).testLoss().orElseThrow());
        double mean = model.transform(rows.filter("judges"))
                .agg(functions.avg("loss"))
                .first()
                .getDouble(0);
        assertEquals(best, mean, 1e-12 * best, "the mean of " + judging + " losses, in another order");
    }

    @Test
    void anIndicatorThatIsNoneOrOneBesideAFractionIsRefused() {
        Dataset<Row> rows = LocalSession.samples(PROBLEM, 20);
        assertThrows(
                DataException.class,
                () -> trainer().setValidationIndicatorCol("input").fit(rows));
        assertThrows(
                ConfigurationException.class,
                () -> trainer()
                        .setValidationIndicatorCol("input")
                        .setTestFraction(0.5)
                        .fit(rows));
    }

    @Test
    void aSplitWithNothingOnOneSideIsRefused() {
        assertEquals(
                "testFraction = 1.0E-4 makes 0 of the 700 samples test samples, but both sets need at least one",
                assertThrows(
                                ConfigurationException.class,
                                () -> trainer().setTestFraction(1e-4).fit(LocalSession.samples(PROBLEM, 700)))
                        .getMessage());
    }
}
