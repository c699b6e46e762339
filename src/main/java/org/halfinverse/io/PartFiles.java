package org.halfinverse.io;

import java.util.ArrayList;
import java.util.List;

/** The files of a table: one, or those of a directory, as Spark writes it. */
final class PartFiles {
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
        for (String name : storage.list(path)) {
            if (name.startsWith("_") || name.startsWith(".")) {
                continue;
            }
            if (!name.endsWith(suffix)) {
                throw new DataException(
                        path + " holds \"" + name + "\", where " + suffix + " files are needed and nothing else");
            }
            files.add(path + (path.endsWith("/") ? "" : "/") + name);
        }
        if (files.isEmpty()) {
            throw new DataException(path + " holds no " + suffix + " files");
        }
        return List.copyOf(files);
    }
}
