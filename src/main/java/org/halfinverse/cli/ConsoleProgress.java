package org.halfinverse.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.run.Experiment;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.Split;
import org.halfinverse.series.Series;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.Limits;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingState;

/**
 * Shows how a training goes: a bar on a terminal, a line now and then where output is a file or a pipe. Everything
 * goes to standard error, so that standard output stays for results.
 */
abstract class ConsoleProgress implements Series.Progress {
    /**
     * The width of the terminal, set by {@code scripts/hig} where standard error is one. Java itself cannot tell, and a
     * library that asks the terminal would take over its signals, Ctrl-C among them.
     */
    private static final String TERMINAL_WIDTH = "hig.terminal.width";

    private static final String CLEAR_LINE = "\r\033[K";

    final PrintWriter err;

    private ConsoleProgress(PrintWriter err) {
        this.err = err;
    }

    /** Tells the user a warning without spoiling what is shown. */
    void warn(String message) {
        err.println("warning: " + message);
        err.flush();
    }

    /** Tells the user something without spoiling a bar that may be shown. */
    static void tell(PrintWriter err, String sentence) {
        err.println((isTerminal() ? CLEAR_LINE : "") + sentence);
        err.flush();
    }

    @Override
    public void onStart(TrainingState<?> state) {
        if (state.step() > 0) {
            err.printf(Locale.ROOT, "going on after step %,d%n", state.step());
            err.flush();
        }
    }

    @Override
    public void close() {}

    /** Shows nothing but warnings. */
    static ConsoleProgress silent(PrintWriter err) {
        return new Silent(err);
    }

    /** Whether standard error is a terminal. */
    static boolean isTerminal() {
        return Integer.getInteger(TERMINAL_WIDTH, 0) > 0;
    }

    /** A bar if there is a terminal, lines if not. */
    static ConsoleProgress on(PrintWriter err, ExperimentConfig config, Experiment experiment) {
        long stepsPerEpoch = BatchSchedule.stepsPerEpoch(
                experiment.samples(Split.TRAIN), config.training().batchSize());
        int width = Integer.getInteger(TERMINAL_WIDTH, 0);
        return width > 0 ? new Bar(err, width, config.training().limits(), stepsPerEpoch) : new Lines(err);
    }

    private static String losses(EvaluationRecord evaluation) {
        String train = String.format(Locale.ROOT, "train %.4g", evaluation.trainLoss());
        return evaluation.testLoss().isPresent()
                ? train
                        + String.format(
                                Locale.ROOT, " test %.4g", evaluation.testLoss().getAsDouble())
                : train;
    }

    /** Nothing. */
    private static final class Silent extends ConsoleProgress {
        Silent(PrintWriter err) {
            super(err);
        }

        @Override
        public void onStart(TrainingState<?> state) {}
    }

    /** A line for the first and last evaluation, and every few seconds one in between, of an evaluation or a step. */
    private static final class Lines extends ConsoleProgress {
        private static final double SECONDS_BETWEEN = 5;
        private static final double NANOS = 1e-9;

        private long lastShown = System.nanoTime();
        private Optional<EvaluationRecord> latest = Optional.empty();
        private boolean shown;

        Lines(PrintWriter err) {
            super(err);
        }

        @Override
        public void onStep(StepRecord step, double[] theta) {
            if (isTime()) {
                show(step.step(), step.epoch(), step.seconds(), String.format(Locale.ROOT, "batch %.4g", step.loss()));
            }
        }

        @Override
        public void onEvaluation(EvaluationRecord evaluation) {
            boolean first = latest.isEmpty();
            latest = Optional.of(evaluation);
            shown = first || isTime();
            if (shown) {
                show(evaluation);
            }
        }

        private boolean isTime() {
            return (System.nanoTime() - lastShown) * NANOS > SECONDS_BETWEEN;
        }

        @Override
        public void close() {
            if (!shown) {
                latest.ifPresent(this::show);
            }
        }

        private void show(EvaluationRecord evaluation) {
            show(evaluation.step(), evaluation.epoch(), evaluation.seconds(), losses(evaluation));
        }

        private void show(long step, long epoch, double seconds, String losses) {
            lastShown = System.nanoTime();
            err.printf(Locale.ROOT, "step %,d  epoch %,d  %.1f s  loss %s%n", step, epoch, seconds, losses);
            err.flush();
        }
    }

    /** A progress bar, in steps where their number is limited, else in seconds. */
    private static final class Bar extends ConsoleProgress {
        private static final int REFRESH_MILLIS = 200;

        private final Limits limits;
        private final long stepsPerEpoch;
        private final boolean inSteps;
        private final ProgressBar bar;
        private String evaluated = "";

        Bar(PrintWriter err, int width, Limits limits, long stepsPerEpoch) {
            super(err);
            this.limits = limits;
            this.stepsPerEpoch = stepsPerEpoch;
            OptionalLong most = limits.mostSteps(stepsPerEpoch);
            inSteps = most.isPresent();
            bar = new ProgressBarBuilder()
                    .setTaskName("train")
                    .setInitialMax(
                            most.orElseGet(() -> Math.round(limits.seconds().orElse(0))))
                    .setUnit(inSteps ? " steps" : " s", 1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .hideEta()
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, width))
                    .build();
        }

        @Override
        public void onStart(TrainingState<?> state) {
            err.print(CLEAR_LINE);
            super.onStart(state);
            bar.stepTo(inSteps ? state.step() : Math.round(state.seconds()));
            state.evaluation().ifPresent(this::onEvaluation);
        }

        @Override
        void warn(String message) {
            err.print(CLEAR_LINE);
            super.warn(message);
        }

        @Override
        public void onStep(StepRecord step, double[] theta) {
            bar.stepTo(inSteps ? step.step() : Math.round(step.seconds()));
            String rank = step.spectrum()
                    .map(spectrum -> " rank " + spectrum.rank() + "/" + spectrum.count())
                    .orElse("");
            double done = limits.progress(step.step(), step.seconds(), stepsPerEpoch);
            bar.setExtraMessage(String.format(
                    Locale.ROOT,
                    "loss %.3g%s  %.1f/s  %.0f s left%s",
                    step.loss(),
                    rank,
                    step.step() / step.seconds(),
                    step.seconds() * (1 - done) / done,
                    evaluated));
        }

        @Override
        public void onEvaluation(EvaluationRecord evaluation) {
            evaluated = "  " + losses(evaluation);
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
