package org.halfinverse.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.run.RunFile;

/** Finds runs: a directory that is one, or all in the directories below it. */
final class RunSearch {
    private static final int DEEPEST = 3;
    private static final int MOST_RUNS = 1000;

    private final Storage storage;
    private final Set<String> found = new LinkedHashSet<>();

    private RunSearch(Storage storage) {
        this.storage = storage;
    }

    /**
     * Finds the runs that paths stand for.
     *
     * @param storage on which they lie
     * @param paths of runs, or of directories with runs in them
     * @return their directories, each once, in the order of the paths and then of the names
     * @throws DataException if a path is no directory
     * @throws ConfigurationException if there is no run, or more than can be shown
     */
    static List<String> find(Storage storage, List<String> paths) {
        RunSearch search = new RunSearch(storage);
        for (String path : paths) {
            if (!storage.exists(path)) {
                throw new DataException(path + " cannot be read: no such directory");
            }
            search.visit(path.length() > 1 ? path.replaceFirst("/+$", "") : path, 0);
        }
        if (search.found.isEmpty()) {
            throw new ConfigurationException("no run in " + String.join(", ", paths)
                    + ": a run has metrics.jsonl and config.conf in its directory");
        }
        return List.copyOf(search.found);
    }

    private void visit(String path, int depth) {
        List<String> names = storage.list(path);
        if (names.contains(RunFile.METRICS.path())
                || (names.contains(RunFile.CONFIG.path()) && names.contains(RunFile.LOG.path()))) {
            found.add(path);
            if (found.size() > MOST_RUNS) {
                throw new ConfigurationException("more than " + MOST_RUNS + " runs: name fewer");
            }
        } else if (depth < DEEPEST) {
            storage.directories(path).forEach(name -> visit(path + "/" + name, depth + 1));
        }
    }

    /**
     * {@return a name for each run that tells it from the others: as much of the end of each path as that takes}
     *
     * @param paths of runs, all different
     */
    static List<String> labels(List<String> paths) {
        List<String> labels = new ArrayList<>();
        for (String path : paths) {
            int parts = 1;
            while (parts < 8 && countEndingLike(paths, path, parts) > 1) {
                parts++;
            }
            labels.add(end(path, parts));
        }
        return labels;
    }

    private static long countEndingLike(List<String> paths, String path, int parts) {
        return paths.stream()
                .filter(other -> end(other, parts).equals(end(path, parts)))
                .count();
    }

    private static String end(String path, int parts) {
        int start = path.length();
        for (int i = 0; i < parts && start >= 0; i++) {
            start = path.lastIndexOf('/', start - 1);
        }
        return path.substring(start + 1);
    }
}
