package org.halfinverse.io;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Several named arrays, written and read as NumPy's {@code .npz}: a ZIP of {@code .npy} files. */
public final class NpzArchive {
    /** The first time that a ZIP entry can bear: with a fixed one, equal content gives equal bytes. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final List<Entry> entries = new ArrayList<>();

    /** An empty archive. */
    public NpzArchive() {}

    /**
     * {@return whether a file is meant as an archive: its name ends with {@code .npz}}
     *
     * @param path any Hadoop path
     */
    public static boolean isNamedBy(String path) {
        return path.endsWith(".npz");
    }

    /**
     * {@return the entries of each array, in C order, of an archive of which everything is known but the numbers}
     *
     * @param storage where it lies
     * @param path any Hadoop path
     * @param shapes of the arrays that it has to hold, by name
     * @throws DataException if the file is missing or no archive, if an array is missing or of another shape, or if
     * there is one besides them
     */
    public static Map<String, double[]> read(Storage storage, String path, Map<String, List<Long>> shapes) {
        Map<String, double[]> arrays = new HashMap<>();
        try (NpzReader reader = NpzReader.open(storage, path)) {
            if (!shapes.keySet().containsAll(reader.arrays())) {
                throw new DataException(path + " holds " + reader.names() + ", but must hold "
                        + String.join(", ", shapes.keySet()) + " and nothing else");
            }
            shapes.forEach((name, shape) -> {
                if (!reader.holds(name)) {
                    throw new DataException(path + " holds no array \"" + name + "\"; it holds " + reader.names());
                }
                arrays.put(
                        name,
                        reader.read(name, header -> require(shape, header, NpzArray.label(path, name)))
                                .numbers());
            });
        }
        return arrays;
    }

    private static void require(List<Long> shape, NpyHeader header, String label) {
        if (!header.shape().equals(shape)) {
            throw new DataException(
                    label + " has shape " + header.shapeText() + " instead of " + NpyHeader.text(shape));
        }
    }

    /**
     * Adds an array behind those already there.
     *
     * @param name key under which NumPy finds it
     * @param numbers entries in C order; kept, not copied
     * @param shape length of each axis
     * @return this archive
     */
    public NpzArchive add(String name, double[] numbers, long... shape) {
        return add(name, List.of(numbers), shape);
    }

    /**
     * Adds an array that need not fit in memory behind those already there.
     *
     * @param name key under which NumPy finds it
     * @param parts entries in C order, gone through when the archive is written
     * @param shape length of each axis
     * @return this archive
     */
    public NpzArchive add(String name, Iterable<double[]> parts, long... shape) {
        entries.add(new Entry(name, parts, shape));
        return this;
    }

    /**
     * Writes the archive.
     *
     * @param output where to; not closed
     * @throws IOException if writing fails
     */
    public void writeTo(OutputStream output) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(output);
        for (Entry entry : entries) {
            ZipEntry header = new ZipEntry(entry.name() + ".npy");
            header.setTimeLocal(ENTRY_TIME);
            zip.putNextEntry(header);
            NpyArray.write(zip, entry.parts(), entry.shape());
            zip.closeEntry();
        }
        zip.finish();
    }

    private record Entry(String name, Iterable<double[]> parts, long[] shape) {}
}
