package org.halfinverse.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTableTest {
    @TempDir
    private Path directory;

    private ExperimentConfig config;

    @Test
    void everyRunHasARow() throws IOException {
        List<VariantResult> outcomes = List.of(
                outcome("hig", Map.of("optimizer.type", "hig"), "finished", 0.5),
                outcome("sgd", Map.of("optimizer.momentum", "0.9"), "diverged", Double.NaN));
        assertEquals("""
                | run | optimizer.type | optimizer.momentum | end | steps | seconds | train_loss | test_loss | reason |
                | --- | --- | --- | --- | --- | --- | --- | --- | --- |
                | hig | hig |  | finished | 12 | 1.500 | 0.500000 |  | a \\| b |
                | sgd |  | 0.9 | diverged | 12 | 1.500 |  |  | a \\| b |
                """, ResultTable.of(outcomes).markdown());
        ResultTable.write(new Storage(Map.of()), directory.toString(), outcomes);
        assertTrue(Files.exists(directory.resolve("results.csv")));
        assertFalse(Files.exists(directory.resolve("summary.csv")), "no seeds, no summary");
    }

    @Test
    void fieldsWithCommasAndQuotesAreQuoted() throws IOException {
        VariantResult outcome = outcome("a", Map.of("network.hidden", "[7,7]", "x", "say \"no\""), "finished", 1);
        String row = ResultTable.of(List.of(outcome)).csv().lines().toList().get(1);
        assertTrue(row.contains("\"[7,7]\""), row);
        assertTrue(row.contains("\"say \"\"no\"\"\""), row);
    }

    @Test
    void repetitionsAreSummedUpByMedianAndExtremes() throws IOException {
        List<VariantResult> outcomes = new ArrayList<>();
        double[][] losses = {{3, 1, 2}, {4, 8, Double.NaN}};
        for (int kappa = 0; kappa < 2; kappa++) {
            for (int seed = 0; seed < 3; seed++) {
                double loss = losses[kappa][seed];
                Map<String, String> settings =
                        Map.of("optimizer.kappa", String.valueOf(kappa), "seed", String.valueOf(seed));
                outcomes.add(outcome(kappa + "-" + seed, settings, Double.isNaN(loss) ? "failed" : "finished", loss));
            }
        }
        ResultTable summary = ResultTable.summary(outcomes);
        assertEquals(
                List.of(
                        List.of("0", "3", "3", "2.00000", "1.00000", "3.00000", ""),
                        List.of("1", "3", "2", "6.00000", "4.00000", "8.00000", "")),
                summary.rows());
        ResultTable.write(new Storage(Map.of()), directory.toString(), outcomes);
        assertTrue(
                Files.readString(directory.resolve("summary.md")).startsWith("| optimizer.kappa | runs | finished |"));
    }

    private VariantResult outcome(String name, Map<String, String> settings, String end, double loss)
            throws IOException {
        if (config == null) {
            Path conf = Files.writeString(directory.resolve("toy.conf"), "problem.type = toy, training.max-steps = 1");
            config = ExperimentConfig.load(new Storage(Map.of()), conf.toString(), List.of());
        }
        OptionalDouble train = Double.isNaN(loss) ? OptionalDouble.empty() : OptionalDouble.of(loss);
        return new VariantResult(
                new Variant(name, settings, config), end, "a | b", 12, 1.5, train, OptionalDouble.empty());
    }
}
