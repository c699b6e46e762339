package org.halfinverse.predict;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.halfinverse.io.ParquetTable;
import org.jspecify.annotations.Nullable;

/**
 * Consecutive rows that one task predicts.
 *
 * @param number of the run among all
 * @param from first row
 * @param rows how many
 * @param partition directories {@code key=value/} in which their file lies, or nothing
 * @param part of a Parquet table that these rows are, or null if they are of none
 */
record Slice(int number, long from, long rows, String partition, ParquetTable.@Nullable Part part)
        implements Serializable {
    /** Rows without more to them, in runs of at most so many. */
    static List<Slice> of(long rows, long wanted) {
        List<Slice> slices = new ArrayList<>();
        long count = (rows + wanted - 1) / wanted;
        for (int i = 0; i < count; i++) {
            long from = rows * i / count;
            slices.add(new Slice(i, from, rows * (i + 1) / count - from, "", null));
        }
        return slices;
    }
}
