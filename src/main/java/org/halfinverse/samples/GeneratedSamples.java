package org.halfinverse.samples;

import org.halfinverse.physics.Guarded;
import org.halfinverse.physics.Problem;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;

/**
 * Samples that a problem draws, each from its number alone.
 *
 * @param problem what is drawn
 * @param seed of the experiment
 * @param stream which set
 * @param samples N
 */
public record GeneratedSamples(Problem problem, long seed, Stream stream, long samples) implements SampleSource {
    /**
     * Checks that there are samples.
     *
     * @param problem what is drawn
     * @param seed of the experiment
     * @param stream which set
     * @param samples N
     */
    public GeneratedSamples {
        if (samples < 1) {
            throw new IllegalArgumentException("a data set needs at least 1 sample, not " + samples);
        }
    }

    @Override
    public Samples read(long from, int count) {
        long[] indices = new long[count];
        double[] inputs = new double[count * problem.inputSize()];
        double[] input = new double[problem.inputSize()];
        Guarded<Problem> guarded = new Guarded<>(problem);
        for (int i = 0; i < count; i++) {
            long sample = from + i;
            indices[i] = sample;
            guarded.run(
                    "drawInput",
                    " for sample " + sample,
                    p -> p.drawInput(CounterRandom.of(seed, stream, sample), input));
            SampleCompletion.requireFinite(guarded, "drawInput", sample, input);
            System.arraycopy(input, 0, inputs, i * input.length, input.length);
        }
        return SampleCompletion.complete(problem, indices, inputs, null, null);
    }
}
