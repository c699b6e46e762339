package org.halfinverse.samples;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Fingerprint;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StoredArray;
import org.halfinverse.physics.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Samples in NumPy, Parquet or CSV files, read where they are needed. From a {@code .npz} file, the array with the name
 * of the component is taken ("inputs"), from Parquet and CSV the columns with its name in the singular ("input").
 *
 * @param problem derives what the files leave out
 * @param inputs shape (N, inputSize)
 * @param states shape (N, stateSize), or null
 * @param targets shape (N, targetSize), or null
 */
public record FileSamples(
        Problem problem,
        StoredArray inputs,
        @Nullable StoredArray states,
        @Nullable StoredArray targets) implements SampleSource {
    /**
     * {@return the samples of files whose shapes are checked, no numbers read yet}
     *
     * @param problem to which the samples belong
     * @param files where they lie
     * @param csv what is known about CSV files
     * @param storage opens them
     * @throws DataException if a file is missing or of the wrong shape
     */
    public static FileSamples open(Problem problem, DataFiles files, CsvOptions csv, Storage storage) {
        StoredArray inputs = StoredArray.openRows(storage, files.inputs(), "input", problem.inputSize(), -1, csv);
        return new FileSamples(
                problem,
                inputs,
                optional(storage, files.states(), "state", problem.simulator().stateSize(), inputs.rows(), csv),
                optional(storage, files.targets(), "target", problem.targetSize(), inputs.rows(), csv));
    }

    private static @Nullable StoredArray optional(
            Storage storage, Optional<String> path, String component, int width, long rows, CsvOptions csv) {
        return path.isPresent() ? StoredArray.openRows(storage, path.get(), component, width, rows, csv) : null;
    }

    @Override
    public long samples() {
        return inputs.rows();
    }

    @Override
    public Samples read(long from, int count) {
        double[] s = inputs.readFiniteRows(from, count);
        double @Nullable [] x = states == null ? null : states.readFiniteRows(from, count);
        double @Nullable [] y = targets == null ? null : targets.readFiniteRows(from, count);
        return SampleCompletion.complete(
                problem, LongStream.range(from, from + count).toArray(), s, x, y);
    }

    /** Of the files themselves, large ones in parts. */
    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint();
        for (StoredArray file : Arrays.asList(inputs, states, targets)) {
            fingerprint.add(file == null ? 0 : 1);
            if (file != null) {
                file.addTo(fingerprint);
            }
        }
        return fingerprint.hex();
    }
}
