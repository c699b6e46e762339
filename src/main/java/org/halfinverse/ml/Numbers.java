package org.halfinverse.ml;

import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.halfinverse.spark.SampleRow;
import org.jspecify.annotations.Nullable;

/** Numbers of a sample that stand somewhere in a row. */
interface Numbers extends Serializable {
    /**
     * The numbers in a row.
     *
     * @throws org.halfinverse.io.DataException if there are too many or few, or they are not finite
     */
    double[] read(Row row);

    /** Reads whole samples: s and, if it stands in the row, x, and ŷ. */
    static SampleRow.Reader<Row> reader(Numbers input, @Nullable Numbers state, @Nullable Numbers target) {
        return row -> new SampleRow(
                input.read(row), state == null ? null : state.read(row), target == null ? null : target.read(row));
    }
}
