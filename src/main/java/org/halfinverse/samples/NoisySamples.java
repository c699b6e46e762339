package org.halfinverse.samples;

import java.util.Arrays;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;

/**
 * Samples whose targets have been measured with errors: a normal number is added to each entry, which follows from the
 * seed and the number of the sample. Samples that are drawn anew for every epoch have new errors too.
 *
 * @param source the samples without errors
 * @param seed of the experiment
 * @param deviation standard deviation of the errors, positive
 * @param keepsNorms whether each target keeps its norm, as that of a quantum state has to
 */
public record NoisySamples(SampleSource source, long seed, double deviation, boolean keepsNorms)
        implements SampleSource {
    /** Checks the deviation. {@inheritDoc} */
    public NoisySamples {
        if (!(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the standard deviation of noise must be positive, not " + deviation);
        }
    }

    @Override
    public long samples() {
        return source.samples();
    }

    @Override
    public Samples read(long from, int count) {
        Samples exact = source.read(from, count);
        double[] targets = exact.targets().clone();
        int width = targets.length / count;
        for (int i = 0; i < count; i++) {
            CounterRandom random = CounterRandom.of(seed, Stream.TARGET_NOISE, exact.indices()[i]);
            double[] target = new double[width];
            for (int j = 0; j < width; j++) {
                target[j] = targets[i * width + j] + deviation * random.nextGaussian();
            }
            if (keepsNorms) {
                double[] before = Arrays.copyOfRange(targets, i * width, (i + 1) * width);
                target = Vectors.scaled(Vectors.norm(before) / Vectors.norm(target), target);
            }
            System.arraycopy(target, 0, targets, i * width, width);
        }
        return new Samples(exact.indices(), exact.inputs(), exact.states(), targets);
    }

    @Override
    public SampleSource inEpoch(long epoch) {
        SampleSource other = source.inEpoch(epoch);
        return other.equals(source) ? this : new NoisySamples(other, seed, deviation, keepsNorms);
    }
}
