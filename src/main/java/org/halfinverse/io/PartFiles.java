package org.halfinverse.io;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The files of a table: one, or those of a directory, as Spark writes it, and of the directories {@code key=value} in it. */
final class PartFiles {
    private static final Pattern PARTITION = Pattern.compile("[^=]+=.*");

    private PartFiles() {}

    /** Whether a path is that of a file or directory with some suffix. */
    static boolean areNamedBy(String path, String suffix) {
        return path.endsWith(suffix) || path.endsWith(suffix + "/");
    }

    /** The file itself, or those of a directory but for hidden ones, by name. */
    static List<String> of(Storage storage, String path, String suffix) {
        if (!storage.isDirectory(path)) {
            return List.of(path);
        }
        List<String> files = new ArrayList<>();
        addAll(storage, path, suffix, files);
        if (files.isEmpty()) {
            throw new DataException(path + " holds no " + suffix + " files");
        }
        return List.copyOf(files);
    }

    private static void addAll(Storage storage, String directory, String suffix, List<String> files) {
        for (String name : storage.list(directory)) {
            String path = directory + (directory.endsWith("/") ? "" : "/") + name;
            if (name.startsWith("_") || name.startsWith(".")) {
                continue;
            }
            if (PARTITION.matcher(name).matches() && storage.isDirectory(path)) {
                addAll(storage, path, suffix, files);
            } else if (name.endsWith(suffix)) {
                files.add(path);
            } else {
                throw new DataException(
                        directory + " holds \"" + name + "\", but may hold " + suffix + " files and nothing else");
            }
        }
    }
}
