package org.halfinverse.samples;

import java.util.Arrays;
import org.halfinverse.physics.Guarded;
import org.halfinverse.physics.Problem;
import org.jspecify.annotations.Nullable;

/** Fills in the states and targets that a data set leaves to the problem. */
public final class SampleCompletion {
    private SampleCompletion() {}

    /**
     * {@return whole samples from what is given of them}
     *
     * @param problem derives what is missing
     * @param indices number of each sample, B
     * @param inputs B × inputSize
     * @param states B × stateSize, or null if the problem derives them
     * @param targets B × targetSize, or null if the problem derives them
     * @throws org.halfinverse.physics.FaultyClassException if the problem throws or gives numbers that are not finite
     */
    public static Samples complete(
            Problem problem, long[] indices, double[] inputs, double @Nullable [] states, double @Nullable [] targets) {
        Guarded<Problem> guarded = new Guarded<>(problem);
        int samples = indices.length;
        int inputSize = problem.inputSize();
        int derivedStateSize = guarded.get("simulator", Problem::simulator).stateSize();
        double[] allStates = states == null ? new double[samples * derivedStateSize] : states;
        double[] allTargets = targets == null ? new double[samples * problem.targetSize()] : targets;
        int stateSize = allStates.length / samples;
        int targetSize = allTargets.length / samples;
        for (int i = 0; i < samples; i++) {
            double[] input = Arrays.copyOfRange(inputs, i * inputSize, (i + 1) * inputSize);
            double[] state = Arrays.copyOfRange(allStates, i * stateSize, (i + 1) * stateSize);
            if (states == null) {
                guarded.run("deriveState", " for sample " + indices[i], p -> p.deriveState(input, state));
                requireFinite(guarded, "deriveState", indices[i], state);
                System.arraycopy(state, 0, allStates, i * stateSize, stateSize);
            }
            if (targets == null) {
                double[] target = new double[targetSize];
                guarded.run("deriveTarget", " for sample " + indices[i], p -> p.deriveTarget(input, state, target));
                requireFinite(guarded, "deriveTarget", indices[i], target);
                System.arraycopy(target, 0, allTargets, i * targetSize, targetSize);
            }
        }
        return new Samples(indices, inputs, allStates, allTargets);
    }

    /** Refuses what a problem gives for a sample, as a file's content is refused, if it is not a finite number. */
    static void requireFinite(Guarded<? extends Problem> problem, String method, long sample, double[] numbers) {
        for (int entry = 0; entry < numbers.length; entry++) {
            if (!Double.isFinite(numbers[entry])) {
                throw problem.fault(method, "gave " + numbers[entry] + " as entry " + entry + " of sample " + sample);
            }
        }
    }
}
