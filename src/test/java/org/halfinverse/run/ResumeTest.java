package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.checkpoint.ReplacedException;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.FaultyFileSystem;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings that end before their time, in all the ways that a driver may end, and go on. */
class ResumeTest {
    /** Four steps an epoch, the last one smaller; an evaluation every second epoch. */
    private static final String CONFIGURATION = """
        problem { type = toy, samples = 100, test-samples = 20 }
        network.hidden = [5]
        training { batch-size = 30, max-steps = 20 }
        execution.mode = driver
        output { evaluate-every = 2, checkpoint-every = 3, checkpoint-seconds = 0 }
        """;

    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    /** Checkpoints warn in a thread of their own. */
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    private Path conf;

    @BeforeEach
    void configure() throws IOException {
        conf = directory.resolve("experiment.conf");
        Files.writeString(conf, CONFIGURATION);
    }

    @AfterEach
    void emptyTheDisk() {
        FaultyFileSystem.empty();
    }

    @ParameterizedTest
    @CsvSource({
        "hig, 0.5, 1",
        "gauss-newton, 0.5, 7",
        "levenberg-marquardt, 1, 8",
        "adam, 0.01, 9",
        "sgd, 0.01, 16",
        "sip, 0.01, 19"
    })
    void aTrainingThatWasKilledGoesOnToTheSameBits(String type, String learningRate, long killedAfter)
            throws IOException {
        String[] method = {
            "optimizer.type=" + type,
            "optimizer.learning-rate=" + learningRate,
            "optimizer.momentum=0.9",
            "output.trace-parameters=true"
        };
        experiment("whole", method).train(new TrainingListener() {}, warnings::add);
        kill("killed", killedAfter, method);
        TrainingResult result = experiment("killed", method).resume(new TrainingListener() {}, warnings::add);
        assertEquals(TrainingResult.End.FINISHED, result.end());
        assertSameRun("whole", "killed");
        assertEquals(List.of(), warnings);
        try (Stream<Path> trace = Files.list(directory.resolve("whole/trace"))) {
            for (Path theta : trace.toList()) {
                assertArrayEquals(
                        Files.readAllBytes(theta),
                        Files.readAllBytes(directory.resolve("killed/trace").resolve(theta.getFileName())));
            }
        }
    }

    /** The kernel cannot resolve this cut-off: it is tried for steps 1 to 3, and after a pause of eight for step 12. */
    @ParameterizedTest
    @ValueSource(longs = {2, 7, 11, 12, 15})
    void aSolverThatIsLeftAloneIsTriedAgainAtTheSameStep(long killedAfter) throws IOException {
        String[] unresolved = {"network.hidden=[30]", "training.batch-size=20", "optimizer.truncation.tau=1e-14"};
        experiment("whole", unresolved).train(new TrainingListener() {}, warnings::add);
        kill("killed", killedAfter, unresolved);
        experiment("killed", unresolved).resume(new TrainingListener() {}, warnings::add);
        assertSameRun("whole", "killed");
        List<String> steps = Files.readAllLines(directory.resolve("whole/metrics.jsonl")).stream()
                .filter(line -> line.contains("gradient_norm"))
                .toList();
        assertEquals(
                List.of(0, 1, 2, 11),
                IntStream.range(0, steps.size())
                        .filter(step -> steps.get(step).contains("\"rejected\""))
                        .boxed()
                        .toList());
    }

