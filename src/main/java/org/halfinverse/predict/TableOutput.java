package org.halfinverse.predict;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.halfinverse.io.CsvWriter;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;

/**
 * Predictions with all columns of their inputs: a directory of files, each written by the task that predicts its rows, in the
 * order of their names. A file stands in its place when it is whole; whichever of several tasks for the same rows
 * comes first has put it there.
 *
 * @param storage on which the directory lies
 * @param path of the directory, wherever it is looked at
 * @param format of the files
 * @param carried the columns of the inputs
 * @param predictor computes the results
 */
record TableOutput(Storage storage, String path, OutputFormat format, Carried carried, Predictor predictor)
        implements Workers.Work<TableOutput.Done> {
    private static final String DRAFTS = "_temporary";
    private static final double NANOS = 1e-9;

    /**
     * What a task has done.
     *
     * @param rows written
     * @param lossSum of them, 0 where nothing was simulated
     */
    record Done(long rows, double lossSum) implements Serializable {}

    FilePrediction.Result write(Workers workers, long rowsAtOnce) {
        long start = System.nanoTime();
        storage.createDirectory(path + "/" + DRAFTS);
        List<Done> done = workers.each(carried.slices(rowsAtOnce), this);
        storage.delete(path + "/" + DRAFTS);
        storage.writeText(path + "/_SUCCESS", "");
        long rows = done.stream().mapToLong(Done::rows).sum();
        double loss = done.stream().mapToDouble(Done::lossSum).sum();
        return new FilePrediction.Result(
                rows,
                (System.nanoTime() - start) * NANOS,
                predictor.simulate() ? OptionalDouble.of(loss / rows) : OptionalDouble.empty());
    }

    @Override
    public Done on(Slice slice, long attempt) {
        String name = String.format(Locale.ROOT, "part-%05d%s", slice.number(), format.suffix());
        String target = path + "/" + slice.partition() + name;
        String draft = path + "/" + DRAFTS + "/" + attempt + "-" + name;
        Results results = new Results(predictor, slice.from(), slice.rows());
        if (format == OutputFormat.PARQUET) {
            carried.writeParquet(slice, storage, draft, predictor, results);
        } else {
            writeCsv(slice, draft, results);
        }
        storage.createDirectory(path + "/" + slice.partition());
        put(draft, target);
        return new Done(slice.rows(), results.lossSum());
    }

    private void put(String draft, String target) {
        try {
            if (!storage.exists(target)) {
                storage.rename(draft, target);
                return;
            }
        } catch (DataException e) {
            if (!storage.exists(target)) {
                throw e;
            }
        }
        storage.delete(draft);
    }

    private void writeCsv(Slice slice, String draft, Results results) {
        storage.writeInPlace(draft, output -> {
            OutputStream buffered = new BufferedOutputStream(output, 1 << 16);
            carried.writeCsv(slice, new CsvWriter(buffered, carried.format()), results);
            buffered.flush();
        });
    }
}
