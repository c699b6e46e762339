package org.halfinverse.io;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a data set: one, those of a directory, or those that a pattern matches.
 *
 * @param path of the file or directory, or the pattern
 * @param files whose rows follow each other
 */
public record TableFiles(String path, List<String> files) implements Serializable {
    private static final List<String> SUFFIXES = List.of(".parquet", ".csv");

    /**
     * The file or directory that a path names, whatever letters are in it.
     *
     * @param storage where it lies
     * @param path any Hadoop path
     * @return the file itself, or those of the directory in the order of their names
     * @throws DataException if a directory holds no such files, or others
     */
    public static TableFiles of(Storage storage, String path) {
        for (String suffix : SUFFIXES) {
            if (PartFiles.areNamedBy(path, suffix)) {
                return new TableFiles(path, PartFiles.of(storage, path, suffix));
            }
        }
        return new TableFiles(path, List.of(path));
    }

    /**
     * {@return all that a pattern matches, in the order of their names: the files, and those of the directories}
     *
     * @param storage where they lie
     * @param pattern of Hadoop: {@code *}, {@code ?}, {@code [a-c]}, <code>{a,b}</code>
     * @throws DataException if it matches nothing, or files of several formats
     */
    public static TableFiles matching(Storage storage, String pattern) {
        List<String> files = new ArrayList<>();
        for (String path : storage.matching(pattern)) {
            files.addAll(of(storage, path).files());
        }
        if (files.isEmpty()) {
            throw new DataException(pattern + " matches no file");
        }
        for (String suffix : SUFFIXES) {
            long those = files.stream().filter(file -> file.endsWith(suffix)).count();
            if (those != 0 && those != files.size()) {
                throw new DataException(pattern + " matches files of several formats: use a pattern for one of them");
            }
        }
        return new TableFiles(pattern, List.copyOf(files));
    }

    /** {@return whether these are Parquet files, whose names end with {@code .parquet}} */
    public boolean areParquet() {
        return files.get(0).endsWith(".parquet");
    }

    /** {@return whether these are CSV files, whose names end with {@code .csv}} */
    public boolean areCsv() {
        return files.get(0).endsWith(".csv");
    }

    /** The directories {@code key=value/} in which a file lies within the data set. */
    String partition(String file) {
        String directory = path.endsWith("/") ? path : path + "/";
        return file.startsWith(directory) ? file.substring(directory.length(), file.lastIndexOf('/') + 1) : "";
    }
}
