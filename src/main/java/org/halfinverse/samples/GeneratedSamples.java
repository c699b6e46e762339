package org.halfinverse.samples;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.halfinverse.physics.DrawnTogether;
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
    /** Checks that there are samples. {@inheritDoc} */
    public GeneratedSamples {
        if (samples < 1) {
            throw new IllegalArgumentException("a data set needs at least 1 sample, not " + samples);
        }
    }

    @Override
    public Samples read(long from, int count) {
        if (problem instanceof DrawnTogether drawn) {
            return together(drawn, LongStream.range(from, from + count).toArray());
        }
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

    private Samples together(DrawnTogether drawn, long[] indices) {
        int count = indices.length;
        double[] inputs = new double[count * drawn.inputSize()];
        double[] states = new double[count * drawn.simulator().stateSize()];
        double[] targets = new double[count * drawn.targetSize()];
        long ofTheSet = CounterRandom.of(seed, stream, 0).nextLong() >>> 1;
        Guarded<DrawnTogether> guarded = new Guarded<>(drawn);
        String forWhat =
                count == 1 ? " for sample " + indices[0] : " for samples " + indices[0] + " to " + indices[count - 1];
        guarded.run("draw", forWhat, p -> p.draw(indices, ofTheSet, inputs, states, targets));
        for (int i = 0; i < count; i++) {
            for (double[] part : List.of(inputs, states, targets)) {
                int width = part.length / count;
                SampleCompletion.requireFinite(
                        guarded, "draw", indices[i], Arrays.copyOfRange(part, i * width, (i + 1) * width));
            }
        }
        return new Samples(indices, inputs, states, targets);
    }
}
