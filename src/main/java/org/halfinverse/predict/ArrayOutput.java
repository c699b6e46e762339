package org.halfinverse.predict;

import java.util.Iterator;
import java.util.OptionalDouble;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArchive;
import org.halfinverse.io.ParquetTableWriter.Column;
import org.halfinverse.io.ParquetTableWriter.Kind;
import org.halfinverse.io.Storage;

/**
 * Predictions alone as NumPy arrays in one file, in the order of the rows.
 *
 * @param storage on which the file lies
 * @param path of the file; one that ends with {@code .npz} is an archive of all results, else it is the first one
 * @param predictor computes the results
 */
record ArrayOutput(Storage storage, String path, Predictor predictor) {
    private static final double NANOS = 1e-9;

    FilePrediction.Result write(Workers workers, long rowsAtOnce) {
        long start = System.nanoTime();
        long rows = predictor.input().rows();
        try (Workers.Kept blocks = workers.keep(Slice.of(rows, rowsAtOnce), predictor)) {
            storage.write(path, output -> {
                if (NpzArchive.isNamedBy(path)) {
                    archive(blocks, rows).writeTo(output);
                } else {
                    NpyArray.write(
                            output,
                            numbers(blocks, 0),
                            shape(predictor.columns().get(0), rows));
                }
            });
            return new FilePrediction.Result(
                    rows,
                    (System.nanoTime() - start) * NANOS,
                    predictor.simulate() ? OptionalDouble.of(blocks.lossSum() / rows) : OptionalDouble.empty());
        }
    }

    private NpzArchive archive(Workers.Kept blocks, long rows) {
        NpzArchive archive = new NpzArchive();
        for (int i = 0; i < predictor.columns().size(); i++) {
            Column column = predictor.columns().get(i);
            archive.add(column.name(), numbers(blocks, i), shape(column, rows));
        }
        return archive;
    }

    /** (N,) of losses, (N, width) of the others. */
    private long[] shape(Column column, long rows) {
        return column.kind() == Kind.NUMBER ? new long[] {rows} : new long[] {rows, predictor.width(column.name())};
    }

    private static Iterable<double[]> numbers(Workers.Kept blocks, int result) {
        return () -> {
            Iterator<double[][]> all = blocks.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public double[] next() {
                    return all.next()[result];
                }
            };
        };
    }
}
