package org.halfinverse.io;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file, or the files of a directory as Spark writes them, whose rows are taken in the order of the files' names: what
 * they say and the bytes that they are.
 *
 * <p>A first record in which any cell is not a number is a header. Opening goes through the files once and notes where every
 * K-th row begins, so that rows are read from anywhere; where the table is sent to, only these places go along.
 */
public final class CsvTable implements Serializable {
    private static final String SUFFIX = ".csv";

    /** Of all files together, as long as there are not very many. */
    private static final int INDEX_ENTRIES = 1 << 14;

    private static final int LEAST_INDEX_ENTRIES = 16;

    private final Storage storage;
    private final TableFiles inputs;
    private final CsvFormat format;
    private final CsvFile first;
    private final List<CsvFile> files;
    private final long rows;

    private CsvTable(Storage storage, TableFiles inputs, CsvFormat format, CsvFile first, List<CsvFile> files) {
        this.storage = storage;
        this.inputs = inputs;
        this.format = format;
        this.first = first;
        this.files = files;
        this.rows = files.stream().mapToLong(CsvFile::rows).sum();
    }

    /**
     * {@return whether a file or directory is meant as CSV: its name ends with {@code .csv}}
     *
     * @param path any Hadoop path
     */
    public static boolean isNamedBy(String path) {
        return PartFiles.areNamedBy(path, SUFFIX);
    }

    /**
     * {@return a table, no numbers read yet: goes through all files once}
     *
     * @param storage where the files lie
     * @param inputs its files
     * @param told what is known about them
     * @throws DataException if a file is missing or not CSV, if records have different numbers of cells or files different
     * headers, or if there are no rows
     */
    public static CsvTable open(Storage storage, TableFiles inputs, CsvOptions told) {
        String path = inputs.path();
        List<String> paths = inputs.files();
        CsvFormat format = CsvFormat.recognize(storage, paths, told);
        List<CsvFile> files = new ArrayList<>();
        long rows = 0;
        for (String part : paths) {
            CsvFile file = CsvFile.open(
                    storage,
                    part,
                    format,
                    told.header(),
                    rows,
                    Math.max(LEAST_INDEX_ENTRIES, INDEX_ENTRIES / paths.size()));
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
        return new CsvTable(storage, inputs, format, first, List.copyOf(files));
    }

    private static void requireAlike(CsvFile first, CsvFile other) {
        if (!other.header().equals(first.header())) {
            throw new DataException(
                    other.path() + " has " + headerOf(other) + ", but " + first.path() + " has " + headerOf(first));
        }
        if (other.cells() != first.cells()) {
            throw new DataException(
                    other.path() + " has " + other.cells() + " columns, but " + first.path() + " has " + first.cells());
        }
    }

    private static String headerOf(CsvFile file) {
        return file.header().names().isEmpty()
                ? "no header"
                : "header " + file.header().list();
    }

    /** {@return how the files are written, as it was said or recognised} */
    public CsvFormat format() {
        return format;
    }

    /** {@return the names of the columns as in the header, duplicates included; empty if there is none} */
    public List<String> names() {
        return first.header().names();
    }

    /** {@return the header as it stands in the first file, without the end of the line; no bytes if there is none} */
    public byte[] header() {
        return first.headerRecord().clone();
    }

    /**
     * {@return whether there are columns of a component's own: the header names them}
     *
     * @param component {@code input}, {@code target} or {@code state}
     */
    public boolean names(String component) {
        return first.header().names(component);
    }

    /** Whether columns are taken by their names; otherwise all are. */
    boolean chooses() {
        return first.header().chooses();
    }

    /**
     * {@return the numbers, from 0, of the columns of a component: that of its name, {@code input}, or those of its
     * name and a number from 0 on, {@code input_0, input_1, …}; all columns without a header, or with one that names
     * none of {@code input}, {@code target} and {@code state}}
     *
     * @param component {@code input}, {@code target} or {@code state}
     * @throws DataException if there are none, one is missing between others, or two bear one name
     */
    public int[] columns(String component) {
        return first.header().columns(component, first.cells(), first.path());
    }

    /**
     * {@return the columns of a component as numbers, as they are trained on}
     *
     * @param component {@code input}, {@code target} or {@code state}
     * @throws DataException if there are no such columns
     */
    public StoredArray numbers(String component) {
        return new CsvColumns(this, columns(component), chooses() ? NpzArray.label(path(), component) : path());
    }

    /**
     * Consecutive rows.
     *
     * @param partition the directories {@code key=value/} in which they lie within the table, or nothing
     * @param firstRow number of the first one
     * @param rows how many
     */
    public record Part(String partition, long firstRow, long rows) {}

    /**
     * {@return the table in parts of at most so many rows, in their order, each from one directory}
     *
     * @param wanted how many rows each should have
     */
    public List<Part> parts(long wanted) {
        List<Part> parts = new ArrayList<>();
        for (CsvFile file : files) {
            String partition = inputs.partition(file.path());
            for (long from = file.firstRow(); from < file.firstRow() + file.rows(); ) {
                Part last = parts.isEmpty() ? new Part(partition, 0, 0) : parts.get(parts.size() - 1);
                boolean more = last.partition().equals(partition) && last.rows() < wanted;
                long count = Math.min(file.firstRow() + file.rows() - from, more ? wanted - last.rows() : wanted);
                if (more && !parts.isEmpty()) {
                    parts.set(parts.size() - 1, new Part(partition, last.firstRow(), last.rows() + count));
                } else {
                    parts.add(new Part(partition, from, count));
                }
                from += count;
            }
        }
        return List.copyOf(parts);
    }

    /** {@return the number of columns, cells of each record} */
    public int cells() {
        return first.cells();
    }

    /** {@return the number of rows, records but for headers} */
    public long rows() {
        return rows;
    }

    /**
     * Reads consecutive rows.
     *
     * @param from first row
     * @param count how many
     * @param reader is given each, in order
     * @throws DataException if they cannot be read
     */
    public void read(long from, int count, RowReader reader) {
        Objects.checkFromIndexSize(from, count, rows);
        for (CsvFile file : files) {
            long start = Math.max(from, file.firstRow());
            long end = Math.min(from + count, file.firstRow() + file.rows());
            if (start < end) {
                file.read(start - file.firstRow(), (int) (end - start), reader);
            }
        }
    }

    /** Adds all files to a fingerprint. */
    void addTo(Fingerprint fingerprint) {
        fingerprint.add(inputs.files().size());
        inputs.files().forEach(file -> fingerprint.addFile(storage, file));
    }

    /** {@return where the table lies, as it was given} */
    public String path() {
        return inputs.path();
    }

    /** Is given rows one after the other. */
    @FunctionalInterface
    public interface RowReader {
        /**
         * Takes what is wanted of a row.
         *
         * @param row valid during this call
         */
        void read(Row row);
    }

    /** A row of a table while it is read. */
    public interface Row {
        /** {@return the bytes of the record as it stands in the file, without the end of the line} */
        byte[] bytes();

        /**
         * {@return the text of each cell, blanks included, decoded from UTF-8 or, if it is none, from ISO 8859-1; null
         * for a cell without any letter or quote}
         */
        List<@Nullable String> texts();

        /**
         * The numbers in some cells, rounded to the nearest doubles.
         *
         * @param columns which
         * @param numbers where to
         * @param at position of the first number there
         * @throws DataException if a cell is not a number, with its row, line and column
         */
        void numbers(int[] columns, double[] numbers, int at);
    }
}
