package org.halfinverse.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.halfinverse.spectral.CheckedSolver;
import org.halfinverse.spectral.SolverCandidate;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;

/**
 * The first steps of a training, made and thrown away to see what no formula tells: which singular values the mini-batches
 * have beside the cut-off, and so whether a solver that squares J resolves what the filter keeps.
 *
 * @param spectra one a step, in order; fewer than wanted if the training diverged
 * @param divergence what was not finite, if anything was
 */
public record FirstSteps(List<Spectrum> spectra, Optional<String> divergence) {
    /** Time that may be spent, by the plan's own estimates. */
    private static final double MOST_SECONDS = 10;

    private static final int MOST_STEPS = 10;
    /** Of samples that are read or drawn for the sake of a few steps. */
    private static final double MOST_SAMPLE_BYTES = 1L << 28;

    /**
     * Copies the list.
     *
     * @param spectra one a step, in order
     * @param divergence what was not finite, if anything was
     */
    public FirstSteps {
        spectra = List.copyOf(spectra);
    }

    /**
     * Why they are not made for a plan.
     *
     * @param plan of the training
     * @return the reason; empty if they are
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
     * Makes up to ten steps, as many as take some seconds, from the initial parameters; writes nothing.
     *
     * @param experiment whose plan has no {@link #obstacle}
     * @return what they found
     * @throws org.halfinverse.io.DataException if data fail
     */
    public static FirstSteps of(Experiment experiment) {
        int wanted = (int) Math.max(1, Math.min(MOST_STEPS, MOST_SECONDS / secondsAtMost(experiment.plan())));
        Listener listener = new Listener(experiment, wanted);
        TrainingResult result = experiment.measure(listener);
        return new FirstSteps(
                listener.spectra,
                result.end() == TrainingResult.End.DIVERGED ? Optional.of(result.reason()) : Optional.empty());
    }

    private static double secondsAtMost(StepPlan plan) {
        return plan.solvers().chosen().map(SolverCandidate::seconds).orElse(0.0)
                + plan.solvers().accurate().map(SolverCandidate::seconds).orElse(0.0);
    }

    /**
     * How many steps a solver was tried for.
     *
     * @param solver label of the chosen one, which is left alone for a while when it fails often
     * @return steps that it made or could not make
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
                .filter(spectrum -> spectrum.rejected().isPresent()
                        || (spectrum.solver().equals(solver) && !(spectrum.error() <= CheckedSolver.TOLERANCE)))
                .count();
    }

    /** {@return the smallest singular value that was kept, relative to the largest; empty if nothing was kept} */
    public OptionalDouble smallestRatio() {
        return spectra.stream()
                .filter(spectrum -> spectrum.rank() > 0)
                .mapToDouble(spectrum -> spectrum.sigmaMinKept() / spectrum.sigmaMax())
                .min();
    }

    /** Keeps the spectra, and ends the training when there are enough. */
    private static final class Listener implements TrainingListener {
        private final Experiment experiment;
        private final int wanted;
        private final List<Spectrum> spectra = new ArrayList<>();

        Listener(Experiment experiment, int wanted) {
            this.experiment = experiment;
            this.wanted = wanted;
        }

        @Override
        public void onStep(StepRecord step, double[] theta) {
            step.spectrum().ifPresent(spectra::add);
            if (step.step() >= wanted) {
                experiment.requestStop();
            }
        }
    }
}
