package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.halfinverse.io.Storage;
import org.halfinverse.loss.Infidelity;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.NamedLosses;
import org.halfinverse.loss.SquaredError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExperimentConfigTest {
    static Stream<Loss> losses() {
        return NamedLosses.all().stream();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void anyLossMayBeNamed(Loss loss) {
        assertEquals(loss, load("toy", "problem.loss=" + loss.label()).problem().loss());
    }

    @Test
    void whereNoneIsNamedTheLossIsTheProblemsOwn() {
        assertEquals(SquaredError.HALF, load("toy").problem().loss());
        assertEquals(SquaredError.FULL, load("oscillators-nonlinear").problem().loss());
        assertEquals(new Infidelity(), load("quantum-dipole").problem().loss());
    }

    @ParameterizedTest
    @ValueSource(strings = {"oscillators-nonlinear", "quantum-dipole"})
    void quickExamplesAreTheFullOnesOnFewerSamples(String name) {
        ExperimentConfig full = load(name);
        ExperimentConfig quick = load(name + "-quick");
        assertEquals(name + "-quick", quick.name());
        assertEquals("runs/" + name + "-quick", quick.output().directory());
        assertTrue(quick.problem().samples() < full.problem().samples());
        assertTrue(quick.problem().testSamples() < full.problem().testSamples());
        assertTrue(epochs(quick) < epochs(full));
        String differences = "(name|directory|samples|test-samples|max-epochs)=.*";
        assertEquals(
                full.resolved().replaceAll(differences, "$1"), quick.resolved().replaceAll(differences, "$1"));
    }

    private static long epochs(ExperimentConfig config) {
        OptionalLong epochs = config.training().limits().epochs();
        return epochs.orElseThrow();
    }

    private static ExperimentConfig load(String name, String... overrides) {
        return ExperimentConfig.load(new Storage(Map.of()), "conf/" + name + ".conf", List.of(overrides));
    }
}
