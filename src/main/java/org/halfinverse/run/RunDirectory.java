package org.halfinverse.run;

import com.typesafe.config.Config;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;

/**
 * The directory of one run, and where things stand in it.
 *
 * @param storage on which it lies
 * @param path any Hadoop path
 */
public record RunDirectory(Storage storage, String path) {
    private static final String CONFIG = RunFile.CONFIG.path();
    private static final String LOG = RunFile.LOG.path();
    private static final String METRICS = RunFile.METRICS.path();
    private static final String CHECKPOINTS = RunFile.CHECKPOINTS.path();

    /** What a run leaves that ended before its first evaluation, with empty metrics: nothing that would be lost. */
    private static final Set<String> PRELIMINARIES = Set.of(CONFIG, LOG, METRICS);

    /**
     * Takes the directory for a new run.
     *
     * @throws ConfigurationException if it holds something else
     * @throws org.halfinverse.io.DataException if it cannot be made
     */
    void begin() {
        requireFree();
        storage.createDirectory(path);
    }

    /**
     * Refuses a directory that a new run may not have, before anything is computed for it.
     *
     * @throws ConfigurationException if it holds something else
     */
    public void requireFree() {
        List<String> present = storage.list(path);
        boolean neverBegan = PRELIMINARIES.containsAll(present)
                && present.contains(LOG)
                && (!present.contains(METRICS) || storage.readableLength(metricsFile()) == 0);
        if (!present.isEmpty() && !neverBegan) {
            throw new ConfigurationException("output directory " + path + " is not empty (" + contents(present) + "): "
                    + (present.contains(CHECKPOINTS) ? "go on with that run with --resume, " : "")
                    + "choose another with --output, or remove it");
        }
    }

    /**
     * Takes the directory of an earlier run to go on with it; one that is not there yet is made.
     *
     * @throws ConfigurationException if it holds something else
     * @throws org.halfinverse.io.DataException if it cannot be made
     */
    void goOn() {
        List<String> present = storage.list(path);
        if (!present.isEmpty() && !present.contains(LOG) && !present.contains(CONFIG)) {
            throw new ConfigurationException("output directory " + path + " holds no run to resume ("
                    + contents(present) + "): choose another with --output");
        }
        storage.createDirectory(path);
    }

    private static String contents(List<String> present) {
        return "it holds " + String.join(", ", present.subList(0, Math.min(4, present.size())))
                + (present.size() > 4 ? " …" : "");
    }

    /** {@return whether parameters were written: the training in it has ended, by itself or on request} */
    public boolean hasModel() {
        return storage.exists(file("model"));
    }

    /** Whether settings were written. */
    boolean hasConfig() {
        return storage.exists(file(CONFIG));
    }

    /** The settings of the run. */
    Config config() {
        return ExperimentConfig.resolve(storage, file(CONFIG), List.of());
    }

    /** The settings of the run, as they were checked for it. */
    ExperimentConfig readConfig(List<String> overrides) {
        return ExperimentConfig.load(storage, file(CONFIG), overrides);
    }

    /**
     * Writes the settings.
     *
     * @param resolved all that hold
     */
    void writeConfig(String resolved) {
        storage.writeText(file(CONFIG), configText(resolved));
    }

    /**
     * Whether the run was begun with exactly these settings, limits included, by this version.
     *
     * @param resolved all that hold
     * @return true if the directory holds that run
     */
    public boolean isOf(String resolved) {
        String text = configText(resolved);
        return hasConfig()
                && storage.length(file(CONFIG)) == text.getBytes(StandardCharsets.UTF_8).length
                && storage.readText(file(CONFIG), Integer.MAX_VALUE).equals(text);
    }

    private static String configText(String resolved) {
        return "version = \"" + Version.current() + "\"\n" + resolved;
    }

    /**
     * {@return the path of a file in the directory}
     *
     * @param name relative to it
     */
    public String file(String name) {
        return path + "/" + name;
    }

    /**
     * {@return the path of a file in the directory}
     *
     * @param file that a run has
     */
    public String file(RunFile file) {
        return file(file.path());
    }

    /** The metrics. */
    String metricsFile() {
        return file(METRICS);
    }

    /** The log. */
    String logFile() {
        return file(LOG);
    }

    /** The directory of the checkpoints. */
    String checkpoints() {
        return file(CHECKPOINTS);
    }
}
