package org.halfinverse.series;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.Phase;
import org.halfinverse.train.StepRecord;

/**
 * How long some steps took.
 *
 * @param steps how many, at least 1
 * @param medianSeconds of a step
 * @param minSeconds of a step
 * @param phases median seconds of each part of a step
 */
public record StepTimes(long steps, double medianSeconds, double minSeconds, Map<Phase, Double> phases) {
    /** Copies the phases. {@inheritDoc} */
    public StepTimes {
        phases = Map.copyOf(phases);
    }

    /** The times of steps, at least one. */
    static StepTimes of(List<StepRecord> steps) {
        Map<Phase, Double> phases = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            phases.put(phase, median(steps, step -> step.phases().seconds(phase)));
        }
        double fastest =
                steps.stream().mapToDouble(step -> step.phases().total()).min().orElseThrow();
        return new StepTimes(steps.size(), median(steps, step -> step.phases().total()), fastest, phases);
    }

    private static double median(List<StepRecord> steps, ToDoubleFunction<StepRecord> value) {
        return Vectors.median(steps.stream().mapToDouble(value).toArray());
    }
}
