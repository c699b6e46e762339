package org.halfinverse.series;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariantsTest {
    private static final String SHARED = "name = both, problem.type = toy, training.max-steps = 3\n";

    @TempDir
    private Path directory;

    @Test
    void anEntryOfAComparisonIsLaidOverTheRestOfTheFile() throws IOException {
        Variants variants = comparison("""
                seed = 7
                optimizer { kappa = 0.3, learning-rate = 0.5 }
                compare = [ { name = "HIG, long", optimizer.type = hig, training.max-steps = 5 }, adam ]
                """);
        assertEquals("runs/both", variants.directory());
        Variant hig = variants.list().get(0);
        assertEquals("HIG-long", hig.name());
        assertEquals("runs/both/HIG-long", hig.config().output().directory());
        assertEquals(OptionalLong.of(5), hig.config().training().limits().steps());
        assertEquals(Map.of("optimizer.type", "hig", "training.max-steps", "5"), hig.settings());
        Variant adam = variants.list().get(1);
        assertEquals("adam", adam.name());
        assertEquals("adam", adam.config().optimizer().type());
        assertEquals(OptionalLong.of(3), adam.config().training().limits().steps());
        assertTrue(variants.list().stream().allMatch(variant -> variant.config().seed() == 7));
    }

    @Test
    void aComparisonLooksAtHiddenUnitsAndWatchesASampleUnlessToldOtherwise() throws IOException {
        ExperimentConfig.OutputConfig output =
                comparison("compare = [ adam ]").list().get(0).config().output();
        assertTrue(output.spectrum());
        assertTrue(output.saturation());
        assertEquals(OptionalLong.of(0), output.watchSample());
        output = comparison("output { saturation = false, watch-sample = 4 }, compare = [ adam ]")
                .list()
                .get(0)
                .config()
                .output();
        assertEquals(false, output.saturation());
        assertEquals(OptionalLong.of(4), output.watchSample());
    }

    @Test
    void aSweepIsEveryCombinationTheLastKeyChangingFastest() throws IOException {
        Variants variants = sweep("""
                sweep {
                  training.batch-size = [32, 64]
                  network.hidden = [[7], [5, 5]]
                  seed = [1, 2]
                }
                """);
        assertEquals(8, variants.list().size());
        assertEquals(
                List.of(
                        "batch-size=32_hidden=-7-_seed=1",
                        "batch-size=32_hidden=-7-_seed=2",
                        "batch-size=32_hidden=-5-5-_seed=1"),
                variants.list().subList(0, 3).stream().map(Variant::name).toList());
        Variant last = variants.list().get(7);
        assertEquals(64, last.config().training().batchSize());
        assertEquals(List.of(5, 5), last.config().network().hidden());
        assertEquals(2, last.config().seed());
        assertEquals(
                List.of("training.batch-size", "network.hidden", "seed"),
                List.copyOf(last.settings().keySet()));
    }

    @Test
    void trainTakesWhatTheyShare() throws IOException {
        Path conf = write("compare = [ adam ], sweep { seed = [1, 2] }");
        ExperimentConfig config = ExperimentConfig.load(new Storage(Map.of()), conf.toString(), List.of());
        assertEquals("hig", config.optimizer().type());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compare = 3 | compares nothing: it needs compare = [ { name = …, optimizer { … } }, … ]",
                "compare = [] | compare is empty",
                "compare = [ adam, adam ] | compare has two runs of the name adam",
                "compare = [ { name = a, seed = 2 } ] | an entry of compare sets seed, which all of them share",
                "compare = [ { training.max-steps = 2 } ] | has neither a name nor an optimizer.type",
                "compare = [ [1] ] | an entry of compare is neither",
                "compare = [ { name = .., optimizer.type = adam } ] | \"..\" is not a name for a directory",
                "compare = [ { name = a, optimizer.kapa = 1 } ] | unknown key optimizer.kapa; did you mean optimizer.kappa?"
            })
    void whatIsNoComparisonIsRefused(String text, String sentence) {
        ConfigurationException refused = assertThrows(ConfigurationException.class, () -> comparison(text));
        assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sweep = [1] | sweeps nothing: it needs sweep { key = [value, …] … }",
                "sweep { seed = 1 } | sweep.seed = 1 must be a list of the values to be tried",
                "sweep { seed = [] } | sweep.seed = [] must be a list of the values to be tried",
                "sweep { seed = [1, 1] } | sweep has two runs of the name seed=1",
                "sweep { optimizer.kapa = [1] } | unknown key optimizer.kapa; did you mean optimizer.kappa?",
                "sweep { optimizer.kappa = [0.5, 7] } | kappa=7: "
            })
    void whatIsNoSweepIsRefused(String text, String sentence) {
        ConfigurationException refused = assertThrows(ConfigurationException.class, () -> sweep(text));
        assertTrue(refused.getMessage().contains(sentence), refused.getMessage());
    }

    @Test
    void aGridThatNobodyCanTrainIsRefusedBeforeItIsMade() throws IOException {
        String values = "[1,2,3,4,5,6,7,8,9,10]";
        StringBuilder text = new StringBuilder("sweep {\n");
        for (String key : List.of("seed", "problem.samples", "problem.test-samples", "execution.blocks", "a", "b")) {
            text.append(key).append(" = ").append(values).append('\n');
        }
        ConfigurationException refused = assertThrows(
                ConfigurationException.class, () -> sweep(text.append("}").toString()));
        assertEquals("the sweep has more than 10000 runs", refused.getMessage());
    }

    private Variants comparison(String text) throws IOException {
        return Variants.comparison(new Storage(Map.of()), write(text).toString(), List.of());
    }

    private Variants sweep(String text) throws IOException {
        return Variants.sweep(new Storage(Map.of()), write(text).toString(), List.of());
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("series.conf"), SHARED + text + "\n");
    }
}
