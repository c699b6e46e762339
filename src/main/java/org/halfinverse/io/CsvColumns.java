package org.halfinverse.io;

import java.util.List;

/**
 * The columns of one component in a CSV table, as numbers.
 *
 * @param table which has them
 * @param columns where they stand in it
 * @param path as messages name them
 */
record CsvColumns(CsvTable table, int[] columns, String path) implements StoredArray {
    /**
     * {@return the columns of a component, no numbers read yet: goes through all files once}
     *
     * @param storage where the files lie
     * @param path any Hadoop path, of a file or of a directory of files
     * @param component {@code input}, {@code target} or {@code state}
     * @param told what is known about the files
     * @throws DataException if there is no such table, or it has no such columns
     */
    static StoredArray open(Storage storage, String path, String component, CsvOptions told) {
        return CsvTable.open(storage, TableFiles.of(storage, path), told).numbers(component);
    }

    /** (N, width), of a single column too. */
    @Override
    public List<Long> shape() {
        return List.of(rows(), rowLength());
    }

    @Override
    public long rows() {
        return table.rows();
    }

    @Override
    public long rowLength() {
        return columns.length;
    }

    @Override
    public double[] readRows(long from, int count) {
        double[] numbers = new double[Math.multiplyExact(count, columns.length)];
        int[] done = new int[1];
        table.read(from, count, row -> row.numbers(columns, numbers, columns.length * done[0]++));
        return numbers;
    }

    /** Of all files. */
    @Override
    public void addTo(Fingerprint fingerprint) {
        table.addTo(fingerprint);
    }
}
