package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.halfinverse.check.DerivativeReport;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.ResumeRefusedException;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A test set of some of the user's own samples. */
class TestFractionTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final int ROWS = 101;

    @TempDir
    private Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                directory.resolve("toy.conf"),
                "problem.type = toy, training { batch-size = 16, max-steps = 8 }, execution.mode = driver");
        Files.writeString(directory.resolve("x.csv"), rows(ROWS));
    }

    private static String rows(int count) {
        return IntStream.range(0, count).mapToObj(row -> row / 128.0 + "\n").collect(Collectors.joining("", "x\n", ""));
    }

    @Test
    void everyRowIsInOneOfTheTwoSetsInTheOrderOfTheFile() {
        Map<Split, SampleSource> sources = sources(1);
        Samples test = sources.get(Split.TEST).read(0, 20);
        Samples train = sources.get(Split.TRAIN).read(0, ROWS - 20);
        assertEquals(20, sources.get(Split.TEST).samples(), "a fifth of 101, rounded");
        assertEquals(81, sources.get(Split.TRAIN).samples());
        TreeSet<Long> all = new TreeSet<>();
        for (Samples block : List.of(test, train)) {
            assertArrayEquals(LongStream.of(block.indices()).sorted().toArray(), block.indices());
            assertArrayEquals(
                    LongStream.of(block.indices())
                            .mapToDouble(row -> row / 128.0)
                            .toArray(),
                    block.inputs());
            LongStream.of(block.indices()).forEach(all::add);
        }
        assertEquals(ROWS, all.size());
        assertArrayEquals(test.indices(), sources(1).get(Split.TEST).read(0, 20).indices());
        assertFalse(Arrays.equals(
                test.indices(), sources(2).get(Split.TEST).read(0, 20).indices()));
    }

    private Map<Split, SampleSource> sources(long seed) {
        ExperimentConfig config = config("run", inputs(), "problem.data.test-fraction=0.2", "seed=" + seed);
        return config.problem().sources(config.seed(), STORAGE);
    }

    @Test
    void aTrainingIsThatOfTwoFilesWithTheseRows() throws IOException {
        Map<Split, SampleSource> sources = sources(1);
        for (Split split : Split.values()) {
            SampleSource source = sources.get(split);
            String rows = Arrays.stream(source.read(0, (int) source.samples()).inputs())
                    .mapToObj(input -> input + "\n")
                    .collect(Collectors.joining());
            Files.writeString(directory.resolve(split.label() + ".csv"), rows);
        }
        train("one", inputs(), "problem.data.test-fraction=0.2");
        train(
                "two",
                "problem.data.inputs=" + directory.resolve("training.csv"),
                "problem.data.test-inputs=" + directory.resolve("test.csv"),
                "problem.data.test-fraction=0");
        assertArrayEquals(
                Files.readAllBytes(directory.resolve("one/model/parameters.npy")),
                Files.readAllBytes(directory.resolve("two/model/parameters.npy")));
        assertEquals(losses("one"), losses("two"));
        assertTrue(losses("one").stream().allMatch(line -> line.contains("test_loss")));
        Files.copy(
                directory.resolve("one/config.conf"),
                directory.resolve("toy.conf"),
                StandardCopyOption.REPLACE_EXISTING);
        train("again");
        assertEquals(losses("one"), losses("again"), "config.conf repeats the division");
    }

    /** Evaluations, but for their times. */
    private List<String> losses(String run) throws IOException {
        return Files.readAllLines(directory.resolve(run).resolve("metrics.jsonl")).stream()
                .filter(line -> line.contains("train_loss"))
                .map(line -> line.replaceAll("\"seconds\":[^,}]*", ""))
                .toList();
    }

    @Test
    void aRunIsNotResumedWithAnotherDivision() throws IOException {
        train("run", inputs(), "problem.data.test-fraction=0.2");
        ResumeRefusedException refused = assertThrows(
                ResumeRefusedException.class,
                () -> experiment(config("run", inputs(), "problem.data.test-fraction=0.3", "training.max-steps=9"))
                        .resume(new TrainingListener() {}, warning -> {}));
        assertTrue(
                refused.getMessage()
                        .contains(
                                "cannot be resumed with another content of the test samples, another content of the training samples"),
                refused.getMessage());
    }

    @Test
    void messagesNameTheRowOfTheFile() throws IOException {
        Files.writeString(directory.resolve("x.csv"), rows(60) + "nan\n" + rows(41).substring(2));
        DataException failure = assertThrows(
                DataException.class,
                () -> sources(1).values().forEach(source -> source.read(0, (int) source.samples())));
        assertTrue(failure.getMessage().contains("has NaN in row 60, column 0"), failure.getMessage());
    }

    /** Which reads single samples again. */
    @Test
    void derivativesMayBeChecked() {
        DerivativeReport.findings(config("run", inputs(), "problem.data.test-fraction=0.5"), STORAGE, 4, 4, 1e-6)
                .forEach(finding -> assertTrue(finding.passes(), finding.toString()));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(
                        "1.5", "inputs", "problem.data.test-fraction = 1.5 is out of range: it must be in [0.0, 1.0]"),
                Arguments.of(
                        "-0.1",
                        "inputs",
                        "problem.data.test-fraction = -0.1 is out of range: it must be in [0.0, 1.0]"),
                Arguments.of("NaN", "inputs", "a finite number"),
                Arguments.of(
                        "1",
                        "inputs",
                        "problem.data.test-fraction = 1.0 makes 101 of the 101 samples test samples,"
                                + " but both sets need at least one"),
                Arguments.of(
                        "0.004",
                        "inputs",
                        "problem.data.test-fraction = 0.004 makes 0 of the 101 samples test samples,"
                                + " but both sets need at least one"),
                Arguments.of("0.2", "", "problem.data.test-fraction = 0.2 needs problem.data.inputs, which is missing"),
                Arguments.of(
                        "0.2",
                        "inputs test-inputs",
                        "problem.data.test-fraction = 0.2 takes test samples from problem.data.inputs, but"
                                + " problem.data.test-inputs names a file of them: use one or the other"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refused")
    void refusesWhatMakesNoTwoSets(String fraction, String files, String complaint) {
        List<String> settings = new ArrayList<>(List.of("problem.data.test-fraction=" + fraction));
        for (String file : files.isEmpty() ? new String[0] : files.split(" ")) {
            settings.add("problem.data." + file + "=" + directory.resolve("x.csv"));
        }
        ConfigurationException failure = assertThrows(
                ConfigurationException.class, () -> experiment(config("run", settings.toArray(String[]::new))));
        assertTrue(failure.getMessage().contains(complaint), failure.getMessage());
    }

    private String inputs() {
        return "problem.data.inputs=" + directory.resolve("x.csv");
    }

    private ExperimentConfig config(String run, String... settings) {
        List<String> overrides = new ArrayList<>(List.of("output.directory=" + directory.resolve(run)));
        overrides.addAll(List.of(settings));
        return ExperimentConfig.load(STORAGE, directory.resolve("toy.conf").toString(), overrides);
    }

    private static Experiment experiment(ExperimentConfig config) {
        return new Experiment(config, STORAGE);
    }

    private void train(String run, String... settings) {
        experiment(config(run, settings)).train(new TrainingListener() {}, warning -> {});
    }
}
