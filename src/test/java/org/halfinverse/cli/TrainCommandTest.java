package org.halfinverse.cli;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.onnx.OnnxNetwork;
import org.halfinverse.onnx.OnnxRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest extends OnToyRun {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final ObjectMapper JSON = new ObjectMapper();

    TrainCommandTest() {
        super("problem.lambda = 0.1", "training.max-epochs = 2", "output.trace-parameters = true");
    }

    @Test
    void theSameCommandGoesOnUntilALaterLimitAndIsRefusedWithOtherSettings() throws IOException {
        assertEquals(0, Command.hig("train", conf.toString(), "--resume").exitCode());
        Command again = Command.hig("train", conf.toString(), "--resume", "--set", "training.max-epochs=3");
        assertEquals(0, again.exitCode(), again.err());
        assertTrue(again.err().contains("going on after step 6"), again.err());
        assertTrue(again.out().contains("finished after 9 steps"), again.out());
        Command other = Command.hig("train", conf.toString(), "--resume", "--set", "optimizer.kappa=0.7");
        assertEquals(5, other.exitCode());
        assertTrue(other.err().contains("another optimizer.kappa (0.5 then, 0.7 now)"), other.err());
        Command withoutResume = Command.hig("train", conf.toString());
        assertEquals(2, withoutResume.exitCode());
        assertTrue(withoutResume.err().contains("go on with that run with --resume"), withoutResume.err());
    }

    @Test
    void leavesACompleteRunDirectory() throws IOException {
        Command command = Command.hig("train", conf.toString());
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(command.out().contains("finished after 6 steps"), command.out());
        assertEquals(
                Set.of("checkpoints", "config.conf", "log.txt", "metrics.jsonl", "model", "trace"),
                names(run),
                "and nothing else, in particular no checksum files");
        assertEquals(
                Set.of("model.json", "network.onnx", "parameters.npy", "weights.npz"), names(run.resolve("model")));
        assertEquals(7, names(run.resolve("trace")).size());
        assertTrue(names(run.resolve("trace")).contains("theta-00000006.npy"));
        assertTrue(Files.readString(run.resolve("log.txt")).contains("FINISHED after 6 steps"));
    }

    @Test
    void metricsHaveALineForEveryStepAndEvaluation() throws IOException {
        Command.hig("train", conf.toString());
        List<JsonNode> evaluations = new ArrayList<>();
        List<JsonNode> steps = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = JSON.readTree(line);
            (node.has("train_loss") ? evaluations : steps).add(node);
        }
        assertEquals(6, steps.size());
        assertEquals(3, evaluations.size());
        Set<String> keys = new TreeSet<>();
        steps.get(0).fieldNames().forEachRemaining(keys::add);
        assertEquals(
                new TreeSet<>(List.of(
                        "step",
                        "epoch",
                        "samples",
                        "seconds",
                        "loss",
                        "gradient_norm",
                        "update_norm",
                        "learning_rate",
                        "solver",
                        "execution",
                        "rank",
                        "rank_full",
                        "sigma_max",
                        "sigma_min_kept",
                        "error_estimate",
                        "phase")),
                keys);
        Set<String> phases = new TreeSet<>();
        steps.get(0).get("phase").fieldNames().forEachRemaining(phases::add);
        assertEquals(new TreeSet<>(List.of("linearize", "reduce", "decompose", "update")), phases);
        assertEquals(50, steps.get(2).get("samples").asInt());
        assertEquals(22, steps.get(0).get("rank_full").asInt(), "one hidden layer of 5 between 1 and 2");
        Set<String> evaluationKeys = new TreeSet<>();
        evaluations.get(1).fieldNames().forEachRemaining(evaluationKeys::add);
        assertFalse(evaluations.get(0).get("blas").asText().isEmpty(), "the first record says which BLAS is in use");
        assertTrue(evaluations.get(0).get("blas_threads").asInt() >= 1);
        assertEquals(new TreeSet<>(List.of("step", "epoch", "seconds", "train_loss", "test_loss")), evaluationKeys);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hig", "gauss-newton", "top-k", "levenberg-marquardt", "adam", "sgd"})
    void everyMethodTrainsOnATerminalToo(String method) {
        String setting = "optimizer.type=" + method;
        Command command =
                Command.hig("train", conf.toString(), "--set", setting).succeeded();
        assertTrue(command.out().contains("finished after 6 steps"), command.out());
        Path again = directory.resolve("again");
        command = Command.onTerminal("train", conf.toString(), "--set", setting, "--output", again.toString())
                .succeeded();
        assertTrue(command.out().contains("finished after 6 steps"), command.out());
        assertTrue(command.err().contains("train 100%"), command.err());
        assertArrayEquals(array(run.resolve("model/parameters.npy")), array(again.resolve("model/parameters.npy")));
    }

    /** Of mini-batches, and of the full batch, where an epoch is one step. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            20 | max-steps = 4
            20 | max-epochs = 2
            20 | max-seconds = 0.1
            50 | max-steps = 4
            50 | max-epochs = 2
            50 | max-seconds = 0.1
            50 | max-steps = 4, max-seconds = 1e9
            """)
    void aLimitThatIsNotSetIsNone(int batchSize, String limits) {
        ToyRun toy = new ToyRun(conf, run).configure("""
                        problem { type = toy, samples = 50 }
                        network.hidden = [5]
                        training { batch-size = %d, %s }
                        """.formatted(batchSize, limits));
        Command pipe = toy.hig("train").succeeded();
        assertTrue(pipe.out().contains("finished after "), pipe.out());
        Command terminal =
                toy.onTerminal("train", "--output", run + "-terminal").succeeded();
        assertTrue(terminal.out().contains("finished after "), terminal.out());
    }

    @Test
    void anInvariantBatchScalingCountsTheSamplesOfEachMiniBatch() throws IOException {
        Command.hig("train", conf.toString(), "--set", "optimizer.batch-scaling=invariant");
        List<Double> learningRates = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            JsonNode node = JSON.readTree(line);
            if (node.has("learning_rate")) {
                learningRates.add(node.get("learning_rate").asDouble());
            }
        }
        double full = Math.pow(20 / 32.0, 0.75);
        assertEquals(full, learningRates.get(1), 1e-15);
        assertEquals(Math.pow(10 / 32.0, 0.75), learningRates.get(2), 1e-15, "50 samples in batches of 20");
        assertEquals(full, learningRates.get(3), 1e-15);
    }

    @Test
    void levenbergMarquardtTellsHowItsStepsWent() throws IOException {
        Command.hig("train", conf.toString(), "--set", "optimizer.type=levenberg-marquardt");
        List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
        JsonNode step = JSON.readTree(lines.get(1));
        assertEquals(0.01, step.get("damping").asDouble());
        assertEquals(1, step.get("accepted").asDouble());
        double x = 2 * step.get("gain_ratio").asDouble() - 1;
        double next = JSON.readTree(lines.get(2)).get("damping").asDouble();
        assertEquals(0.01 * Math.max(1.0 / 3, 1 - x * x * x), next, 1e-15, "what the gain ratio makes of it");
        assertTrue(Files.readString(run.resolve("config.conf")).contains("damping="));
    }

    @Test
    void theModelHoldsTheLastParametersFlatAndByLayer() throws IOException {
        Command.hig("train", conf.toString());
        double[] theta = array(run.resolve("model/parameters.npy"));
        assertArrayEquals(array(run.resolve("trace/theta-00000006.npy")), theta);
        assertEquals(22, theta.length);
        try (ZipFile weights = new ZipFile(run.resolve("model/weights.npz").toFile())) {
            List<String> names = weights.stream().map(ZipEntry::getName).toList();
            assertEquals(List.of("W0.npy", "b0.npy", "W1.npy", "b1.npy"), names);
        }
        JsonNode model = JSON.readTree(run.resolve("model/model.json").toFile());
        assertEquals(22, model.at("/network/parameters").asInt());
        assertEquals("finished", model.at("/training/end").asText());
        assertEquals(
                "gram, checked, else direct", model.at("/provenance/solver").asText());
        List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
        JsonNode last = JSON.readTree(lines.get(lines.size() - 1));
        assertEquals(last.get("train_loss"), model.at("/training/losses/train"));
        assertEquals(last.get("test_loss"), model.at("/training/losses/test"));
    }

    @Test
    void onnxRuntimeReadsTheNetworkThatWasTrained() throws IOException, OrtException {
        Command.hig("train", conf.toString());
        double[] theta = array(run.resolve("model/parameters.npy"));
        double[] inputs = {-1, -0.5, 0, 0.5, 1};
        double[] outputs = Network.dense(new int[] {1, 5, 2}, Activation.TANH).outputs(theta, inputs.length, inputs);
        try (OnnxRuntime runtime = new OnnxRuntime(Files.readAllBytes(run.resolve("model/network.onnx")))) {
            assertArrayEquals(outputs, runtime.outputs(inputs.length, inputs), 1e-14);
            assertEquals("toy", runtime.property("problem"));
        }
        JsonNode model = JSON.readTree(run.resolve("model/model.json").toFile());
        assertEquals(OnnxNetwork.OPSET, model.at("/onnx/opset").asInt());
    }

    @Test
    void theResolvedConfigurationRepeatsTheRun() throws IOException {
        Command.hig("train", conf.toString(), "--set", "optimizer.kappa=0.7", "--set", "seed=3");
        Path again = directory.resolve("again");
        Command command = Command.hig("train", run.resolve("config.conf").toString(), "--output", again.toString());
        assertEquals(0, command.exitCode(), command.err());
        assertArrayEquals(
                Files.readAllBytes(run.resolve("model/parameters.npy")),
                Files.readAllBytes(again.resolve("model/parameters.npy")));
        String resolved = Files.readString(run.resolve("config.conf"));
        for (String setting : List.of("version", "kappa=0.7", "seed=3", "blocks=8", "tau=", "shuffle=true")) {
            assertTrue(resolved.contains(setting), setting + " in " + resolved);
        }
    }

    @Test
    void aConfigurationMayIncludeAnotherBesideIt() throws IOException {
        Path derived = directory.resolve("derived.conf");
        Files.writeString(derived, "include \"toy.conf\"\ntraining.max-epochs = 1\n");
        Command command = Command.hig("train", derived.toString());
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(command.out().contains("finished after 3 steps"), command.out());
        assertTrue(Files.readString(run.resolve("config.conf")).contains("lambda=0.1"));
        Files.writeString(derived, "include \"missing.conf\"\n");
        assertEquals(2, Command.hig("train", derived.toString()).exitCode());
    }

    @Test
    void aValueSetOnTheCommandLineIsTakenAsItStands() throws IOException {
        Path odd = directory.resolve("run#3, 50% done");
        Command command = Command.hig("train", conf.toString(), "--set", "output.directory=" + odd);
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(Files.exists(odd.resolve("model/parameters.npy")));
    }

    @Test
    void settingsOfSparkKeepTheirText() throws IOException {
        Command.hig("train", conf.toString(), "--set", "spark.hadoop.fs.permissions.umask-mode=077");
        assertTrue(Files.readString(run.resolve("config.conf")).contains("umask-mode\"=\"077\""));
    }

    @Test
    void settingsOfSparkMayHaveAnyNames() throws IOException {
        Files.writeString(
                conf, "spark { \"speculation\" = true, \"speculation.interval\" = 1ms, \"conf.*.x\" = y }", APPEND);
        Command command = Command.hig("train", conf.toString());
        assertEquals(0, command.exitCode(), command.err());
        Path again = directory.resolve("again");
        command = Command.hig("train", run.resolve("config.conf").toString(), "--output", again.toString());
        assertEquals(0, command.exitCode(), command.err());
        String resolved = Files.readString(again.resolve("config.conf"));
        for (String setting : List.of("speculation=\"true\"", "\"speculation.interval\"=\"1ms\"", "\"conf.*.x\"=y")) {
            assertTrue(resolved.contains(setting), setting + " in " + resolved);
        }
    }

    @Test
    void anotherSeedIsAnotherRun() throws IOException {
        Command.hig("train", conf.toString());
        Path other = directory.resolve("other");
        Command.hig("train", conf.toString(), "--set", "seed=2", "--output", other.toString());
        assertFalse(Arrays.equals(
                array(run.resolve("model/parameters.npy")), array(other.resolve("model/parameters.npy"))));
    }

    @Test
    void quietPrintsNothing() {
        Command command = Command.hig("train", conf.toString(), "--quiet");
        assertEquals(new Command(0, "", ""), command);
    }

    @Test
    void ownDataMayLeaveTargetsAndStatesToTheProblem() throws IOException {
        Path inputs = directory.resolve("x.npy");
        double[] x = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};
        STORAGE.write(inputs.toString(), output -> NpyArray.write(output, x, 2, 4));
        Command command = Command.hig(
                "train",
                conf.toString(),
                "--set",
                "problem={ type = oscillators-linear, data { inputs = \"" + inputs + "\" } }",
                "--set",
                "training.batch-size=2");
        assertEquals(2, command.exitCode(), "lambda and the sample numbers of the file are still there");
        Files.writeString(
                conf,
                "problem { type = oscillators-linear, data { inputs = \"" + inputs + "\" } }\n"
                        + "training { batch-size = 2, max-steps = 1 }\noutput.directory = \"" + run + "\"\n");
        command = Command.hig("train", conf.toString());
        assertEquals(0, command.exitCode(), command.err());
        String metrics = Files.readString(run.resolve("metrics.jsonl"));
        assertFalse(metrics.contains("test_loss"), "there are no test samples beside one's own data");
    }

    @ParameterizedTest
    @CsvSource({
        "sgd, try a smaller optimizer.learning-rate",
        "hig, try a smaller optimizer.learning-rate or a limit of the step by optimizer.max-update-norm or a larger"
                + " optimizer.truncation.tau"
    })
    void aDivergedRunIsToldWhatItsMethodHasAgainstThat(String method, String advice) {
        Command command = Command.hig(
                "train",
                conf.toString(),
                "--set",
                "optimizer.type=" + method,
                "--set",
                "optimizer.learning-rate=1e200");
        assertEquals(3, command.exitCode(), command.err());
        assertTrue(command.err().stripTrailing().endsWith(advice), command.err());
    }

    @Test
    void aDivergedRunExitsWith3AndKeepsEverythingSoFar() throws IOException {
        Command command = Command.hig(
                "train",
                conf.toString(),
                "--set",
                "optimizer.type=sgd",
                "--set",
                "optimizer.learning-rate=1e200",
                "--set",
                "training.max-epochs=100");
        assertEquals(3, command.exitCode(), command.err());
        assertTrue(command.err().contains("diverged: the "), command.err());
        assertTrue(command.err().contains(run.toString()), command.err());
        JsonNode model = JSON.readTree(run.resolve("model/model.json").toFile());
        int steps = model.at("/training/steps").asInt();
        assertEquals("diverged", model.at("/training/end").asText());
        assertArrayEquals(
                array(run.resolve("trace/theta-%08d.npy".formatted(steps))),
                array(run.resolve("model/parameters.npy")));
        assertEquals(
                steps + 1, Files.readAllLines(run.resolve("metrics.jsonl")).size(), "every step and the evaluation");
    }

    private static Set<String> names(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return new TreeSet<>(
                    files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static double[] array(Path path) {
        return NpyArray.open(STORAGE, path.toString()).readAll();
    }
}
