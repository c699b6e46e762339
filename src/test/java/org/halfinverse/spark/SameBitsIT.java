package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.SparkEnv;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Initialization;
import org.halfinverse.network.Network;
import org.halfinverse.physics.Problem;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.run.Experiment;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.GramSolver;
import org.halfinverse.spectral.KernelSolver;
import org.halfinverse.spectral.KrylovSolver;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PowerFilter;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.TallSkinnyQrSolver;
import org.halfinverse.spectral.Truncation;
import org.halfinverse.train.LocalEngine;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same configuration gives the same parameters, byte for byte, wherever and on however many threads it runs. */
@ExtendWith(LocalSpark.class)
class SameBitsIT {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "toy, mllib, hig, 30",
        "toy, direct, hig, 30",
        "oscillators-linear, direct, gauss-newton, 32",
        "toy, direct, top-k, 30",
        "toy, direct, levenberg-marquardt, 30",
        "oscillators-linear, auto, adam, 700"
    })
    void onOneTwoAndFourTaskThreads(String problem, String solver, String optimizer, int batchSize) throws IOException {
        List<String> settings = List.of(
                "problem.type=" + problem,
                "problem.samples=3000",
                "problem.test-samples=0",
                "optimizer.type=" + optimizer,
                "optimizer.solver=" + solver,
                "training.batch-size=" + batchSize,
                "training.max-steps=8");
        byte[] one = train("local[1]", "cluster", settings);
        assertArrayEquals(one, train("local[2]", "cluster", settings), "on two threads");
        assertArrayEquals(one, train("local[4]", "cluster", settings), "on four threads");
        if (!solver.equals("mllib")) {
            assertArrayEquals(one, train("local[2]", "driver", settings), "in the driver");
        }
    }

    /** A convolutional network, all of it, and steps in some parameters of some layers. */
    @ParameterizedTest
    @CsvSource({"mllib, all, 1", "mllib, '[0,2]', 0.6", "gram, '[0,2]', 0.6", "krylov, all, 0.3"})
    void ofAConvolutionalNetwork(String solver, String trainable, double share) throws IOException {
        List<String> settings = List.of(
                "problem.type=heat-inversion",
                "problem.grid=8",
                "network.hidden=[]",
                "problem.samples=60",
                "problem.test-samples=0",
                "network.layers=[ { conv1d { channels = 2 } }, { residual { layers = [ { conv1d { channels = 2 } } ] }"
                        + " }, { dense {} } ]",
                "network.trainable=" + trainable,
                "optimizer.parameter-share=" + share,
                "optimizer.solver=" + solver,
                "training.batch-size=25",
                "training.max-steps=4");
        byte[] one = train("local[1]", "cluster", settings);
        assertArrayEquals(one, train("local[2]", "cluster", settings), "on two threads");
        if (!solver.equals("mllib")) {
            assertArrayEquals(one, train("local[2]", "driver", settings), "in the driver");
        }
    }

    /**
     * For one block, an odd number of them and an even one, with mini-batches of more rows than parameters and of so few
     * samples that blocks stay empty.
     */
    @ParameterizedTest
    @ValueSource(strings = {"local[1]", "local[2]", "local[4]"})
    void everySolverGivesTheBitsThatItGivesInTheDriver(String master) {
        LocalSpark.use(master);
        Problem problem = new Oscillators(ForceLaw.LINEAR, 2, 0.2, 1, 24, 0.5);
        PhysicsModel model = new PhysicsModel(
                Network.dense(new int[] {4, 9, 8, 24}, Activation.TANH), problem.simulator(), problem.loss());
        double[] theta = model.network()
                .initialParameters(Initialization.GLOROT_UNIFORM, CounterRandom.of(1, Stream.PARAMETERS, 0));
        Map<Split, SampleSource> samples =
                Map.of(Split.TRAIN, new GeneratedSamples(problem, 1, Stream.TRAINING_SAMPLES, 700));
        try (SparkRuntime spark = SparkRuntime.open("test", Map.of())) {
            for (int blocks : new int[] {1, 3, 8}) {
                try (LocalEngine driver = new LocalEngine(model, LossReduction.MEAN, samples, blocks);
                        SparkEngine cluster = new SparkEngine(spark, model, LossReduction.MEAN, samples, blocks)) {
                    MiniBatch many = new MiniBatch(driver.layout(), Optional.empty(), 300, 600);
                    MiniBatch few = new MiniBatch(driver.layout(), Optional.empty(), 17, 19);
                    for (MiniBatch batch : List.of(many, few)) {
                        assertSameDirections(driver, cluster, theta, batch);
                    }
                }
            }
        }
    }

    private static void assertSameDirections(LocalEngine driver, SparkEngine cluster, double[] theta, MiniBatch batch) {
        List<Solver> solvers = List.of(
                new DirectSolver(),
                new GramSolver(1 << 24),
                new GramSolver(1), // tile by tile
                new KernelSolver(),
                new TallSkinnyQrSolver(),
                new KrylovSolver(9)); // any few iterations will do
        PowerFilter filter = new PowerFilter(0.5, new Truncation(1e-4, true));
        double[] gram = new double[0];
        for (Solver solver : solvers) {
            try (LinearizedBatch here = driver.open(theta, batch);
                    SparkBatch there = cluster.open(theta, batch)) {
                String which = solver.label() + ", " + driver.layout() + ", " + batch.size() + " samples";
                double[] direction = solver.solve(here, filter).direction();
                assertArrayEquals(direction, solver.solve(there, filter).direction(), which);
                assertArrayEquals(here.gradient(), there.gradient(), which);
                assertEquals(here.loss(), there.loss(), which);
                if (solver instanceof GramSolver) {
                    gram = gram.length == 0 ? direction : gram;
                    assertArrayEquals(gram, direction, which + ", in one pass and in several");
                }
            }
        }
    }

    @Test
    void onAFullBatchOfSeveralPiecesABlockThroughRowMatrix() throws IOException {
        List<String> settings = List.of(
                "problem.type=toy",
                "problem.samples=5000",
                "execution.blocks=5",
                "optimizer.solver=mllib",
                "training.batch-size=5000",
                "training.max-steps=5");
        assertArrayEquals(train("local[1]", "cluster", settings), train("local[4]", "cluster", settings));
    }

    @Test
    void withSamplesFromAFileAsWithTheSameSamplesDrawn() throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "problem.type=oscillators-linear",
                "problem.samples=3000",
                "training.batch-size=100",
                "training.max-steps=4",
                "optimizer.type=sgd"));
        byte[] drawn = train("local[2]", "cluster", settings);
        ExperimentConfig config = config("cluster", directory.resolve("unused"), settings);
        GeneratedSamples samples = new GeneratedSamples(config.problem().problem(), 1, Stream.TRAINING_SAMPLES, 3000);
        String file = directory.resolve("inputs.npy").toString();
        STORAGE.write(
                file, output -> NpyArray.write(output, samples.read(0, 3000).inputs(), 3000, 4));
        settings.add("problem.data.inputs=" + file);
        assertArrayEquals(drawn, train("local[2]", "cluster", settings));
    }

    @Test
    void withKryoAsWithJavaSerialization() throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "problem.type=toy",
                "problem.samples=500",
                "optimizer.solver=mllib",
                "training.batch-size=100",
                "training.max-steps=3"));
        byte[] java = train("local[2]", "cluster", settings);
        settings.add("spark.serializer=org.apache.spark.serializer.KryoSerializer");
        assertArrayEquals(java, train("local[2]", "cluster", settings));
    }

    @ParameterizedTest
    @CsvSource({"hig, gram", "hig, mllib", "hig, krylov", "adam, auto"})
    void withTasksThatFailAndAreMadeAgain(String optimizer, String solver) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "problem.class=" + FlakyProblem.class.getName(),
                "problem.samples=300",
                "optimizer.type=" + optimizer,
                "optimizer.solver=" + solver,
                "training.batch-size=100",
                "training.max-steps=4"));
        byte[] whole = train("local[2]", "cluster", settings);
        settings.add("problem.fails=true");
        FlakyProblem.FAILURES.set(0);
        assertArrayEquals(whole, train("local[2,3]", "cluster", settings));
        assertTrue(FlakyProblem.FAILURES.get() >= 4, FlakyProblem.FAILURES + " failures");
    }

    @ParameterizedTest
    @CsvSource({"hig, gram", "hig, mllib", "hig, krylov", "adam, auto"})
    void withCachedBlocksBroadcastsAndShufflesThatAreLost(String optimizer, String solver) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "problem.type=oscillators-linear",
                "problem.samples=300",
                "optimizer.type=" + optimizer,
                "optimizer.solver=" + solver,
                "optimizer.krylov-iterations=6",
                "training.batch-size=100",
                "training.max-steps=4"));
        byte[] whole = train("local[2]", "cluster", settings);
        settings.add("spark.extraListeners=" + BlockThief.class.getName());
        BlockThief.RDD_BLOCKS.set(0);
        BlockThief.BROADCASTS.set(0);
        TrainingListener shuffleThief = new TrainingListener() {
            @Override
            public void onStep(StepRecord step, double[] theta) {
                ((MapOutputTrackerMaster) SparkEnv.get().mapOutputTracker()).removeOutputsOnExecutor("driver");
            }
        };
        assertArrayEquals(whole, train("local[2]", "cluster", settings, shuffleThief));
        assertTrue(BlockThief.RDD_BLOCKS.get() >= 4 * 8, BlockThief.RDD_BLOCKS + " blocks of RDDs");
        assertTrue(BlockThief.BROADCASTS.get() >= 4, BlockThief.BROADCASTS + " broadcasts");
    }

    private byte[] train(String master, String execution, List<String> settings) throws IOException {
        return train(master, execution, settings, new TrainingListener() {});
    }

    private byte[] train(String master, String execution, List<String> settings, TrainingListener listener)
            throws IOException {
        LocalSpark.use(master);
        Path run = Files.createTempDirectory(directory, "run").resolve("output");
        Experiment experiment = new Experiment(config(execution, run, settings), STORAGE);
        long steps = experiment.train(listener, warning -> {}).step();
        assertEquals(
                Long.parseLong(settings.stream()
                        .filter(setting -> setting.startsWith("training.max-steps="))
                        .findFirst()
                        .orElseThrow()
                        .substring("training.max-steps=".length())),
                steps);
        return Files.readAllBytes(run.resolve("model/parameters.npy"));
    }

    private ExperimentConfig config(String execution, Path run, List<String> settings) throws IOException {
        Path empty = directory.resolve("empty.conf");
        Files.writeString(empty, "");
        List<String> all = new ArrayList<>(List.of("network.hidden=[9,8]"));
        all.addAll(settings);
        all.add("output.directory=" + run);
        all.add("execution.mode=" + execution);
        return ExperimentConfig.load(STORAGE, empty.toString(), all);
    }
}
