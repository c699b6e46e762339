package org.halfinverse.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of numbers, or of lists of numbers of one length, in a Parquet file or in the files of a directory, as Spark
 * writes them; rows in the order of the files' names. Opening it reads the footers. Numbers are read page by page, and where the
 * column is sent to, only the places of its row groups go along.
 *
 * <p>Pages are decompressed and decoded by Parquet's own classes, so whatever these read is read: every encoding, every codec
 * whose library comes with Spark, every real type. What footers and pages claim to hold is compared with the bytes that there are
 * before these classes allocate it, so that a damaged file is refused in a sentence.
 */
public final class ParquetColumn implements StoredArray {
    private static final String SUFFIX = ".parquet";
    private static final int KINDS_AT_ONCE = 1 << 16;

    private final Storage storage;
    private final String label;
    private final List<String> files;
    private final List<ParquetChunk> chunks;
    private final long rows;
    private final long width;
    private transient @Nullable ParquetChunkReader reader;
    private transient int readerChunk;

    private ParquetColumn(
            Storage storage, String label, List<String> files, List<ParquetChunk> chunks, long rows, long width) {
        this.storage = storage;
        this.label = label;
        this.files = files;
        this.chunks = chunks;
        this.rows = rows;
        this.width = width;
    }

    /**
     * {@return whether a file or directory is meant as Parquet: its name ends with {@code .parquet}}
     *
     * @param path any Hadoop path
     */
    public static boolean isNamedBy(String path) {
        return PartFiles.areNamedBy(path, SUFFIX);
    }

    /**
     * {@return a column: reads the footers of all files, and as much of the first row as tells its length}
     *
     * @param storage where the files lie
     * @param path any Hadoop path, of a file or of a directory of files
     * @param name of the column
     * @throws DataException if there is no such column of real numbers, it has no rows or not as many entries as rows of one
     * length have, or a file is damaged, encrypted or compressed in a way that cannot be read
     */
    public static ParquetColumn open(Storage storage, String path, String name) {
        return open(storage, path, PartFiles.of(storage, path, SUFFIX), name);
    }

    /** Opens a column of some files. */
    static ParquetColumn open(Storage storage, String path, List<String> files, String name) {
        List<ParquetChunk> chunks = new ArrayList<>();
        String label = NpzArray.label(path, name);
        long before = 0;
        for (String file : files) {
            ParquetFooter footer = ParquetFooter.read(storage, file);
            List<ParquetChunk> parts = footer.chunks(storage.qualify(file), name);
            if (!parts.isEmpty() && parts.get(0).field().vectorKind() >= 0) {
                requireDense(
                        storage,
                        footer.chunks(
                                storage.qualify(file), parts.get(0).field().ofVectorKinds(), label),
                        label,
                        before);
            }
            for (ParquetChunk part : parts) {
                before = added(before, part.rows(), label);
            }
            chunks.addAll(parts);
        }
        if (chunks.isEmpty()) {
            throw new DataException(label + " has no rows");
        }
        long width = new ParquetChunkReader(storage, chunks.get(0), label, 0).firstWidth();
        long rows = 0;
        for (ParquetChunk chunk : chunks) {
            if (chunk.entries() % width != 0 || chunk.entries() / width != chunk.rows()) {
                throw new ParquetChunkReader(storage, chunk, label, rows).complaint(width);
            }
            rows = added(rows, chunk.rows(), label);
        }
        return new ParquetColumn(storage, label, files, List.copyOf(chunks), rows, width);
    }

    /** Of Spark's vectors only those have all their numbers in their order. */
    private static void requireDense(Storage storage, List<ParquetChunk> kinds, String label, long firstRow) {
        long first = firstRow;
        for (ParquetChunk chunk : kinds) {
            ParquetChunkReader reader = new ParquetChunkReader(storage, chunk, label, first);
            double[] some = new double[(int) Math.min(KINDS_AT_ONCE, chunk.rows())];
            for (long row = 0; row < chunk.rows(); row += some.length) {
                int count = (int) Math.min(some.length, chunk.rows() - row);
                reader.readEntries(row, some, 0, count, 1);
                for (int i = 0; i < count; i++) {
                    if (some[i] != 1) {
                        throw new DataException(label + " has a sparse vector in row " + (first + row + i)
                                + "; vectors must be dense: write vector_to_array of it in Spark");
                    }
                }
            }
            first += chunk.rows();
        }
    }

    private static long added(long sum, long term, String label) {
        if (term > Long.MAX_VALUE - sum) {
            throw new DataException(label + " claims more rows than can be counted");
        }
        return sum + term;
    }

    @Override
    public String path() {
        return label;
    }

    /** (N,) for numbers, (N, width) for lists. */
    @Override
    public List<Long> shape() {
        return chunks.get(0).field().list() ? List.of(rows, width) : List.of(rows);
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long rowLength() {
        return width;
    }

    /** Rows that follow those read last go on in the same page, which is kept. */
    @Override
    public synchronized double[] readRows(long from, int count) {
        Objects.checkFromIndexSize(from, count, rows);
        double[] numbers = new double[Math.toIntExact(count * width)];
        long firstRow = 0;
        int done = 0;
        for (int i = 0; i < chunks.size() && done < count; i++) {
            ParquetChunk chunk = chunks.get(i);
            long start = from + done - firstRow;
            if (start < chunk.rows()) {
                int part = (int) Math.min(count - done, chunk.rows() - start);
                reader(i, firstRow, start * width)
                        .readEntries(
                                start * width,
                                numbers,
                                Math.toIntExact(done * width),
                                Math.toIntExact(part * width),
                                width);
                done += part;
            }
            firstRow += chunk.rows();
        }
        return numbers;
    }

    private ParquetChunkReader reader(int chunk, long firstRow, long entry) {
        ParquetChunkReader known = reader;
        if (known == null || readerChunk != chunk || known.position() > entry) {
            known = new ParquetChunkReader(storage, chunks.get(chunk), label, firstRow);
            reader = known;
            readerChunk = chunk;
        }
        return known;
    }

    /** Of all files. */
    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(files.size());
        files.forEach(file -> fingerprint.addFile(storage, file));
    }
}
