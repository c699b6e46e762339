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
     * @return the array
     * @throws DataException if there is no such array of real numbers
     */
    static StoredArray open(Storage storage, String path, String name, String column) {
        if (ParquetColumn.isNamedBy(path)) {
            return ParquetColumn.open(storage, path, column);
        }
        if (CsvColumns.isNamedBy(path)) {
            return CsvColumns.open(storage, path, column);
        }
        return NpzArchive.isNamedBy(path) ? NpzArray.open(storage, path, name) : NpyArray.open(storage, path);
    }

    /**
     * Where the array lies, as messages name it.
     *
     * @return its path, and its name within an archive or table
     */
    String path();

    /**
     * The length of each axis.
     *
     * @return the shape
     */
    List<Long> shape();

    /**
     * The shape as NumPy prints it.
     *
     * @return for instance {@code (64, 2)}
     */
    String shapeText();

    /**
     * Number of rows, the length of the first axis.
     *
     * @return N
     */
    long rows();

    /**
     * Number of entries in a row, the product of all axes but the first.
     *
     * @return the width
     */
    long rowLength();

    /**
     * Reads consecutive rows.
     *
     * @param from first row
     * @param count how many
     * @return count × rowLength numbers, row-major, the caller's own
     * @throws DataException if they cannot be read
     */
    double[] readRows(long from, int count);

    /**
     * Adds the file, or all of them, to a fingerprint.
     *
     * @param fingerprint of everything it is read with
     * @throws DataException if it cannot be read
     */
    void addTo(Fingerprint fingerprint);
}
