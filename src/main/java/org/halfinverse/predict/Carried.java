package org.halfinverse.predict;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.halfinverse.io.CsvFormat;
import org.halfinverse.io.CsvWriter;
import org.halfinverse.io.Storage;

/** What stands beside the results in a table: all columns of the inputs. */
interface Carried extends Serializable {
    /** The names of its columns, which are not those of results. */
    List<String> names();

    /**
     * The rows in runs that are written to a file each, in their order.
     *
     * @param wanted how many rows each should have
     */
    List<Slice> slices(long wanted);

    /** How CSV is written. */
    CsvFormat format();

    /** Writes a run of rows as CSV, with a header. */
    void writeCsv(Slice slice, CsvWriter to, Results results) throws IOException;

    /** Writes a run of rows as a Parquet file. */
    void writeParquet(Slice slice, Storage storage, String path, Predictor predictor, Results results);

    /** Adds the names of the results, and ends the header. */
    static void endHeader(CsvWriter to, Results results) throws IOException {
        results.cells().forEach(to::text);
        to.end();
    }
}
