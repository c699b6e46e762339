package org.halfinverse.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.typesafe.config.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfinverse.config.HoconFailure;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.run.RunFile;

/**
 * A run as its directory tells it, now and as it grows. What is missing or broken there is told with {@link #complaints},
 * and the rest is shown.
 */
final class Run {
    private static final int LARGEST_FILE = 4 << 20;

    private final Storage storage;
    private final String path;
    private final String label;
    private final int resolution;
    private NewLines lines;
    private Metrics metrics;
    private RunEnd outcome = RunEnd.UNFINISHED;
    private String metricsFault = "";
    private String modelFault = "";
    private final Map<String, String> config;
    private final List<String> faults = new ArrayList<>();

    /**
     * Reads a run.
     *
     * @param storage on which it lies
     * @param path its directory, any Hadoop path
     * @param label how it is called beside others
     * @param resolution of its series, see {@link Metrics}
     */
    Run(Storage storage, String path, String label, int resolution) {
        this.storage = storage;
        this.path = path;
        this.label = label;
        this.resolution = resolution;
        lines = new NewLines(storage, file(RunFile.METRICS));
        metrics = new Metrics(resolution);
        config = readConfig();
        refresh();
    }

    /**
     * Takes in what has been added since the last time.
     *
     * @return whether there was anything
     */
    boolean refresh() {
        long before = lineCount();
        RunEnd endedBefore = outcome;
        readMetrics();
        if (outcome.mayGoOn() || lineCount() != before) {
            readModel();
        }
        return lineCount() != before || !outcome.equals(endedBefore);
    }

    private void readMetrics() {
        metricsFault = "";
        try {
            if (lines.wasReplaced()) {
                lines = new NewLines(storage, file(RunFile.METRICS));
                metrics = new Metrics(resolution);
            }
            lines.read(metrics);
        } catch (DataException e) {
            metricsFault = sentence(e);
        }
    }

    private long lineCount() {
        return metrics.steps().total() + metrics.evaluations().total() + metrics.broken();
    }

    private void readModel() {
        String model = file(RunFile.DESCRIPTION);
        modelFault = "";
        outcome = RunEnd.UNFINISHED;
        try {
            if (storage.exists(model)) {
                outcome = RunEnd.parse(storage.readText(model, LARGEST_FILE));
            }
        } catch (JsonProcessingException e) {
            modelFault = RunFile.DESCRIPTION.path() + " cannot be read: " + e.getOriginalMessage();
        } catch (DataException e) {
            modelFault = sentence(e);
        }
    }

    private Map<String, String> readConfig() {
        String config = file(RunFile.CONFIG);
        try {
            if (!storage.exists(config)) {
                faults.add(RunFile.CONFIG.path() + " is missing");
                return Map.of();
            }
            return FlatConfig.parse(storage.readText(config, LARGEST_FILE));
        } catch (ConfigException e) {
            faults.add(sentence(HoconFailure.told(RunFile.CONFIG.path(), e)));
        } catch (DataException e) {
            faults.add(sentence(e));
        }
        return Map.of();
    }

    private static String sentence(Exception failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    private String file(RunFile file) {
        return path + "/" + file.path();
    }

    /** Its directory. */
    String path() {
        return path;
    }

    /** How it is called beside others. */
    String label() {
        return label;
    }

    /** The method of its optimizer, or nothing if that is not known. */
    String optimizer() {
        return config.getOrDefault("optimizer.type", "");
    }

    /** All settings that held. */
    Map<String, String> config() {
        return config;
    }

    /** How it ended. */
    RunEnd outcome() {
        return outcome;
    }

    /** Its series. */
    Metrics metrics() {
        return metrics;
    }

    /** What of it is missing or cannot be read, a sentence each. */
    List<String> complaints() {
        List<String> all = new ArrayList<>(faults);
        if (!modelFault.isEmpty()) {
            all.add(modelFault);
        }
        if (!metricsFault.isEmpty()) {
            all.add(metricsFault);
        } else if (lineCount() == 0) {
            all.add("metrics.jsonl is missing or empty");
        }
        if (metrics.broken() > 0) {
            all.add(metrics.broken() + (metrics.broken() == 1 ? " line" : " lines")
                    + " of metrics.jsonl cannot be read");
        }
        return all;
    }
}
