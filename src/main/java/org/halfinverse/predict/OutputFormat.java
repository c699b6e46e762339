package org.halfinverse.predict;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.halfinverse.config.ConfigurationException;

/** The formats in which predictions are written, by the ends of file names. */
enum OutputFormat {
    /** One NumPy array: the controls. */
    NPY(".npy"),
    /** Named NumPy arrays. */
    NPZ(".npz"),
    /** A directory of Parquet files with all columns of the data set. */
    PARQUET(".parquet"),
    /** A directory of CSV files with all columns of the data set. */
    CSV(".csv");

    private final String suffix;

    OutputFormat(String suffix) {
        this.suffix = suffix;
    }

    /** The end of the names of files. */
    String suffix() {
        return suffix;
    }

    /** Whether rows are written with all that stands beside them, by all executors. */
    boolean isTable() {
        return this == PARQUET || this == CSV;
    }

    /**
     * The format that a name asks for.
     *
     * @throws ConfigurationException if it is none of them
     */
    static OutputFormat of(String path) {
        return Arrays.stream(values())
                .filter(format -> path.endsWith(format.suffix))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("--outputs " + path + " does not end with one of "
                        + Arrays.stream(values()).map(format -> format.suffix).collect(Collectors.joining(", "))));
    }
}
