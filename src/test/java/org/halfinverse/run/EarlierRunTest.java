package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.report.RunReport;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of four steps of Adam as version 0.1.0 wrote it, before some settings of today were known. */
class EarlierRunTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final Path RUN = Path.of("src/test/resources/run/version-0.1.0");

    @TempDir
    private Path directory;

    /** A network 1–5–2 of tanh units behind standardised inputs, written out. */
    @Test
    void itsModelGivesTheControlsOfItsParameters() {
        double[] theta = NpyArray.open(STORAGE, RUN + "/model/parameters.npy").readAll();
        double input = 0.3;
        double standardized = (input - 0.04977326039302575) / 0.5754049416751876;
        double[] expected = {theta[20], theta[21]};
        for (int unit = 0; unit < 5; unit++) {
            double activation = Math.tanh(theta[unit] * standardized + theta[5 + unit]);
            expected[0] += theta[10 + 2 * unit] * activation;
            expected[1] += theta[11 + 2 * unit] * activation;
        }
        assertArrayEquals(
                expected,
                TrainedModel.read(STORAGE, RUN.toString()).controls(input),
                1e-14); // rounding of ten products below 1
    }

    @Test
    void theReportHasNothingToComplainOf() {
        assertEquals(List.of(), RunReport.of(STORAGE, List.of(RUN.toString())).complaints());
    }

    @Test
    void itGoesOnFromItsCheckpoint() throws IOException {
        TrainingResult result = resumed();
        assertEquals(6, result.step());
        List<String> lines = Files.readAllLines(directory.resolve("metrics.jsonl"));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("{\"step\":5,\"epoch\":3,\"samples\":50,")));
    }

    @Test
    void aSettingThatWasNotKnownThenIsRefusedUnlessItIsTheDefault() {
        String sentence = assertThrows(ResumeRefusedException.class, () -> resumed("optimizer.max-update-norm=0.5"))
                .getMessage();
        assertEquals(
                directory + " cannot be resumed with another optimizer.max-update-norm (0 then, 0.5 now): give what it"
                        + " began with, or another --output",
                sentence);
    }

    private TrainingResult resumed(String... settings) throws IOException {
        try (Stream<Path> files = Files.walk(RUN)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(RUN.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        List<String> all = new ArrayList<>(List.of("training.max-steps=6", "output.directory=\"" + directory + "\""));
        all.addAll(List.of(settings));
        ExperimentConfig config = ExperimentConfig.load(STORAGE, RUN + "/config.conf", all);
        return new Experiment(config, STORAGE).resume(new TrainingListener() {}, warning -> {});
    }
}
