package org.halfinverse.series;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.train.StepRecord;

/**
 * The steps of a benchmark that were made in the same way. Times and operations of one way say nothing of another: a step
 * that {@code direct} repeats has ten times the operations of one that {@code kernel} makes.
 *
 * @param way who made them
 * @param times how many, and how long they took
 * @param flops operations of each, as the plan counts them
 * @param gemmPeak operations a second of {@code dgemm} on all cores
 */
public record SolverSteps(Way way, StepTimes times, double flops, double gemmPeak) {
    /**
     * How a step was made.
     *
     * @param solver label of the solver whose step was taken; empty for an optimizer that needs none
     * @param rejected the cheaper solver that was tried before
     */
    public record Way(Optional<String> solver, Optional<String> rejected) {
        private static Way of(StepRecord step) {
            return new Way(
                    step.spectrum().map(Spectrum::solver), step.spectrum().flatMap(Spectrum::rejected));
        }

        @Override
        public String toString() {
            return solver.orElse("none")
                    + rejected.map(cheaper -> " after " + cheaper).orElse("");
        }
    }

    /**
     * Sorts steps by how they were made, the most frequent way first.
     *
     * @param flops operations of a step that is made in some way
     */
    static List<SolverSteps> of(List<StepRecord> steps, ToDoubleFunction<Way> flops, double gemmPeak) {
        Map<Way, List<StepRecord>> ways =
                steps.stream().collect(Collectors.groupingBy(Way::of, LinkedHashMap::new, Collectors.toList()));
        return ways.entrySet().stream()
                .map(way -> new SolverSteps(
                        way.getKey(), StepTimes.of(way.getValue()), flops.applyAsDouble(way.getKey()), gemmPeak))
                .sorted(Comparator.comparing((SolverSteps some) -> some.times().steps())
                        .reversed())
                .toList();
    }

    /**
     * {@return what share of the rate of matrix products these steps reach, between 0 and 1; empty where the count of
     * operations would come to more, which no step can have made: then the count is too high, or the rate was measured
     * beside other work}
     */
    public OptionalDouble gemmPeakFraction() {
        double fraction = flops / times.medianSeconds() / gemmPeak;
        return fraction <= 1 ? OptionalDouble.of(fraction) : OptionalDouble.empty();
    }
}
