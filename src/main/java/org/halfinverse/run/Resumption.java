package org.halfinverse.run;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.checkpoint.Checkpoint;
import org.halfinverse.checkpoint.CheckpointDirectory;
import org.halfinverse.checkpoint.RunIdentity;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Fingerprint;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.physics.ForeignCode;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.train.RateSchedule;
import org.halfinverse.train.TrainingState;

/** Decides whether an experiment is the one that a run directory holds, and from where it goes on. */
final class Resumption {
    private static final Logger LOG = LogManager.getLogger(Resumption.class);
    private static final int MOST_DIFFERENCES_TOLD = 5;

    /**
     * Settings that may change while a run is paused: none changes a step that is made. Files may lie elsewhere, their
     * content is compared.
     */
    private static final List<String> FREE = List.of(
            "version",
            "name",
            "output.",
            "spark.",
            "training.max-",
            "training.patience",
            "execution.mode",
            "problem.data.",
            "problem.file",
            "problem.python",
            "problem.timeout",
            "network.initial-parameters");

    private static final String SCHEDULE = "optimizer.schedule.type";

    /** Builds that results are promised to be the same bits for. */
    private static final List<String> BUILDS = List.of("version", "blas", "blas_threads", "solver");

    /** Without which no settings are accepted; it is no part of an identity. */
    private static final String ANY_LIMIT = "training.max-steps = 1";

    private Resumption() {}

    /**
     * {@return what an experiment's numbers depend on}
     *
     * @param config of the experiment
     * @param sources its samples
     * @param initialTheta θ₀
     * @param provenance of its run
     * @throws org.halfinverse.io.DataException if the samples cannot be read
     */
    static RunIdentity identity(
            ExperimentConfig config,
            Map<Split, SampleSource> sources,
            double[] initialTheta,
            Map<String, String> provenance) {
        SortedMap<String, String> data = new TreeMap<>();
        data.put("initial parameters", new Fingerprint().add(initialTheta).hex());
        sources.forEach((split, source) -> data.put(split.label() + " samples", source.fingerprint()));
        SortedMap<String, String> builds = new TreeMap<>(provenance);
        builds.keySet().retainAll(BUILDS);
        if (config.problem().problem() instanceof ForeignCode code) {
            data.putAll(code.digests());
            builds.putAll(code.versions());
        }
        return new RunIdentity(configuration(ConfigFactory.parseString(config.resolved())), data, builds);
    }

    /**
     * Looks for the checkpoint from which a run goes on.
     *
     * @param directory of the run
     * @param checkpoints in it
     * @param now the experiment that wants to go on with it
     * @param parameters n
     * @return empty if the run never came to its first checkpoint, and so begins again
     * @throws ResumeRefusedException if the run is another experiment's, or has ended and left no checkpoint
     * @throws org.halfinverse.io.DataException if there are checkpoints and none is good
     */
    static Optional<Checkpoint> find(
            RunDirectory directory, CheckpointDirectory checkpoints, RunIdentity now, int parameters) {
        if (checkpoints.isEmpty()) {
            if (directory.hasModel()) {
                throw new ResumeRefusedException(directory.path()
                        + " holds a run that ended and left no checkpoint to go on from: choose another --output");
            }
            requireSame(directory, configured(directory, now), now);
            return Optional.empty();
        }
        return checkpoints.newest(
                parameters,
                then -> requireSame(directory, completed(then, now), now),
                (damaged, why) -> LOG.warn("{} is damaged, an older one is taken: {}", damaged, why));
    }

    /**
     * The state from which a training goes on.
     *
     * @throws ResumeRefusedException if the optimizer remembers something else than what was stored
     */
    static <S extends Record> TrainingState<S> state(Checkpoint checkpoint, Optimizer<S> optimizer) {
        try {
            return checkpoint.state(optimizer);
        } catch (IllegalArgumentException e) {
            throw new ResumeRefusedException("the checkpoint of step " + checkpoint.step()
                    + " is of another version of this program or of its optimizer: " + e.getMessage());
        }
    }

    private static void requireSame(RunDirectory directory, RunIdentity then, RunIdentity now) {
        List<String> differences = then.differences(now);
        if (!differences.isEmpty()) {
            int more = differences.size() - MOST_DIFFERENCES_TOLD;
            throw new ResumeRefusedException(directory.path() + " cannot be resumed with another "
                    + String.join(
                            ", another ", differences.subList(0, Math.min(MOST_DIFFERENCES_TOLD, differences.size())))
                    + (more > 0 ? ", and " + more + " more" : "")
                    + ": give what it began with, or another --output");
        }
        List<String> builds = then.otherBuilds(now);
        if (!builds.isEmpty()) {
            LOG.warn(
                    "{} goes on with another {}: results agree to rounding, not to the last bit",
                    directory.path(),
                    String.join(", another ", builds));
        }
    }

    /** A run of an earlier version, whose settings did not have all keys of today, had their defaults. */
    private static RunIdentity completed(RunIdentity then, RunIdentity now) {
        if (then.configuration().keySet().containsAll(now.configuration().keySet())) {
            return then;
        }
        Config settings = ConfigFactory.parseString(ANY_LIMIT);
        for (Map.Entry<String, String> setting : then.configuration().entrySet()) {
            settings = settings.withFallback(ConfigFactory.parseString(setting.getKey() + " = " + setting.getValue()));
        }
        try {
            String resolved = ExperimentConfig.read(settings).resolved();
            return new RunIdentity(configuration(ConfigFactory.parseString(resolved)), then.data(), then.provenance());
        } catch (ConfigurationException e) { // then the keys that differ say more
            return then;
        }
    }

    /** The identity that the written settings of a run tell, as far as they do. */
    private static RunIdentity configured(RunDirectory directory, RunIdentity now) {
        try {
            return new RunIdentity(
                    directory.hasConfig() ? configuration(directory.config()) : now.configuration(),
                    now.data(),
                    now.provenance());
        } catch (ConfigurationException e) {
            if (e.getCause() instanceof DataException unreadable) {
                throw unreadable;
            }
            throw new ResumeRefusedException("the settings in the run directory cannot be read: " + e.getMessage());
        }
    }

    private static SortedMap<String, String> configuration(Config config) {
        SortedMap<String, String> settings = new TreeMap<>();
        config.entrySet()
                .forEach(entry -> settings.put(entry.getKey(), entry.getValue().render(ConfigRenderOptions.concise())));
        boolean evaluationsCount = settings.getOrDefault(SCHEDULE, "").contains(RateSchedule.Shape.PLATEAU.label());
        settings.keySet()
                .removeIf(key -> FREE.stream().anyMatch(key::startsWith)
                        && !(evaluationsCount && key.equals("output.evaluate-every")));
        return settings;
    }
}
