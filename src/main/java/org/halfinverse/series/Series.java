package org.halfinverse.series;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.ResumeRefusedException;
import org.halfinverse.run.RunDirectory;
import org.halfinverse.spark.SharedSpark;
import org.halfinverse.train.TrainingListener;
import org.jspecify.annotations.Nullable;

/**
 * Several experiments, one after the other. Finished ones are not repeated, interrupted ones go on, and one that fails
 * does not stop the others.
 *
 * <p>Before the first training of each method and solver its code is warmed up by some seconds of the same training, which
 * are thrown away: a JVM runs code at full speed only after a while, which would make the first one seem slower.
 * Executors of Spark are started once for all that have the same settings of Spark.
 */
public final class Series {
    /** Of training that is thrown away, before the first one of each method and solver. */
    private static final double WARM_UP_SECONDS = 2;

    private static final Logger LOG = LogManager.getLogger(Series.class);

    private final Variants variants;
    private final Function<ExperimentConfig, Storage> storage;
    /** Methods and solvers whose code this JVM has run before. */
    private final Set<String> warm = new HashSet<>();

    private volatile boolean stopRequested;
    private volatile @Nullable Experiment running;

    /**
     * Prepares the experiments; nothing is looked at or written yet.
     *
     * @param variants which
     * @param storage where the files of each lie
     */
    public Series(Variants variants, Function<ExperimentConfig, Storage> storage) {
        this.variants = variants;
        this.storage = storage;
    }

    /** Is told how the experiments go. */
    public interface Watcher extends Consumer<String> {
        /**
         * An experiment begins.
         *
         * @param number from 1
         * @param variant which
         * @param experiment about to be trained
         * @return a listener to its steps, closed when the experiment has ended
         */
        Progress begins(int number, Variant variant, Experiment experiment);

        /**
         * An experiment has ended, or had ended before.
         *
         * @param number from 1
         * @param outcome what came of it
         * @param made whether it was trained now
         * @param all the outcomes so far
         */
        void ended(int number, VariantResult outcome, boolean made, List<VariantResult> all);

        /**
         * A warning.
         *
         * @param warning one sentence
         */
        @Override
        void accept(String warning);
    }

    /** Follows one experiment. */
    public interface Progress extends TrainingListener, AutoCloseable {
        @Override
        void close();
    }

    /**
     * Makes all that are not done.
     *
     * @param watcher is told how it goes
     * @return an outcome for each that was come to
     * @throws ResumeRefusedException if a directory holds a run of other settings or data
     */
    public List<VariantResult> run(Watcher watcher) {
        List<VariantResult> outcomes = new ArrayList<>();
        try (SharedSpark spark = new SharedSpark()) {
            for (Variant variant : variants.list()) {
                if (stopRequested) {
                    break;
                }
                int number = outcomes.size() + 1;
                Optional<VariantResult> before = done(variant);
                VariantResult outcome = before.orElseGet(() -> make(number, variant, spark, watcher));
                outcomes.add(outcome);
                watcher.ended(number, outcome, before.isEmpty(), List.copyOf(outcomes));
            }
        }
        return outcomes;
    }

    /** Asks the running experiment to end after the step it is making, and makes no other. */
    public void requestStop() {
        stopRequested = true;
        Experiment experiment = running;
        if (experiment != null) {
            experiment.requestStop();
        }
    }

    /** The outcome of a run with exactly these settings, limits included. */
    private Optional<VariantResult> done(Variant variant) {
        RunDirectory directory = directory(variant);
        try {
            if (!directory.isOf(variant.config().resolved())) {
                return Optional.empty();
            }
            return VariantResult.read(variant, directory).filter(VariantResult::isDone);
        } catch (DataException e) {
            LOG.warn("{} is made again: {}", variant.name(), e.getMessage());
            return Optional.empty();
        }
    }

    private VariantResult make(int number, Variant variant, SharedSpark spark, Watcher watcher) {
        try {
            Experiment experiment = new Experiment(variant.config(), storage.apply(variant.config()), spark);
            running = experiment;
            if (stopRequested) {
                experiment.requestStop();
            }
            if (warm.add(variant.config().optimizer().type() + " "
                    + experiment.plan().solvers().name())) {
                experiment.warmUp(WARM_UP_SECONDS);
            }
            try (Progress progress = watcher.begins(number, variant, experiment)) {
                experiment.resume(progress, watcher);
            }
            return VariantResult.read(variant, directory(variant))
                    .orElseThrow(() -> new DataException(directory(variant).path() + " holds no model"));
        } catch (ConfigurationException | DataException | FaultyClassException e) {
            return VariantResult.failed(variant, String.valueOf(e.getMessage()));
        } finally {
            running = null;
        }
    }

    private RunDirectory directory(Variant variant) {
        return new RunDirectory(
                storage.apply(variant.config()), variant.config().output().directory());
    }
}
