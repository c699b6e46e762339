package org.halfinverse.ml;

import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.halfinverse.io.CsvNumber;
import org.halfinverse.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that stand as text in columns of their own, as in CSV.
 *
 * @param names of the columns
 * @param positions of the columns in a row, in the order of the numbers
 */
record TextColumns(String[] names, int[] positions) implements Numbers {
    @Override
    public double[] read(Row row) {
        return Arrays.stream(positions)
                .mapToDouble(column -> number(column, row.get(column)))
                .toArray();
    }

    private double number(int column, @Nullable Object cell) {
        if (cell == null) {
            throw new DataException("column " + names[column] + " is empty");
        }
        double number = CsvNumber.parse((String) cell)
                .orElseThrow(() -> new DataException(
                        "column " + names[column] + " has \"" + cell + "\", where a number is needed"));
        if (!Double.isFinite(number)) {
            throw new DataException("column " + names[column] + " has " + cell + ", where a finite number is needed");
        }
        return number;
    }
}
