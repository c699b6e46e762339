package org.halfinverse.io;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array in a {@code .npz} file. What is compressed cannot be read from the middle: opening an archive reads the array
 * whole into memory. Where it is sent to, only its place goes along, and it is read there when first asked for.
 */
public final class NpzArray implements StoredArray {
    private final Storage storage;
    private final String path;
    private final String qualifiedPath;
    private final String name;
    private final NpyHeader header;
    private transient double @Nullable [] numbers;

    private NpzArray(Storage storage, String path, String name, NpyHeader header, double[] numbers) {
        this.storage = storage;
        this.path = path;
        this.qualifiedPath = storage.qualify(path);
        this.name = name;
        this.header = header;
        this.numbers = numbers;
    }

    /**
     * {@return one of the arrays of an archive, in memory, whatever else is in it}
     *
     * @param storage where the file lies
     * @param path any Hadoop path
     * @param name of the array
     * @throws DataException if the file is missing, no archive, without such an array of real numbers, or too large
     */
    public static NpzArray open(Storage storage, String path, String name) {
        try (NpzReader reader = NpzReader.open(storage, path)) {
            if (!reader.holds(name)) {
                throw new DataException(path + " holds no array \"" + name + "\"; it holds " + reader.names());
            }
            NpzReader.Content content = reader.read(name, header -> {});
            return new NpzArray(storage, path, name, content.header(), content.numbers());
        }
    }

    /** How messages name an array of an archive, as Python does. */
    static String label(String path, String name) {
        return path + "[\"" + name + "\"]";
    }

    @Override
    public String path() {
        return label(path, name);
    }

    @Override
    public List<Long> shape() {
        return header.shape();
    }

    @Override
    public long rows() {
        return header.rows();
    }

    @Override
    public long rowLength() {
        return header.rowLength();
    }

    @Override
    public double[] readRows(long from, int count) {
        header.requireRows(from, count, path());
        int start = Math.toIntExact(from * rowLength());
        return Arrays.copyOfRange(numbers(), start, Math.toIntExact(start + count * rowLength()));
    }

    private synchronized double[] numbers() {
        double[] read = numbers;
        if (read == null) {
            NpzArray again = open(storage, qualifiedPath, name);
            if (!again.header.equals(header)) {
                throw new DataException(path() + " has changed while it was in use: its shape was " + shapeText()
                        + " and is " + again.shapeText());
            }
            read = again.numbers();
            numbers = read;
        }
        return read;
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.addFile(storage, path);
    }
}
