package org.halfinverse.report;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.halfinverse.spectral.Phase;
import org.halfinverse.train.Metric;

/**
 * What {@code metrics.jsonl} says, as series to be drawn. Memory does not depend on the number of lines.
 *
 * <p>Each row of a series begins with the columns of {@link Axis}.
 */
final class Metrics implements NewLines.Reader {
    /** Column of the mini-batch loss in {@link #steps}. */
    static final int LOSS = Axis.COUNT;

    /** Column of the rank in {@link #spectra}, followed by the full rank, σ_max and the smallest σ kept. */
    static final int RANK = Axis.COUNT;

    static final int RANK_FULL = RANK + 1;
    static final int SIGMA_MAX = RANK + 2;
    static final int SIGMA_MIN_KEPT = RANK + 3;

    /** Column of the seconds of a step in {@link #times}. */
    static final int STEP_SECONDS = Axis.COUNT;

    /** Column of the training loss in {@link #evaluations}, followed by the test loss. */
    static final int TRAIN = Axis.COUNT;

    static final int TEST = TRAIN + 1;

    private static final List<Metric> PHASES = Arrays.stream(Phase.values())
            .flatMap(phase -> Metric.of("phase." + phase.label()).stream())
            .toList();

    private final int resolution;
    private final MetricsLine line = new MetricsLine();
    private final Thinned steps;
    private final Thinned spectra;
    private final Thinned sigmas;
    private final Thinned times;
    private final Thinned evaluations;
    private final Thinned path;
    private final double[] phaseSeconds = new double[PHASES.size()];
    private Saturation saturation;
    private double[] target = {};
    private int outputs;
    private int sigmaCount;
    private long broken;
    private double lastStep;
    private double samples;
    /** Samples of the largest mini-batch so far. */
    private double fullBatch;

    private double seconds;

    /**
     * No lines yet.
     *
     * @param resolution number of buckets that a series is divided into, an even number
     */
    Metrics(int resolution) {
        this.resolution = resolution;
        steps = new Thinned(resolution, LOSS);
        spectra = new Thinned(resolution, RANK, SIGMA_MAX, SIGMA_MIN_KEPT);
        sigmas = new Thinned(resolution, Axis.COUNT);
        times = new Thinned(resolution, STEP_SECONDS);
        evaluations = new Thinned(resolution, TRAIN, TEST);
        path = new Thinned(resolution, Axis.COUNT, Axis.COUNT + 1);
        saturation = new Saturation(new int[0], resolution);
    }

    @Override
    public void onLine(byte[] bytes, int length) {
        try {
            line.read(bytes, length);
        } catch (IOException e) {
            broken++;
            return;
        }
        double before = lastStep;
        lastStep = line.get(Metric.STEP);
        if (line.isEvaluation()) {
            addEvaluation();
        } else {
            addStep(lastStep - before);
        }
    }

    @Override
    public void onOverlongLine() {
        broken++;
    }

    /**
     * Adds a step.
     *
     * @param made steps since the line before, more than one where lines are missing
     */
    private void addStep(double made) {
        double before = seconds;
        double batch = (line.get(Metric.SAMPLES) - samples) / made;
        samples = line.get(Metric.SAMPLES);
        seconds = line.has(Metric.SECONDS) ? line.get(Metric.SECONDS) : before;
        steps.add(lastStep, seconds, samples, line.get(Metric.LOSS));
        // The last mini-batch of an epoch may be short: its rank and time are no news of the method.
        boolean full = !(batch < fullBatch);
        fullBatch = batch > fullBatch ? batch : fullBatch;
        if (full) {
            times.add(lastStep, seconds, samples, Math.max(0, seconds - before));
        }
        if (full && line.has(Metric.RANK)) {
            spectra.add(
                    lastStep,
                    seconds,
                    samples,
                    line.get(Metric.RANK),
                    line.get(Metric.RANK_FULL),
                    line.get(Metric.SIGMA_MAX),
                    line.get(Metric.SIGMA_MIN_KEPT));
        }
        addSigmas();
        for (int phase = 0; phase < PHASES.size(); phase++) {
            phaseSeconds[phase] += line.has(PHASES.get(phase)) ? line.get(PHASES.get(phase)) : 0;
        }
    }