    /** In the middle of what depends on the steps, epochs and evaluations before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "optimizer.schedule { type = cosine, warm-up = 5 }",
                "optimizer.schedule { type = exponential, over = epochs, length = 4.5 }",
                "optimizer.schedule { type = steps, every = 3 }, optimizer.type = adam",
                "optimizer.schedule { type = plateau, patience = 1 }, optimizer.learning-rate = 8",
                "training.patience = 3, optimizer.learning-rate = 8",
                "output.keep-best = true, optimizer.learning-rate = 6",
                "optimizer.momentum = 0.9",
                "optimizer.momentum = 0.5, optimizer.step-control = line-search, optimizer.max-update-norm = 0.4",
                "optimizer.momentum = 0.9, optimizer.momentum-type = spring",
                "optimizer.type = lbfgs, optimizer.memory = 3",
                "optimizer.type = adam, optimizer.weight-decay = 0.1",
                "optimizer.parameter-share = 0.4",
                "optimizer.parameter-share = 0.7, optimizer.momentum = 0.5, optimizer.step-control = line-search",
                "optimizer.parameter-share = 0.5, optimizer.type = levenberg-marquardt, network.trainable = [1]"
            })
    void aScheduleOrWhatEvaluationsDecideGoesOnToTheSameBits(String settings) throws IOException {
        Files.writeString(
                conf, CONFIGURATION + settings.replace(", optimizer", "\noptimizer") + "\noutput.evaluate-every = 1");
        experiment("whole").train(new TrainingListener() {}, warnings::add);
        kill("killed", 10);
        experiment("killed").resume(new TrainingListener() {}, warnings::add);
        assertSameRun("whole", "killed");
        assertEquals(model("whole").at("/training/best"), model("killed").at("/training/best"));
        assertEquals(model("whole").at("/training/reason"), model("killed").at("/training/reason"));
    }

    @Test
    void aTrainingThatWasStoppedOnRequestGoesOnAsIfItHadNotBeen() throws IOException {
        experiment("whole").train(new TrainingListener() {}, warnings::add);
        Experiment stopped = experiment("stopped");
        stopped.train(atStep("stopped", 5, stopped::requestStop), warnings::add);
        assertEquals("interrupted", model("stopped").at("/training/end").asText());
        assertTrue(Files.exists(directory.resolve("stopped/checkpoints/step-000000005")));
        experiment("stopped").resume(new TrainingListener() {}, warnings::add);
        assertSameRun("whole", "stopped");
    }

    @Test
    void aFinishedTrainingIsDoneWhenItIsResumedAndGoesOnToALaterLimit() throws IOException {
        experiment("longer", "training.max-steps=26").train(new TrainingListener() {}, warnings::add);
        experiment("run").train(new TrainingListener() {}, warnings::add);
        byte[] parameters = Files.readAllBytes(directory.resolve("run/model/parameters.npy"));
        TrainingResult again = experiment("run").resume(atStep("run", 21, ResumeTest::fail), warnings::add);
        assertEquals(20, again.step());
        assertArrayEquals(parameters, Files.readAllBytes(directory.resolve("run/model/parameters.npy")));
        experiment("run", "training.max-steps=26").resume(new TrainingListener() {}, warnings::add);
        assertSameRun("longer", "run");
    }

    @Test
    void theFirstTimeItBegins() throws IOException {
        experiment("whole").train(new TrainingListener() {}, warnings::add);
        experiment("new").resume(new TrainingListener() {}, warnings::add);
        assertSameRun("whole", "new");
    }

    @Test
    void aRunWithoutACheckpointYetBeginsAgain() throws IOException {
        experiment("whole").train(new TrainingListener() {}, warnings::add);
        kill("killed", 2, "output.checkpoint-every=100");
        assertFalse(Files.exists(directory.resolve("killed/checkpoints/step-000000002")));
        experiment("killed").resume(new TrainingListener() {}, warnings::add);
        assertSameRun("whole", "killed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | optimizer.kappa=0.7 | optimizer.kappa (0.5 then, 0.7 now)",
                "7 | network.hidden=[6] | network.hidden ([5] then, [6] now), another content of the initial"
                        + " parameters",
                "7 | seed=2 | content of the initial parameters",
                "7 | problem.samples=99 | problem.samples (100 then, 99 now)",
                "7 | execution.blocks=3 | execution.blocks (8 then, 3 now)",
                "7 | optimizer.schedule.type=cosine | optimizer.schedule.end (not set then, 0.01 now)",
                "1 | optimizer.kappa=0.7 | optimizer.kappa (0.5 then, 0.7 now)"
            })
    void otherSettingsAreRefusedWithWhatDiffersAndNothingIsTouched(long killedAfter, String setting, String difference)
            throws IOException {
        kill("run", killedAfter);
        String metrics = Files.readString(directory.resolve("run/metrics.jsonl"));
        String config = Files.readString(directory.resolve("run/config.conf"));
        Experiment other = experiment("run", setting);
        ResumeRefusedException refused = assertThrows(
                ResumeRefusedException.class, () -> other.resume(new TrainingListener() {}, warnings::add));
        assertTrue(
                refused.getMessage().startsWith(directory.resolve("run") + " cannot be resumed with another "),
                refused.getMessage());
        assertTrue(refused.getMessage().contains(difference), refused.getMessage());
        assertTrue(refused.getMessage().endsWith(": give what it began with, or another --output"));
        assertEquals(metrics, Files.readString(directory.resolve("run/metrics.jsonl")));
        assertEquals(config, Files.readString(directory.resolve("run/config.conf")));
    }

    @Test
    void whatChangesNoStepMayChange() throws IOException {
        experiment("whole", "training.max-steps=14").train(new TrainingListener() {}, warnings::add);
        kill("killed", 7);
        experiment("killed", "name=other", "training.max-steps=14", "spark.ui.enabled=false")
                .resume(new TrainingListener() {}, warnings::add);
        assertSameRun("whole", "killed");
    }

    @Test
    void otherDataAreRefusedButTheSameDataMayLieElsewhere() throws IOException {
        writeInputs("x.npy", 0.25);
        writeInputs("changed.npy", 0.5);
        Files.copy(directory.resolve("x.npy"), directory.resolve("moved.npy"));
        experiment("whole", inputs("x.npy")).train(new TrainingListener() {}, warnings::add);
        kill("killed", 7, inputs("x.npy"));
        Experiment changed = experiment("killed", inputs("changed.npy"));
        ResumeRefusedException refused = assertThrows(
                ResumeRefusedException.class, () -> changed.resume(new TrainingListener() {}, warnings::add));
        assertTrue(refused.getMessage().contains("another content of the training samples:"), refused.getMessage());
        experiment("killed", inputs("moved.npy")).resume(new TrainingListener() {}, warnings::add);
        assertSameRun("whole", "killed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"theta.npy", "manifest.json", "SHA256SUMS"})
    void aDamagedCheckpointIsPassedOverWithAWarning(String file) throws IOException {
        experiment("whole").train(new TrainingListener() {}, warnings::add);
        kill("killed", 8);
        Path damaged = directory.resolve("killed/checkpoints/step-000000006").resolve(file);
        byte[] bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 4;
        Files.write(damaged, bytes);
        experiment("killed").resume(new TrainingListener() {}, warnings::add);
        assertEquals(1, warnings.size());
        assertTrue(
                warnings.get(0).startsWith(damaged.getParent() + " is damaged, an older one is taken: "),
                warnings.get(0));
        assertSameRun("whole", "killed");
    }

    @Test
    void withoutAnyGoodCheckpointItIsRefused() throws IOException {
        kill("killed", 4);
        Files.delete(directory.resolve("killed/checkpoints/step-000000003/theta.npy"));
        Experiment again = experiment("killed");
        assertThrows(DataException.class, () -> again.resume(new TrainingListener() {}, warnings::add));
    }

    @Test
    void anEndedRunWhoseCheckpointsAreGoneIsNotBegunAgain() throws IOException {
        experiment("run").train(new TrainingListener() {}, warnings::add);
        STORAGE.delete(directory.resolve("run/checkpoints").toString());
        Experiment again = experiment("run");
        assertThrows(ResumeRefusedException.class, () -> again.resume(new TrainingListener() {}, warnings::add));
        assertTrue(Files.exists(directory.resolve("run/model/parameters.npy")));
    }

    @ParameterizedTest
    @CsvSource({
        "include ~config.conf~, config.conf includes itself",
        "include url(~file:/etc/hostname~), which is refused",
        "name = ${x}, the settings in the run directory cannot be read",
        "name = {, the settings in the run directory cannot be read",
        "[[[, nested too deeply"
    })
    void settingsOfARunThatWereTamperedWithAreRefused(String settings, String complaint) throws IOException {
        Files.createDirectories(directory.resolve("run"));
        String text = settings.equals("[[[") ? "name = " + "[".repeat(100_000) : settings.replace('~', '"');
        Files.writeString(directory.resolve("run/config.conf"), text);
        Experiment tampered = experiment("run");
        RuntimeException refused =
                assertThrows(RuntimeException.class, () -> tampered.resume(new TrainingListener() {}, warnings::add));
        assertTrue(
                refused instanceof ResumeRefusedException || refused instanceof ConfigurationException,
                refused.toString());
        assertTrue(refused.getMessage().contains(complaint), refused.getMessage());
    }

    @Test
    void aDirectoryThatIsNoRunIsLeftAlone() throws IOException {
        Files.createDirectories(directory.resolve("thesis"));
        Files.writeString(directory.resolve("thesis/chapter-1.tex"), "years");
        Experiment misdirected = experiment("thesis");
        ConfigurationException refused = assertThrows(
                ConfigurationException.class, () -> misdirected.resume(new TrainingListener() {}, warnings::add));
        assertTrue(refused.getMessage().contains("holds no run to resume (it holds chapter-1.tex)"));
    }

    @Test
    void lostMetricsLeaveAGapAndAWarning() throws IOException {
        experiment("whole").train(new TrainingListener() {}, warnings::add);
        kill("killed", 8);
        Path metrics = directory.resolve("killed/metrics.jsonl");
        Files.writeString(metrics, Files.readString(metrics).substring(0, 700));
        experiment("killed").resume(new TrainingListener() {}, warnings::add);
        assertEquals(List.of(metrics + " has lost its end: the run goes on after a gap"), warnings);
        List<String> lines = Files.readAllLines(metrics);
        assertEquals(
                20,
                new ObjectMapper()
                        .readTree(lines.get(lines.size() - 1))
                        .get("step")
                        .asLong());
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("whole/model/parameters.npy")),
                Files.readAllBytes(directory.resolve("killed/model/parameters.npy")));
    }

    /** Two drivers at once, as after a broken network: the second one goes on, the first one finds out and ends. */
    @Test
    void aDriverThatWasReplacedLeavesTheRunToTheOther() throws IOException {
        experiment("whole").train(new TrainingListener() {}, warnings::add);
        Experiment first = experiment("run");
        Runnable takeOver = () -> experiment("run").resume(new TrainingListener() {}, warnings::add);
        ReplacedException replaced =
                assertThrows(ReplacedException.class, () -> first.train(atStep("run", 7, takeOver), warnings::add));
        assertTrue(replaced.getMessage().startsWith("another driver has taken over the run in "));
        assertSameRun("whole", "run");
        assertEquals("finished", model("run").at("/training/end").asText());
    }

