package org.halfinverse.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.series.Variant;
import org.halfinverse.series.VariantResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepFiguresTest {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    private ExperimentConfig config;
    private final List<VariantResult> outcomes = new ArrayList<>();

    @BeforeEach
    void configure() throws IOException {
        Path conf = Files.writeString(directory.resolve("toy.conf"), "problem.type = toy, training.max-steps = 1");
        config = ExperimentConfig.load(STORAGE, conf.toString(), List.of());
    }

    @Test
    void oneKeyHasACurveOfItsFinalLossesOnALogarithmicScale() throws IOException {
        for (int seed = 1; seed <= 3; seed++) {
            add("finished", Math.pow(10, seed - 2), "optimizer.kappa", "0", "seed", String.valueOf(seed));
            add("finished", Math.pow(10, seed - 5), "optimizer.kappa", "0.5", "seed", String.valueOf(seed));
            add("finished", Math.pow(10, seed - 4), "optimizer.kappa", "1", "seed", String.valueOf(seed));
        }
        String svg = finalLoss();
        assertTrue(svg.contains(">optimizer.kappa</text"), "the axis is named");
        assertTrue(svg.contains(">10⁻⁴</text") && svg.contains(">10¹</text"), "from the least loss to the largest");
        List<double[]> points = new SweepFigures(outcomes).points(Map.of());
        // Place, and logarithm of median, least and largest; the rounding of a logarithm.
        assertArrayEquals(new double[] {0, 0, -1, 1}, points.get(0), 1e-12);
        assertArrayEquals(new double[] {0.5, -3, -4, -2}, points.get(1), 1e-12);
        assertArrayEquals(new double[] {1, -2, -3, -1}, points.get(2), 1e-12);
        assertFalse(Files.exists(directory.resolve("figures/heat-map.svg")));
    }

    @Test
    void twoKeysHaveACurveForEachValueOfTheOtherAndAPlane() throws IOException {
        for (String scaling : List.of("none", "invariant")) {
            for (String batch : List.of("32", "1024")) {
                add("finished", 0.1, "optimizer.batch-scaling", scaling, "training.batch-size", batch);
            }
        }
        add("diverged", Double.NaN, "optimizer.batch-scaling", "none", "training.batch-size", "65536");
        String svg = finalLoss();
        assertTrue(svg.contains(">training.batch-size</text"), "numbers go along the axis");
        assertTrue(svg.contains(">optimizer.batch-scaling = invariant</text"), "the legend names the curves");
        List<double[]> points = new SweepFigures(outcomes).points(Map.of("optimizer.batch-scaling", "none"));
        assertEquals(2, points.size(), "a run that diverged has no final loss");
        assertEquals(Math.log10(1024), points.get(1)[0], 1e-12);
        String plane = Files.readString(directory.resolve("figures/heat-map.svg"));
        assertTrue(plane.contains(">1.0e-01</text"));
        assertTrue(plane.contains(">–</text"), "nor a shade");
        assertTrue(Files.size(directory.resolve("figures/heat-map.png")) > 1000);
    }

    @Test
    void whereNothingFinishedNothingIsDrawn() throws IOException {
        add("failed", Double.NaN, "optimizer.kappa", "0");
        SweepFigures.write(STORAGE, directory.toString(), outcomes);
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(1, files.count());
        }
    }

    private String finalLoss() throws IOException {
        SweepFigures.write(STORAGE, directory.toString(), outcomes);
        assertTrue(Files.size(directory.resolve("figures/final-loss.png")) > 1000);
        return Files.readString(directory.resolve("figures/final-loss.svg"));
    }

    private void add(String end, double loss, String... settings) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        OptionalDouble train = Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss);
        outcomes.add(new VariantResult(
                new Variant("run" + outcomes.size(), map, config), end, "", 1, 1, train, OptionalDouble.empty()));
    }
}
