package org.halfinverse.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.CsvTable;
import org.halfinverse.io.DataException;
import org.halfinverse.io.ParquetTable;
import org.halfinverse.io.Storage;
import org.halfinverse.io.StoredArray;
import org.halfinverse.io.TableFiles;
import org.halfinverse.physics.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What is predicted from, opened by the readers that a training has.
 *
 * @param input s of all samples
 * @param state x of all samples, or null where the problem derives it
 * @param target ŷ of all samples, or null where the problem derives it
 * @param carried all columns
 */
record Inputs(
        StoredArray input,
        @Nullable StoredArray state,
        @Nullable StoredArray target,
        Carried carried) {
    private static final String INPUT = "input";
    private static final String STATE = "state";
    private static final String TARGET = "target";

    /**
     * {@return all files of a prediction, open; states and targets only where they are given and needed}
     *
     * @param storage where they lie
     * @param files of the network inputs
     * @param prediction says which more there are, and how wide everything is
     * @throws DataException if a file cannot be read, or is not of the right shape
     */
    static Inputs open(Storage storage, TableFiles files, FilePrediction prediction) {
        CsvOptions csv = prediction.model().config().problem().csv();
        if (files.areParquet()) {
            ParquetTable table = ParquetTable.open(storage, files);
            List<String> names = table.names();
            Opened opened = new Opened(storage, prediction, csv);
            StoredArray input = opened.input(table::numbers);
            return new Inputs(
                    input,
                    opened.other(STATE, prediction.states(), input, names.contains(STATE), table::numbers),
                    opened.other(TARGET, prediction.targets(), input, names.contains(TARGET), table::numbers),
                    new CarriedParquet(table, opened.widths()));
        }
        if (files.areCsv()) {
            CsvTable table = CsvTable.open(storage, files, csv);
            Opened opened = new Opened(storage, prediction, csv);
            StoredArray input = opened.input(table::numbers);
            return new Inputs(
                    input,
                    opened.other(STATE, prediction.states(), input, table.names(STATE), table::numbers),
                    opened.other(TARGET, prediction.targets(), input, table.names(TARGET), table::numbers),
                    new CarriedCsv(table));
        }
        if (files.files().size() > 1) {
            throw new DataException(files.path() + " matches " + files.files().size()
                    + " files: only files of Parquet or CSV can be taken together");
        }
        String path = files.files().get(0);
        Opened opened = new Opened(storage, prediction, csv);
        StoredArray input = opened.input(component -> StoredArray.open(storage, path, component + "s", component, csv));
        StoredArray state = opened.other(STATE, prediction.states(), input, false, component -> input);
        StoredArray target = opened.other(TARGET, prediction.targets(), input, false, component -> input);
        List<String> names = new ArrayList<>(List.of(INPUT));
        List<StoredArray> arrays = new ArrayList<>(List.of(input));
        if (state != null) {
            names.add(STATE);
            arrays.add(state);
        }
        if (target != null) {
            names.add(TARGET);
            arrays.add(target);
        }
        return new Inputs(input, state, target, new CarriedArrays(List.copyOf(names), List.copyOf(arrays)));
    }

    /** Opens arrays of the widths that a problem has. */
    private record Opened(Storage storage, FilePrediction prediction, CsvOptions csv) {
        StoredArray input(Function<String, StoredArray> table) {
            return StoredArray.requireRows(table.apply(INPUT), INPUT, width(INPUT), -1);
        }

        /** From a file of its own, else from the table if that has it. */
        @Nullable
        StoredArray other(
                String component,
                Optional<String> path,
                StoredArray input,
                boolean there,
                Function<String, StoredArray> table) {
            if (path.isPresent()) {
                return StoredArray.openRows(storage, path.get(), component, width(component), input.rows(), csv);
            }
            return there && prediction.simulate()
                    ? StoredArray.requireRows(table.apply(component), component, width(component), input.rows())
                    : null;
        }

        private int width(String component) {
            Problem problem = prediction.problem();
            return switch (component) {
                case INPUT -> problem.inputSize();
                case STATE -> problem.simulator().stateSize();
                default -> problem.targetSize();
            };
        }

        Map<String, Integer> widths() {
            return Map.of(INPUT, width(INPUT), STATE, width(STATE), TARGET, width(TARGET));
        }
    }
}
