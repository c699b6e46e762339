package org.halfinverse.series;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.series.SolverSteps.Way;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.PhaseTimes;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.train.StepRecord;
import org.junit.jupiter.api.Test;

/** Times in these tests are powers of two, so that quotients of them are exact. */
class SolverStepsTest {
    private static final double PEAK = 1024;
    private static final Way KERNEL = new Way(Optional.of("kernel"), Optional.empty());
    private static final Way DIRECT_AFTER_KERNEL = new Way(Optional.of("direct"), Optional.of("kernel"));

    @Test
    void theLastStepSaysNothingOfTheOthers() {
        List<StepRecord> steps = Stream.concat(
                        IntStream.range(0, 8).mapToObj(i -> step(Optional.of(spectrum("kernel")), 0.5)),
                        Stream.of(step(Optional.of(spectrum("direct").afterRejecting("kernel")), 4)))
                .toList();
        List<SolverSteps> made = SolverSteps.of(steps, way -> way.equals(KERNEL) ? 64 : 1024, PEAK);
        assertEquals(
                List.of(KERNEL, DIRECT_AFTER_KERNEL),
                made.stream().map(SolverSteps::way).toList());
        assertEquals(8, made.get(0).times().steps());
        assertEquals(0.5, made.get(0).times().medianSeconds());
        assertEquals(OptionalDouble.of(0.125), made.get(0).gemmPeakFraction());
        assertEquals(1, made.get(1).times().steps());
        assertEquals(4, made.get(1).times().medianSeconds());
        assertEquals(OptionalDouble.of(0.25), made.get(1).gemmPeakFraction());
    }

    @Test
    void moreThanThePeakIsNoFraction() {
        assertEquals(OptionalDouble.empty(), fractionOf(1025));
        assertEquals(OptionalDouble.of(1), fractionOf(1024));
    }

    @Test
    void timesAreThoseOfTheStepsAndTheirPhases() {
        List<StepRecord> steps = Stream.of(4.0, 1.0, 2.0, 8.0)
                .map(seconds -> step(Optional.empty(), seconds))
                .toList();
        SolverSteps made = SolverSteps.of(steps, way -> way.solver().isEmpty() ? 3 : 0, PEAK)
                .get(0);
        assertEquals(3, made.flops());
        assertEquals(new StepTimes(4, 3, 1, phases(3)), made.times());
    }

    private static OptionalDouble fractionOf(double flops) {
        List<StepRecord> steps = List.of(step(Optional.of(spectrum("kernel")), 1));
        return SolverSteps.of(steps, way -> flops, PEAK).get(0).gemmPeakFraction();
    }

    private static Spectrum spectrum(String solver) {
        return Spectrum.of(new double[] {1}, 1, solver, 0);
    }

    private static StepRecord step(Optional<Spectrum> spectrum, double seconds) {
        PhaseTimes times = new PhaseTimes(seconds, phases(seconds));
        return new StepRecord(1, 1, 1, 100, 1, 1, 1, 1, spectrum, new TreeMap<>(), times);
    }

    private static Map<Phase, Double> phases(double seconds) {
        return Map.of(
                Phase.LINEARIZE,
                seconds / 4,
                Phase.REDUCE,
                seconds / 4,
                Phase.DECOMPOSE,
                seconds / 2,
                Phase.UPDATE,
                0.0);
    }
}
