package org.halfinverse.train;

import java.util.Arrays;
import org.halfinverse.jacobian.SampleBlock;
import org.halfinverse.physics.Problem;
import org.jspecify.annotations.Nullable;

/** Fills in the states and targets that a data set leaves to the problem. */
public final class SampleCompletion {
    private SampleCompletion() {}

    /**
     * Whole samples from what is given of them.
     *
     * @param problem derives what is missing
     * @param indices number of each sample, B
     * @param inputs B × inputSize
     * @param states B × stateSize, or null if the problem derives them
     * @param targets B × targetSize, or null if the problem derives them
     * @return the samples
     */
    public static SampleBlock complete(
            Problem problem, long[] indices, double[] inputs, double @Nullable [] states, double @Nullable [] targets) {
        int samples = indices.length;
        int inputSize = problem.inputSize();
        double[] allStates =
                states == null ? new double[samples * problem.simulator().stateSize()] : states;
        double[] allTargets = targets == null ? new double[samples * problem.targetSize()] : targets;
        int stateSize = allStates.length / samples;
        int targetSize = allTargets.length / samples;
        for (int i = 0; i < samples; i++) {
            double[] input = Arrays.copyOfRange(inputs, i * inputSize, (i + 1) * inputSize);
            double[] state = Arrays.copyOfRange(allStates, i * stateSize, (i + 1) * stateSize);
            if (states == null) {
                problem.deriveState(input, state);
                System.arraycopy(state, 0, allStates, i * stateSize, stateSize);
            }
            if (targets == null) {
                double[] target = new double[targetSize];
                problem.deriveTarget(input, state, target);
                System.arraycopy(target, 0, allTargets, i * targetSize, targetSize);
            }
        }
        return new SampleBlock(indices, inputs, allStates, allTargets);
    }
}