    private void addSigmas() {
        double[] some = line.sigmas();
        if (some.length == 0) {
            return;
        }
        if (sigmas.total() == 0) {
            sigmaCount = some.length;
        }
        if (some.length != sigmaCount) {
            return; // of a solver that saw fewer
        }
        double[] row = new double[Axis.COUNT + sigmaCount];
        row[Axis.STEPS.column()] = lastStep;
        row[Axis.TIME.column()] = seconds;
        row[Axis.SAMPLES.column()] = samples;
        System.arraycopy(some, 0, row, Axis.COUNT, sigmaCount);
        sigmas.add(row);
    }

    private void addEvaluation() {
        double at = line.has(Metric.SECONDS) ? line.get(Metric.SECONDS) : seconds;
        evaluations.add(lastStep, at, samples, line.get(Metric.TRAIN_LOSS), line.get(Metric.TEST_LOSS));
        double[] axis = {lastStep, at, samples};
        if (line.saturationMean().length > 0) {
            if (saturation.layers() == 0) {
                int[] units = Arrays.stream(line.saturationMean())
                        .mapToInt(layer -> layer.length)
                        .toArray();
                saturation = new Saturation(units, resolution);
            }
            broken += saturation.add(axis, line.saturationMean(), line.saturationDeviation()) ? 0 : 1;
        }
        if (target.length == 0) {
            target = line.target();
        }
        addPoint(axis);
    }

    private void addPoint(double[] axis) {
        double[] y = line.trajectory();
        if (y.length == 0) {
            return;
        }
        if (path.total() == 0) {
            outputs = y.length;
        }
        if (y.length != outputs) {
            broken++;
            return;
        }
        double[] row = Arrays.copyOf(axis, Axis.COUNT + Math.max(2, outputs));
        System.arraycopy(y, 0, row, Axis.COUNT, outputs);
        path.add(row);
    }

    /** Mini-batch losses. */
    Thinned steps() {
        return steps;
    }

    /** Singular values and ranks of full mini-batches; empty for methods that do not look at them. */
    Thinned spectra() {
        return spectra;
    }

    /** Some of the singular values, {@link #sigmaCount} of them from column {@code Axis.COUNT}; empty if not asked for. */
    Thinned sigmas() {
        return sigmas;
    }

    /** How many singular values stand for all. */
    int sigmaCount() {
        return sigmaCount;
    }

    /** Seconds a step, of full mini-batches. */
    Thinned times() {
        return times;
    }

    /** Losses over all samples. */
    Thinned evaluations() {
        return evaluations;
    }

    /** Activations of hidden layers; no layers where they were not asked for. */
    Saturation saturation() {
        return saturation;
    }

    /** Outputs of the watched sample, {@link #outputs} of them from column {@code Axis.COUNT}. */
    Thinned path() {
        return path;
    }

    /** How many outputs the watched sample has; 0 where none is watched. */
    int outputs() {
        return outputs;
    }

    /** Target of the watched sample, if it is told and as long as its outputs. */
    Optional<double[]> target() {
        return outputs > 0 && target.length == outputs ? Optional.of(target) : Optional.empty();
    }

    /** Seconds of all steps in each phase: linearize, reduce, decompose, update. */
    double[] phaseSeconds() {
        return phaseSeconds;
    }

    /** Lines that could not be read. */
    long broken() {
        return broken;
    }

    /** The latest step of which there is a line. */
    double lastStep() {
        return lastStep;
    }

    /** Training time up to the latest step. */
    double seconds() {
        return seconds;
    }

    /** Samples seen up to the latest step. */
    double samples() {
        return samples;
    }
}
