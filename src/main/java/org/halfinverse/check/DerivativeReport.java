package org.halfinverse.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.physics.Guarded;
import org.halfinverse.physics.Problem;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.run.Experiment;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.StepSize;

/** Checks the classes and the derivatives of what a configuration describes, on its first samples. */
public final class DerivativeReport {
    private static final double BIAS = 0.1;

    private DerivativeReport() {}

    /**
     * Checks what the interfaces of simulator, loss and problem promise, and compares all derivatives with central
     * differences, at the given initial parameters, or at drawn weights with small drawn biases.
     *
     * @param config what to check
     * @param storage where files lie
     * @param samples how many samples to look at, at the most
     * @param parameters how many parameters to differentiate by, at the most
     * @param tolerance largest error of a derivative that passes, relative to its largest entry
     * @return the worst entry of each promise and each derivative
     * @throws org.halfinverse.physics.FaultyClassException if a class throws
     * @throws org.halfinverse.jacobian.NonFiniteException if a value or a derivative is not finite
     */
    public static List<Finding> findings(
            ExperimentConfig config, Storage storage, int samples, int parameters, double tolerance) {
        PhysicsModel configured = Experiment.model(config);
        PhysicsModel model = // the derivatives by all parameters, whichever train
                configured.with(
                        configured.network().training(configured.network().allLayers()), configured.loss());
        Map<Split, SampleSource> sources = config.problem().sources(config.seed(), storage);
        SampleSource source = sources.get(Split.TRAIN);
        if (source == null || samples < 1 || parameters < 1) {
            throw new ConfigurationException("check needs at least one sample and one parameter");
        }
        int looked = (int) Math.min(samples, source.samples());
        requireArrayFits(model, looked);
        Samples block = source.read(0, looked);
        CounterRandom random = CounterRandom.of(config.seed(), Stream.DERIVATIVE_CHECK, 0);
        double[] theta = config.network().initialParameters(model.network(), config.seed(), storage);
        if (config.network().initialParameters().isEmpty()) {
            model.network()
                    .affineLayers()
                    .forEach(layer -> IntStream.range(layer.biasOffset(), layer.end())
                            .forEach(i -> theta[i] = random.nextDouble(-BIAS, BIAS)));
        }
        int count = Math.min(parameters, theta.length);
        int[] chosen = IntStream.range(0, count)
                .map(i -> (int) ((long) i * theta.length / count))
                .toArray();
        List<Finding> findings = new ArrayList<>();
        findings.add(drawnAnew(config.problem().problem(), source, block));
        findings.addAll(new ContractCheck(model, theta, block, random).run());
        findings.addAll(new DerivativeCheck(model, theta, block, tolerance).run(chosen, random));
        return findings;
    }

    /** The Jacobians of all samples are compared at once. */
    private static void requireArrayFits(PhysicsModel model, int samples) {
        int columns =
                Math.max(model.network().parameterCount(), model.simulator().controlSize());
        double numbers = (double) samples * model.simulator().outputSize() * columns;
        if (numbers > StepSize.LARGEST_ARRAY) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "the Jacobians of %,d samples, %,d × %,d each, do not fit one array: use --samples=1 or a smaller"
                            + " network",
                    samples,
                    model.simulator().outputSize(),
                    columns));
        }
    }

    /** Executors read any sample by itself, from a copy of the source, of which the block holds the first ones. */
    private static Finding drawnAnew(Problem problem, SampleSource source, Samples block) {
        String name = new Guarded<>(problem).name();
        String subject = "samples the same when drawn again";
        try {
            SampleSource copy = new Guarded<>(source, name).copy();
            for (int i = block.samples() - 1; i >= 0; i--) {
                Samples again = copy.read(i, 1);
                Samples first = block.select(i);
                if (!Arrays.equals(again.inputs(), first.inputs())
                        || !Arrays.equals(again.states(), first.states())
                        || !Arrays.equals(again.targets(), first.targets())) {
                    String where = "sample " + block.indices()[i];
                    return new Finding(subject, name, Double.NaN, 0, where, "differs when it is drawn alone by a copy");
                }
            }
        } catch (FaultyClassException e) {
            return new Finding(subject, name, Double.NaN, 0, "", String.valueOf(e.getMessage()));
        }
        return new Finding(subject, name, 0, 0, "", "");
    }
}
