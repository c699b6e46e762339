package org.halfinverse.io;

import java.io.Serializable;
import java.util.List;

/** A NumPy array, or columns of Parquet or CSV files, in storage: its shape, and its rows on demand, in any JVM to which it is sent. */
public sealed interface StoredArray extends Serializable permits NpyArray, NpzArray, ParquetColumn, CsvColumns {
    /**
     * Opens the array of a {@code .npy} file, a named one of a {@code .npz} file, or columns of Parquet or CSV files.
     *
     * @param storage where the file lies
     * @param path any Hadoop path; one that ends with {@code .npz} is an archive, one with {@code .parquet} Parquet, with {@code .csv} CSV
     * @param name of the array, where the file is an archive
     * @param column name of the column, where it is Parquet, or the component that columns are named after, where it is CSV
     * @param csv what is known about CSV files
     * @return the array
     * @throws DataException if there is no such array of real numbers
     */
    static StoredArray open(Storage storage, String path, String name, String column, CsvOptions csv) {
        if (ParquetColumn.isNamedBy(path)) {
            return ParquetColumn.open(storage, path, column);
        }
        if (CsvTable.isNamedBy(path)) {
            return CsvColumns.open(storage, path, column, csv);
        }
        return NpzArchive.isNamedBy(path) ? NpzArray.open(storage, path, name) : NpyArray.open(storage, path);
    }

    /**
     * {@return an array with one row of numbers for each sample}
     *
     * @param storage where the file lies
     * @param path any Hadoop path
     * @param component {@code input}, {@code target} or {@code state}: a column of that name, or an archive's array of that
     * name in the plural
     * @param width how many numbers a row has
     * @param rows how many rows there are, or -1 for any number
     * @param csv what is known about CSV files
     * @throws DataException if there is no such array
     */
    static StoredArray openRows(Storage storage, String path, String component, int width, long rows, CsvOptions csv) {
        return requireRows(open(storage, path, component + "s", component, csv), component, width, rows);
    }

    /**
     * {@return the array, after a check that it has one row of numbers for each sample}
     *
     * @param array to check
     * @param component {@code input}, {@code target} or {@code state}
     * @param width how many numbers a row has
     * @param rows how many rows there are, or -1 for any number
     * @throws DataException if it is of another shape
     */
    static StoredArray requireRows(StoredArray array, String component, int width, long rows) {
        String what = component + "s";
        boolean table = array.shape().size() == 2 || (array.shape().size() == 1 && width == 1);
        if (!table || array.rowLength() != width || (rows >= 0 && array.rows() != rows)) {
            throw new DataException(array.path() + " has shape " + array.shapeText() + ", but " + what + " of shape ("
                    + (rows < 0 ? "N" : rows) + ", " + width + ") are needed");
        }
        if (array.rows() < 1) {
            throw new DataException(array.path() + " has no rows");
        }
        return array;
    }

    /** {@return where the array lies, as messages name it: its path, and its name within an archive or table} */
    String path();

    /** {@return the length of each axis} */
    List<Long> shape();

    /** {@return the shape as NumPy prints it, for instance {@code (64, 2)}} */
    default String shapeText() {
        return NpyHeader.text(shape());
    }

    /** {@return number of rows N, the length of the first axis} */
    long rows();

    /** {@return number of entries in a row, the product of all axes but the first} */
    long rowLength();

    /**
     * {@return consecutive rows: count × rowLength numbers, row-major, the caller's own}
     *
     * @param from first row
     * @param count how many
     * @throws DataException if they cannot be read
     */
    double[] readRows(long from, int count);

    /**
     * Reads consecutive rows, and refuses them if a number is not finite.
     *
     * @param from first row
     * @param count how many
     * @return count × rowLength numbers, row-major, the caller's own
     * @throws DataException if they cannot be read or one is not finite, naming its row and column
     */
    default double[] readFiniteRows(long from, int count) {
        double[] numbers = readRows(from, count);
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                throw new DataException(path() + " has " + numbers[i] + " in row " + (from + i / rowLength())
                        + ", column " + i % rowLength() + "; all numbers must be finite");
            }
        }
        return numbers;
    }

    /**
     * Adds the file, or all of them, to a fingerprint.
     *
     * @param fingerprint of everything it is read with
     * @throws DataException if it cannot be read
     */
    void addTo(Fingerprint fingerprint);
}
