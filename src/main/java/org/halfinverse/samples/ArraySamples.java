package org.halfinverse.samples;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Fingerprint;
import org.halfinverse.physics.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Samples in arrays of the program that trains. Executors get them with their tasks, so files or data frames are better
 * for many samples.
 */
public final class ArraySamples implements SampleSource {
    private final Problem problem;
    private final double[] inputs;
    private final double @Nullable [] states;
    private final double @Nullable [] targets;

    private ArraySamples(Problem problem, double[] inputs, double @Nullable [] states, double @Nullable [] targets) {
        this.problem = problem;
        this.inputs = inputs;
        this.states = states;
        this.targets = targets;
    }

    /**
     * {@return samples whose states and targets the problem derives}
     *
     * @param problem to which they belong
     * @param inputs s, N × inputSize, sample-major; copied
     * @throws DataException if there are none, the last one is not whole, or a number is not finite
     */
    public static ArraySamples of(Problem problem, double... inputs) {
        int width = problem.inputSize();
        if (inputs.length == 0 || inputs.length % width != 0) {
            throw new DataException(inputs.length + " inputs are given, but each sample has " + width);
        }
        return new ArraySamples(problem, finite("input", inputs), null, null);
    }

    /**
     * {@return the same samples with states of their own}
     *
     * @param given x, N × stateSize, sample-major; copied
     * @throws DataException if there are too many or few numbers, or one is not finite
     */
    public ArraySamples withStates(double... given) {
        requireLength("state", given, problem.simulator().stateSize());
        return new ArraySamples(problem, inputs, finite("state", given), targets);
    }

    /**
     * {@return the same samples with targets of their own}
     *
     * @param given ŷ, N × targetSize, sample-major; copied
     * @throws DataException if there are too many or few numbers, or one is not finite
     */
    public ArraySamples withTargets(double... given) {
        requireLength("target", given, problem.targetSize());
        return new ArraySamples(problem, inputs, states, finite("target", given));
    }

    private void requireLength(String what, double[] given, int width) {
        if (given.length != samples() * width) {
            throw new DataException(given.length + " " + what + "s are given, but " + samples() + " samples need "
                    + samples() + " × " + width);
        }
    }

    private static double[] finite(String what, double[] numbers) {
        for (int entry = 0; entry < numbers.length; entry++) {
            if (!Double.isFinite(numbers[entry])) {
                throw new DataException(what + " " + entry + " is " + numbers[entry] + "; all numbers must be finite");
            }
        }
        return numbers.clone();
    }

    @Override
    public long samples() {
        return inputs.length / problem.inputSize();
    }

    /** {@return all N samples, complete} */
    public Samples all() {
        return read(0, Math.toIntExact(samples()));
    }

    @Override
    public Samples read(long from, int count) {
        return SampleCompletion.complete(
                problem,
                LongStream.range(from, from + count).toArray(),
                rows(inputs, from, count),
                states == null ? null : rows(states, from, count),
                targets == null ? null : rows(targets, from, count));
    }

    private double[] rows(double[] numbers, long from, int count) {
        int width = (int) (numbers.length / samples());
        return Arrays.copyOfRange(numbers, (int) from * width, ((int) from + count) * width);
    }

    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint().add(samples());
        for (double @Nullable [] numbers : Arrays.asList(inputs, states, targets)) {
            fingerprint.add(Optional.ofNullable(numbers).orElse(new double[0]));
        }
        return fingerprint.hex();
    }
}
