package org.halfinverse.experiment;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.DerivativeCheck;
import org.halfinverse.jacobian.DerivativeCheck.Finding;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.jacobian.SampleBlock;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.train.SampleSource;
import org.halfinverse.train.Split;

/** Checks the derivatives of what a configuration describes, on its first samples. */
public final class DerivativeReport {
    private static final double BIAS = 0.1;

    private DerivativeReport() {}

    /**
     * Compares all derivatives with central differences, at the given initial parameters, or at drawn weights with
     * small drawn biases.
     *
     * @param config what to check
     * @param storage where files lie
     * @param samples how many samples to look at, at the most
     * @param parameters how many parameters to differentiate by, at the most
     * @return the worst entry of each derivative
     */
    public static List<Finding> findings(ExperimentConfig config, Storage storage, int samples, int parameters) {
        PhysicsModel model = Experiment.model(config);
        Map<Split, SampleSource> sources = config.problem().sources(config.seed(), storage);
        SampleSource source = sources.get(Split.TRAIN);
        if (source == null || samples < 1 || parameters < 1) {
            throw new ConfigurationException("check needs at least one sample and one parameter");
        }
        SampleBlock block = source.read(0, (int) Math.min(samples, source.samples()));
        CounterRandom random = CounterRandom.of(config.seed(), Stream.DERIVATIVE_CHECK, 0);
        double[] theta = config.network().initialParameters(model.network(), config.seed(), storage);
        if (config.network().initialParameters().isEmpty()) {
            model.network()
                    .layers()
                    .forEach(layer -> IntStream.range(layer.biasOffset(), layer.end())
                            .forEach(i -> theta[i] = random.nextDouble(-BIAS, BIAS)));
        }
        int count = Math.min(parameters, theta.length);
        int[] chosen = IntStream.range(0, count)
                .map(i -> (int) ((long) i * theta.length / count))
                .toArray();
        return new DerivativeCheck(model, theta, block).run(chosen, random);
    }
}
