package org.halfinverse.io;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An array in a {@code .npz} file. Archives cannot be read from the middle: opening one reads the array whole into
 * memory. Where it is sent to, only its place goes along, and it is read there when first asked for.
 */
public final class NpzArray implements StoredArray {
    private static final long serialVersionUID = 1L;

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
     * Opens an archive and reads one of its arrays; the others are passed over.
     *
     * @param storage where the file lies
     * @param path any Hadoop path
     * @param name of the array
     * @return the array, in memory
     * @throws DataException if the file is missing, no archive, without such an array of real numbers, or too large
     */
    public static NpzArray open(Storage storage, String path, String name) {
        Optional<NpzArray> array = Optional.empty();
        try (NpzReader reader = NpzReader.open(storage, path)) {
            for (Optional<String> found = reader.next(); found.isPresent(); found = reader.next()) {
                if (found.get().equals(name)) {
                    String label = label(path, name);
                    NpyHeader header = reader.header(label);
                    array = Optional.of(new NpzArray(storage, path, name, header, reader.numbers(header, label)));
                }
            }
            return array.orElseThrow(() -> new DataException(
                    path + " holds no array \"" + name + "\", where that is read; it holds " + reader.names()));
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
