package org.halfinverse.io;

import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Several named arrays, written as NumPy's {@code .npz}: a ZIP of {@code .npy} files. */
public final class NpzArchive {
    /** The first time that a ZIP entry can bear: with a fixed one, equal content gives equal bytes. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final List<Entry> entries = new ArrayList<>();

    /** An empty archive. */
    public NpzArchive() {}

    /**
     * Adds an array behind those already there.
     *
     * @param name key under which NumPy finds it
     * @param numbers entries in C order; kept, not copied
     * @param shape length of each axis
     * @return this archive
     */
    public NpzArchive add(String name, double[] numbers, long... shape) {
        entries.add(new Entry(name, numbers, shape));
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
            NpyArray.write(zip, entry.numbers(), entry.shape());
            zip.closeEntry();
        }
        zip.finish();
    }

    private record Entry(String name, double[] numbers, long[] shape) {}
}