    @Test
    void aFullDiskAtACheckpointIsWarnedOfAndTheTrainingGoesOn() throws IOException {
        experiment("whole").train(new TrainingListener() {}, warnings::add);
        FaultyFileSystem.fill(path -> path.endsWith("manifest.json") && !path.contains("step-000000020"));
        on(FaultyFileSystem.storage(), "full").train(untilWarnedBeforeStep(4), warnings::add);
        assertTrue(
                warnings.get(0).startsWith("no checkpoint of step 3, the training goes on: ")
                        && warnings.get(0).endsWith("manifest.json cannot be written: No space left on device"),
                warnings.get(0));
        assertEquals(
                List.of("step-000000020"),
                STORAGE.list(directory.resolve("full/checkpoints").toString()));
        assertSameRun("whole", "full");
    }

    /** Nothing that was computed is lost, even where the output directory cannot be written any more. */
    @Test
    void parametersThatCannotBeWrittenAreSavedOnThisMachine() throws IOException {
        experiment("whole", "training.max-steps=4").train(new TrainingListener() {}, warnings::add);
        Experiment cutOff = on(FaultyFileSystem.storage(), "run");
        TrainingListener cut = atStep("run", 4, () -> {
            FaultyFileSystem.fill(path -> true);
            throw new DataException("the network is gone");
        });
        assertThrows(DataException.class, () -> cutOff.train(cut, warnings::add));
        String saved = warnings.get(warnings.size() - 1);
        assertTrue(saved.contains(" cannot be written: the parameters of step 4 are in file:"), saved);
        Path place = Path.of(java.net.URI.create(saved.substring(saved.indexOf("file:"))));
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("whole/model/parameters.npy")),
                Files.readAllBytes(place.resolve("model/parameters.npy")));
        STORAGE.delete(place.toString());
    }

    @Test
    void anObjectStoreWillDo() throws IOException {
        experiment("whole").train(new TrainingListener() {}, warnings::add);
        Experiment first = on(FaultyFileSystem.objectStore(), "run");
        assertThrows(IllegalStateException.class, () -> first.train(atStep("run", 7, ResumeTest::fail), warnings::add));
        on(FaultyFileSystem.objectStore(), "run").resume(new TrainingListener() {}, warnings::add);
        assertSameRun("whole", "run");
    }

    /** What a process leaves that is killed after a step: the directory as it stands then, with nothing closed. */
    private void kill(String run, long step, String... settings) {
        Path copy = directory.resolve(run);
        Path original = directory.resolve(run + "-original");
        Experiment killed = experiment(original.getFileName().toString(), settings);
        killed.train(atStep(run + "-original", step, () -> copy(original, copy)), warning -> {});
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fail() {
        throw new IllegalStateException("the machine is gone");
    }

    /** Does something at a step; up to there every checkpoint is written before the next step but one. */
    private TrainingListener atStep(String run, long number, Runnable action) {
        return new TrainingListener() {
            @Override
            public void onStep(StepRecord step, double[] theta) {
                long before = step.step() - 1;
                if (before > 0 && before % 3 == 0 && before < number) {
                    await(directory.resolve(run).resolve(String.format("checkpoints/step-%09d", before)));
                }
                if (step.step() == number) {
                    action.run();
                }
            }
        };
    }

    /** Holds a step back until there is a warning: a checkpoint is of the newest step when its thread comes to write it. */
    private TrainingListener untilWarnedBeforeStep(long number) {
        return new TrainingListener() {
            @Override
            public void onStep(StepRecord step, double[] theta) {
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (step.step() == number && warnings.isEmpty() && System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }
        };
    }

    /** Checkpoints are written in a thread of their own. */
    private static void await(Path checkpoint) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end && (!Files.exists(checkpoint) || isClearingUp(checkpoint.getParent()))) {
            Thread.onSpinWait();
        }
    }

    /** Three checkpoints stay when one more is there. */
    private static boolean isClearingUp(Path checkpoints) {
        return STORAGE.list(checkpoints.toString()).stream()
                        .filter(name -> name.startsWith("step-"))
                        .count()
                > 3;
    }

    private Experiment experiment(String run, String... settings) {
        return on(STORAGE, run, settings);
    }

    private Experiment on(Storage storage, String run, String... settings) {
        List<String> overrides = new ArrayList<>(List.of("output.directory=" + directory.resolve(run)));
        overrides.addAll(List.of(settings));
        return new Experiment(ExperimentConfig.load(STORAGE, conf.toString(), overrides), storage);
    }

    private String inputs(String file) {
        return "problem.data.inputs=" + directory.resolve(file);
    }

    private void writeInputs(String file, double last) {
        double[] numbers = new double[100];
        for (int i = 0; i < numbers.length - 1; i++) {
            numbers[i] = Math.sin(i);
        }
        numbers[numbers.length - 1] = last;
        STORAGE.write(directory.resolve(file).toString(), output -> NpyArray.write(output, numbers, 100, 1));
    }

    private JsonNode model(String run) throws IOException {
        return new ObjectMapper()
                .readTree(directory.resolve(run).resolve("model/model.json").toFile());
    }

    /** Parameters to the byte, metrics but for the times, and nothing half-written. */
    private void assertSameRun(String expected, String actual) throws IOException {
        Path left = directory.resolve(expected);
        Path right = directory.resolve(actual);
        assertArrayEquals(
                Files.readAllBytes(left.resolve("model/parameters.npy")),
                Files.readAllBytes(right.resolve("model/parameters.npy")));
        assertEquals(metrics(left), metrics(right));
        try (Stream<Path> files = Files.walk(right)) {
            List<Path> unfinished = files.filter(file ->
                            file.toString().endsWith(".part") || file.toString().contains(".driver-"))
                    .toList();
            assertEquals(List.of(), unfinished);
        }
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            ObjectNode object = (ObjectNode) new ObjectMapper().readTree(line);
            lines.add(object.without(List.of("seconds", "phase", "blas", "blas_threads")));
        }
        return lines;
    }
}
