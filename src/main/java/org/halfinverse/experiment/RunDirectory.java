package org.halfinverse.experiment;

import java.util.List;
import java.util.Set;
import org.halfinverse.io.Storage;

/**
 * The directory of one run, and where things stand in it.
 *
 * @param storage on which it lies
 * @param path any Hadoop path
 */
public record RunDirectory(Storage storage, String path) {
    private static final String CONFIG = "config.conf";
    private static final String LOG = "log.txt";

    private static final String METRICS = "metrics.jsonl";

    /** What a run leaves that ended before its first evaluation, with empty metrics: nothing that would be lost. */
    private static final Set<String> PRELIMINARIES = Set.of(CONFIG, LOG, METRICS);

    /**
     * Takes a directory for a new run and writes its configuration there.
     *
     * @param storage on which it lies
     * @param path any Hadoop path
     * @param resolvedConfig all settings that hold
     * @return the directory
     * @throws ConfigurationException if it holds another run
     * @throws org.halfinverse.io.DataException if it cannot be written
     */
    static RunDirectory create(Storage storage, String path, String resolvedConfig) {
        List<String> present = storage.list(path);
        boolean neverBegan = PRELIMINARIES.containsAll(present)
                && present.contains(LOG)
                && (!present.contains(METRICS) || storage.length(path + "/" + METRICS) == 0);
        if (!present.isEmpty() && !neverBegan) {
            throw new ConfigurationException("output directory " + path + " is not empty (it holds "
                    + String.join(", ", present.subList(0, Math.min(4, present.size())))
                    + (present.size() > 4 ? " …" : "") + "): choose another with --output, or remove it");
        }
        storage.createDirectory(path);
        RunDirectory directory = new RunDirectory(storage, path);
        storage.writeText(directory.file(CONFIG), "version = \"" + Version.current() + "\"\n" + resolvedConfig);
        return directory;
    }

    /**
     * A file in the directory.
     *
     * @param name relative to it
     * @return its path
     */
    public String file(String name) {
        return path + "/" + name;
    }

    /** The metrics. */
    String metricsFile() {
        return file(METRICS);
    }

    /** The log. */
    String logFile() {
        return file(LOG);
    }
}
