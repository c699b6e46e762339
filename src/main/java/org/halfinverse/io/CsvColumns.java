package org.halfinverse.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Columns of numbers in a CSV file or in the files of a directory, as Spark writes them; rows in the order of the files' names.
 *
 * <p>A first record in which any cell is not a number is a header. With one, the columns of a component are that of its
 * name, {@code input}, or those of its name and a number from 0 on, {@code input_0, input_1, …}; without one, or if it names
 * none of {@code input}, {@code target} and {@code state}, all columns are. Opening goes through the files once and notes where every
 * K-th row begins, so that rows are read from anywhere; where the columns are sent to, only these places go along.
 */
public final class CsvColumns implements StoredArray {
    private static final long serialVersionUID = 1L;

    private static final String SUFFIX = ".csv";

    /** Of all files together, as long as there are not very many. */
    private static final int INDEX_ENTRIES = 1 << 14;

    private static final int LEAST_INDEX_ENTRIES = 16;

    private final Storage storage;
    private final String label;
    private final List<String> paths;
    private final List<CsvFile> files;
    private final int[] columns;
    private final long rows;

    private CsvColumns(
            Storage storage, String label, List<String> paths, List<CsvFile> files, int[] columns, long rows) {
        this.storage = storage;
        this.label = label;
        this.paths = paths;
        this.files = files;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Whether a file or directory is meant as CSV.
     *
     * @param path any Hadoop path
     * @return true if it ends with {@code .csv}
     */
    public static boolean isNamedBy(String path) {
        return PartFiles.areNamedBy(path, SUFFIX);
    }

    /**
     * Opens the columns of a component: goes through all files once.
     *
     * @param storage where the files lie
     * @param path any Hadoop path, of a file or of a directory of files
     * @param component {@code input}, {@code target} or {@code state}
     * @return the columns, no numbers read yet
     * @throws DataException if a file is missing or not CSV, if records have different numbers of cells or files different
     *     headers, or if there are no such columns or no rows
     */
    public static CsvColumns open(Storage storage, String path, String component) {
        List<String> paths = PartFiles.of(storage, path, SUFFIX);
        List<CsvFile> files = new ArrayList<>();
        long rows = 0;
        for (String part : paths) {
            CsvFile file =
                    CsvFile.open(storage, part, rows, Math.max(LEAST_INDEX_ENTRIES, INDEX_ENTRIES / paths.size()));
            if (file.cells() > 0) { // Spark writes empty files for empty partitions
                files.add(file);
                requireAlike(files.get(0), file);
            }
            rows += file.rows();
        }
        if (rows == 0) {
            throw new DataException(path + " has no rows");
        }
        CsvFile first = files.get(0);
        files.removeIf(file -> file.rows() == 0);
        return new CsvColumns(
                storage,
                first.header().chooses() ? NpzArray.label(path, component) : path,
                paths,
                List.copyOf(files),
                first.header().columns(component, first.cells(), first.path()),
                rows);
    }

    private static void requireAlike(CsvFile first, CsvFile other) {
        if (!other.header().equals(first.header())) {
            throw new DataException(
                    other.path() + " has " + headerOf(other) + ", where " + first.path() + " has " + headerOf(first));
        }
        if (other.cells() != first.cells()) {
            throw new DataException(other.path() + " has " + other.cells() + " columns, where " + first.path() + " has "
                    + first.cells());
        }
    }

    private static String headerOf(CsvFile file) {
        return file.header().names().isEmpty()
                ? "no header"
                : "header " + file.header().list();
    }

    /**
     * Whether the first record of each file has names.
     *
     * @return false if it has numbers
     */
    public boolean hasHeader() {
        return !header().names().isEmpty();
    }

    /**
     * Whether the files have columns of another component.
     *
     * @param component {@code input}, {@code target} or {@code state}
     * @return true if the header names them
     */
    public boolean names(String component) {
        return header().names(component);
    }

    /**
     * Where the columns stand among all of the files.
     *
     * @return numbers of columns, from 0
     */
    public int[] columns() {
        return columns.clone();
    }

    private CsvHeader header() {
        return files.get(0).header();
    }

    @Override
    public String path() {
        return label;
    }

    /** (N, width), of a single column too. */
    @Override
    public List<Long> shape() {
        return List.of(rows, (long) columns.length);
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long rowLength() {
        return columns.length;
    }

    @Override
    public double[] readRows(long from, int count) {
        Objects.checkFromIndexSize(from, count, rows);
        double[] numbers = new double[Math.multiplyExact(count, columns.length)];
        int done = 0;
        for (CsvFile file : files) {
            long start = from + done - file.firstRow();
            if (done < count && start < file.rows()) {
                int part = (int) Math.min(count - done, file.rows() - start);
                file.readRows(start, part, columns, numbers, done * columns.length);
                done += part;
            }
        }
        return numbers;
    }

    /** Of all files. */
    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(paths.size());
        paths.forEach(file -> fingerprint.addFile(storage, file));
    }
}
