package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.train.Metric;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run writes, what the schema says and what the page tells are the same. */
class RunDirectoryPageTest {
    private static final Path PAGE = Path.of("src/site/markdown/run-directory.md");

    /** Written only where a cheaper solver is given up, which this run has none of. */
    private static final Set<Metric> RARE = EnumSet.of(Metric.REJECTED);

    @TempDir
    private Path home;

    @Test
    void thePageTellsEveryFile() throws IOException {
        List<String> told = Arrays.stream(RunFile.values())
                .map(file -> "| `" + file.pattern() + "` | " + file.content() + " |")
                .toList();
        assertEquals(told, table("| file |"));
    }

    @Test
    void thePageTellsEveryMetric() throws IOException {
        List<String> told = Arrays.stream(Metric.values())
                .map(metric -> "| `" + metric.key() + "` | " + metric.unit()
                        + (metric.unit().isEmpty() ? "" : " ") + "| " + metric.meaning() + " |")
                .toList();
        assertEquals(told, table("| key |"));
    }

    @ParameterizedTest
    @CsvSource({"hig, false, false", "hig, false, true", "levenberg-marquardt, true, false"})
    void aRunWritesTheMetricsOfTheSchemaAndNoOthers(String optimizer, boolean damped, boolean searches)
            throws IOException {
        Set<Metric> written = EnumSet.noneOf(Metric.class);
        for (String line :
                Files.readAllLines(train(optimizer, "optimizer.step-control=" + (searches ? "line-search" : "none"))
                        .resolve(RunFile.METRICS.path()))) {
            collect(new ObjectMapper().readTree(line), "", written);
        }
        Set<Metric> expected = EnumSet.complementOf(EnumSet.copyOf(RARE));
        if (!damped) {
            expected.removeAll(EnumSet.of(Metric.DAMPING, Metric.GAIN_RATIO, Metric.ACCEPTED));
        }
        if (!searches) {
            expected.removeAll(EnumSet.of(Metric.STEP_LENGTH, Metric.EVALUATIONS, Metric.DESCENT));
        }
        assertEquals(expected, written);
    }

    @Test
    void aRunWritesTheFilesOfTheSchema() throws IOException {
        Path run = train("hig", "output.keep-best=true");
        for (RunFile file :
                EnumSet.complementOf(EnumSet.of(RunFile.EVENTS, RunFile.FIGURES, RunFile.REPORT, RunFile.LOG))) {
            assertTrue(Files.exists(run.resolve(file.path().replace('K', '1'))), file.path());
        }
    }

    private Path train(String optimizer, String setting) throws IOException {
        Path run = home.resolve(optimizer);
        Path conf = Files.writeString(home.resolve("experiment.conf"), """
                problem { type = toy, samples = 8, test-samples = 4 }
                network.hidden = [3]
                training { batch-size = 4, max-steps = 2 }
                execution.mode = driver
                output { trace-parameters = true, spectrum = true, saturation = true, watch-sample = 0 }
                """);
        List<String> settings = List.of("optimizer.type=" + optimizer, "output.directory=" + run, setting);
        Storage storage = new Storage(Map.of());
        new Experiment(ExperimentConfig.load(storage, conf.toString(), settings), storage)
                .train(new TrainingListener() {}, warning -> {});
        return run;
    }

    private static void collect(JsonNode node, String prefix, Set<Metric> written) {
        node.properties().forEach(field -> {
            String key = prefix + field.getKey();
            if (Metric.isBlock(key)) {
                collect(field.getValue(), key + ".", written);
            } else {
                written.add(Metric.of(key).orElseThrow(() -> new AssertionError("no metric \"" + key + "\"")));
            }
        });
    }

    /** The rows of the table that begins with some header. */
    private static List<String> table(String header) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.startsWith(header))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
