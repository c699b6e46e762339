package org.halfinverse.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the arrays of a {@code .npz} file, once and in order, by the headers before the entries.
 *
 * <p>What the file claims is checked before anything is allocated: no array is larger than DEFLATE can pack into a file
 * of this length, or than half the memory of this JVM. Sizes and CRC-32 of what is read are checked by the JDK.
 */
final class NpzReader implements AutoCloseable {
    private static final int MOST_ENTRIES = 4096;
    private static final String SUFFIX = ".npy";
    private static final int BUFFER_BYTES = 1 << 16;

    /** The most that DEFLATE makes of one byte: 258 bytes take two bits. */
    private static final long LARGEST_EXPANSION = 1032;

    private final String path;
    private final long fileLength;
    private final ZipInputStream zip;
    private final Set<String> names = new LinkedHashSet<>();
    private @Nullable ZipEntry entry;

    private NpzReader(String path, long fileLength, InputStream input) {
        this.path = path;
        this.fileLength = fileLength;
        this.zip = new ZipInputStream(input, StandardCharsets.UTF_8);
    }

    /**
     * Opens an archive.
     *
     * @param storage where it lies
     * @param path any Hadoop path
     * @return the archive, before its first array
     * @throws DataException if it cannot be opened
     */
    static NpzReader open(Storage storage, String path) {
        long length = storage.length(path);
        return new NpzReader(path, length, storage.open(path));
    }

    /**
     * Goes to the next array; of the one before, what was not read is skipped.
     *
     * @return its name, or empty behind the last
     * @throws DataException if the archive cannot be read on, or holds something else than arrays of different names
     */
    Optional<String> next() {
        try {
            entry = zip.getNextEntry();
            if (entry == null) {
                if (names.isEmpty()) {
                    throw new DataException(path + " is not a .npz file: there is no ZIP entry at its start");
                }
                return Optional.empty();
            }
        } catch (IOException | IllegalArgumentException e) { // the latter for names that are no UTF-8
            throw unreadable(e);
        }
        String file = entry.getName();
        if (!file.endsWith(SUFFIX)) {
            throw new DataException(path + " holds \"" + file + "\", where a .npz file holds .npy files only");
        }
        String name = file.substring(0, file.length() - SUFFIX.length());
        if (!names.add(name)) {
            throw new DataException(path + " holds two arrays named \"" + name + "\"");
        }
        if (names.size() > MOST_ENTRIES) {
            throw new DataException(path + " holds more than " + MOST_ENTRIES + " arrays");
        }
        return Optional.of(name);
    }

    /** The names so far, for messages. */
    String names() {
        return String.join(", ", names);
    }

    /**
     * Reads the header of the array at hand.
     *
     * @param label of the array, for messages
     * @return its header, which claims nothing that cannot be
     * @throws DataException if it is none, or does not fit the archive
     */
    NpyHeader header(String label) {
        NpyHeader header;
        try {
            header = NpyHeader.read(zip, label);
        } catch (IOException e) {
            throw unreadable(e);
        }
        long size = entry == null ? -1 : entry.getSize();
        if (size >= 0 && size != header.fileLength()) {
            throw new DataException(label + " has " + size + " bytes, where shape " + header.shapeText() + " needs "
                    + header.fileLength());
        }
        if (header.fileLength() / LARGEST_EXPANSION > fileLength) {
            throw new DataException(label + " has shape " + header.shapeText() + ", which cannot be in a file of "
                    + fileLength + " bytes");
        }
        long available = Runtime.getRuntime().maxMemory() / 2;
        if (header.items() > Math.min(Integer.MAX_VALUE - 8, available / Double.BYTES)) {
            throw new DataException(label + " has shape " + header.shapeText() + ", and arrays of a .npz file are read"
                    + " into memory: save it as .npy, which is read in parts");
        }
        return header;
    }

    /**
     * Reads the numbers of the array at hand, behind its header.
     *
     * @param header of the array
     * @param label of the array, for messages
     * @return all numbers in C order
     * @throws DataException if there are not as many as the header says
     */
    double[] numbers(NpyHeader header, String label) {
        double[] numbers = new double[Math.toIntExact(header.items())];
        byte[] bytes = new byte[(int) Math.min(BUFFER_BYTES, (long) numbers.length * header.itemBytes())];
        try {
            for (int done = 0; done < numbers.length; ) {
                int items = Math.min(numbers.length - done, bytes.length / header.itemBytes());
                int wanted = items * header.itemBytes();
                if (zip.readNBytes(bytes, 0, wanted) < wanted) {
                    throw new DataException(
                            label + " ends before the numbers that shape " + header.shapeText() + " needs");
                }
                header.decode(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), numbers, done, items);
                done += items;
            }
            if (zip.read() >= 0) { // the end is also where sizes and checksum are compared
                throw new DataException(
                        label + " goes on behind the numbers that shape " + header.shapeText() + " needs");
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
        return numbers;
    }

    private DataException unreadable(Exception failure) {
        return new DataException(path + " cannot be read as .npz: " + Storage.reason(failure), failure);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
