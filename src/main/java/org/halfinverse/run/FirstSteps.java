package org.halfinverse.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.halfinverse.spectral.SolverCandidate;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;

/**
 * The first steps of a training, made and thrown away to see what no formula tells: which singular values the mini-batches
 * have beside the cut-off, and so whether a solver that squares J resolves what the filter keeps; and how long a step takes
 * here, with the simulator, of which formulas know nothing.
 *
 * @param spectra one for each of the first ten steps, in order; fewer if the training diverged or ended, none of optimizers
 *     that decompose nothing
 * @param steps how many were made
 * @param seconds of a step, once the JVM has compiled what it runs; empty if none was made
 * @param divergence what was not finite, if anything was
 */
public record FirstSteps(List<Spectrum> spectra, int steps, OptionalDouble seconds, Optional<String> divergence) {
    /** Time that may be spent, by the plan's own estimates. */
    private static final double MOST_SECONDS = 10;

    /** Steps of whose spectra a plan tells: fewer than any that are steady. */
    private static final int SPECTRA = 10;

    /** Of samples that are read or drawn for the sake of a few steps. */
    private static final double MOST_SAMPLE_BYTES = 1L << 28;

    /** Copies the list. {@inheritDoc} */
    public FirstSteps {
        spectra = List.copyOf(spectra);
    }

    /**
     * {@return why they are not made for a plan; empty if they are}
     *
     * @param plan of the training
     */
    public static Optional<String> obstacle(StepPlan plan) {
        if (plan.usesSpark()) {
            return Optional.of("Spark would have to be started");
        }
        if (plan.sampleBytes() > MOST_SAMPLE_BYTES) {
            return Optional.of(String.format(
                    Locale.ROOT, "the samples take %.1f GiB", plan.sampleBytes() / SolverCandidate.GIBIBYTE));
        }
        double seconds = secondsAtMost(plan);
        return seconds > MOST_SECONDS
                ? Optional.of(String.format(Locale.ROOT, "one may take %.2g s", seconds))
                : Optional.empty();
    }

    /**
     * Makes steps from the initial parameters until they no longer become faster, but no more than the training has, and for
     * ten seconds at most; writes nothing.
     *
     * @param experiment whose plan has no {@link #obstacle}
     * @return what they found
     * @throws org.halfinverse.io.DataException if data fail
     */
    public static FirstSteps of(Experiment experiment) {
        Listener listener = new Listener(experiment);
        TrainingResult result = experiment.trial(MOST_SECONDS, listener);
        return new FirstSteps(
                listener.spectra,
                listener.times.steps(),
                listener.times.seconds(),
                result.end() == TrainingResult.End.DIVERGED ? Optional.of(result.reason()) : Optional.empty());
    }

    private static double secondsAtMost(StepPlan plan) {
        return plan.seconds()
                + plan.solvers().accurate().map(SolverCandidate::seconds).orElse(0.0);
    }

    /**
     * {@return how many steps a solver was tried for: steps that it made or could not make}
     *
     * @param solver label of the chosen one, which is left alone for a while when it fails often
     */
    public long tries(String solver) {
        return spectra.stream()
                .filter(spectrum ->
                        spectrum.solver().equals(solver) || spectrum.rejected().isPresent())
                .count();
    }

    /**
     * How many steps the chosen solver could not make.
     *
     * @param solver label of the chosen one
     * @return steps that another solver repeated, or whose error is too large where there is none
     */
    public long failures(String solver) {
        return spectra.stream()
                .filter(spectrum ->
                        spectrum.rejected().isPresent() || (spectrum.solver().equals(solver) && !spectrum.isExact()))
                .count();
    }

    /** {@return the smallest singular value that was kept, relative to the largest; empty if nothing was kept} */
    public OptionalDouble smallestRatio() {
        return spectra.stream()
                .filter(spectrum -> spectrum.rank() > 0)
                .mapToDouble(spectrum -> spectrum.sigmaMinKept() / spectrum.sigmaMax())
                .min();
    }

    /** Keeps spectra and times, and ends the training when there are enough. */
    private static final class Listener implements TrainingListener {
        private final Experiment experiment;
        private final List<Spectrum> spectra = new ArrayList<>();
        private final SteadySteps times = new SteadySteps();

        Listener(Experiment experiment) {
            this.experiment = experiment;
        }

        @Override
        public void onStep(StepRecord step, double[] theta) {
            if (times.steps() < SPECTRA) {
                step.spectrum().ifPresent(spectra::add);
            }
            times.add(step.phases().total());
            if (times.isSteady()) {
                experiment.requestStop();
            }
        }
    }
}
