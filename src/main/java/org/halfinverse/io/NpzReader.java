package org.halfinverse.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Reads arrays of a {@code .npz} file, by the directory at the end of the ZIP: what stands before the entries need not know
 * their sizes.
 *
 * <p>Format: APPNOTE.TXT of PKWARE, ZIP64 included, and where it leaves a choice as Python's zipfile does it. The JDK reads
 * local files only, and other libraries keep directories of any size in memory. What the file claims is checked before
 * anything is allocated: no array is larger than DEFLATE can pack into a file of this length, or than half the memory of this
 * JVM.
 */
final class NpzReader implements AutoCloseable {
    private static final int MOST_ENTRIES = 4096;
    private static final int LARGEST_DIRECTORY = 16 << 20;
    private static final String SUFFIX = ".npy";
    private static final int BUFFER_BYTES = 1 << 16;

    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int LOCATOR_64_BYTES = 20;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_BYTES = 56;
    private static final int SIZES_64 = 1;
    private static final long IN_SIZES_64 = 0xffff_ffffL;
    private static final int ENCRYPTED = 1;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    /** The most that DEFLATE makes of one byte: 258 bytes take two bits. */
    private static final long LARGEST_EXPANSION = 1032;

    private final String path;
    private final long fileLength;
    private final FSDataInputStream input;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> repeated = new HashSet<>();

    private NpzReader(String path, long fileLength, FSDataInputStream input) {
        this.path = path;
        this.fileLength = fileLength;
        this.input = input;
    }

    /** What the directory says of a file in the archive. */
    private record Entry(String file, int flags, int method, int checksum, long packed, long size, long offset) {}

    /**
     * An array.
     *
     * @param header its header
     * @param numbers all numbers in C order
     */
    record Content(NpyHeader header, double[] numbers) {}

    /**
     * {@return an archive, its directory read}
     *
     * @param storage where it lies
     * @param path any Hadoop path
     * @throws DataException if it cannot be opened, or has no directory
     */
    static NpzReader open(Storage storage, String path) {
        long length = storage.length(path);
        NpzReader reader = new NpzReader(path, length, storage.open(path));
        boolean opened = false;
        try {
            reader.readDirectory();
            opened = true;
            return reader;
        } catch (IOException e) {
            throw reader.unreadable(Storage.reason(e), e);
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw reader.unreadable("its directory is damaged", e);
        } finally {
            if (!opened) {
                reader.close();
            }
        }
    }

    private void readDirectory() throws IOException {
        long end = findEnd();
        ByteBuffer last = bytes(end, END_BYTES).position(12);
        long size = Integer.toUnsignedLong(last.getInt());
        long offset = Integer.toUnsignedLong(last.getInt());
        long end64 = end - LOCATOR_64_BYTES - END_64_BYTES;
        if (end64 >= 0
                && bytes(end64, END_64_BYTES).getInt() == END_64
                && bytes(end64 + END_64_BYTES, LOCATOR_64_BYTES).getInt() == LOCATOR_64) {
            ByteBuffer sizes = bytes(end64, END_64_BYTES).position(40);
            size = sizes.getLong();
            offset = sizes.getLong();
        }
        if (size < 0 || size > LARGEST_DIRECTORY) {
            throw unreadable("its directory claims " + Long.toUnsignedString(size) + " bytes");
        }
        ByteBuffer directory = bytes(offset, (int) size);
        while (directory.hasRemaining()) {
            add(directory);
        }
    }

    private long findEnd() throws IOException {
        int length = (int) Math.min(fileLength, END_BYTES + LONGEST_COMMENT);
        ByteBuffer tail = bytes(fileLength - length, length);
        int found = -1;
        for (int at = 0; at <= length - END_BYTES; at++) {
            if (tail.getInt(at) == END) {
                found = at;
                if (at + END_BYTES + Short.toUnsignedInt(tail.getShort(at + 20)) == length) {
                    break; // what looks like another one is in its comment
                }
            }
        }
        if (found >= 0) {
            return fileLength - length + found;
        }
        throw new DataException(path + " is not a .npz file: there is no ZIP directory at its end");
    }

    private void add(ByteBuffer directory) {
        if (directory.getInt() != CENTRAL) {
            throw unreadable("its directory is damaged");
        }
        directory.getInt(); // versions
        int flags = Short.toUnsignedInt(directory.getShort());
        int method = Short.toUnsignedInt(directory.getShort());
        directory.getInt(); // time
        int checksum = directory.getInt();
        long packed = Integer.toUnsignedLong(directory.getInt());
        long size = Integer.toUnsignedLong(directory.getInt());
        byte[] name = new byte[Short.toUnsignedInt(directory.getShort())];
        int extraLength = Short.toUnsignedInt(directory.getShort());
        int commentLength = Short.toUnsignedInt(directory.getShort());
        directory.position(directory.position() + 8); // disk and attributes
        long offset = Integer.toUnsignedLong(directory.getInt());
        directory.get(name);
        ByteBuffer extra = directory.slice(directory.position(), extraLength).order(ByteOrder.LITTLE_ENDIAN);
        directory.position(directory.position() + extraLength + commentLength);
        while (extra.remaining() >= 4) {
            int id = Short.toUnsignedInt(extra.getShort());
            int length = Short.toUnsignedInt(extra.getShort());
            if (id == SIZES_64) {
                size = size == IN_SIZES_64 ? extra.getLong() : size;
                packed = packed == IN_SIZES_64 ? extra.getLong() : packed;
                offset = offset == IN_SIZES_64 ? extra.getLong() : offset;
                break;
            }
            extra.position(extra.position() + length);
        }
        String file = new String(name, StandardCharsets.UTF_8);
        Entry entry = new Entry(file, flags, method, checksum, packed, size, offset);
        String array = file.endsWith(SUFFIX) ? file.substring(0, file.length() - SUFFIX.length()) : file;
        if (entries.put(array, entry) != null) {
            repeated.add(array);
        }
        if (entries.size() > MOST_ENTRIES) {
            throw new DataException(path + " holds more than " + MOST_ENTRIES + " files");
        }
    }

    /** Whether there is a file of that name, with {@code .npy} behind it or without. */
    boolean holds(String name) {
        return entries.containsKey(name);
    }

    /** The names of the {@code .npy} files. */
    List<String> arrays() {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().file().endsWith(SUFFIX))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All names, for messages. */
    String names() {
        return entries.isEmpty() ? "nothing" : String.join(", ", entries.keySet());
    }

    /**
     * {@return an array, read whole}
     *
     * @param name of an array that it holds
     * @param check looks at the header before anything is allocated
     * @throws DataException if it is none, does not fit the archive or memory, or its checksum differs
     */
    Content read(String name, Consumer<NpyHeader> check) {
        Entry entry = entries.get(name);
        if (entry == null || repeated.contains(name)) {
            throw new DataException(
                    path + " holds " + (entry == null ? "no array" : "two arrays") + " named \"" + name + "\"");
        }
        String label = NpzArray.label(path, name);
        Inflater inflater = new Inflater(true);
        try {
            CheckedInputStream bytes = new CheckedInputStream(unpacked(entry, inflater), new CRC32());
            NpyHeader header = NpyHeader.read(bytes, label);
            requirePossible(header, entry, label);
            check.accept(header);
            double[] numbers =
                    header.read(0, header.items() == 0 ? 0 : Math.toIntExact(header.rows()), (p, into, n) -> {
                        if (bytes.readNBytes(into, 0, n) < n) {
                            throw new DataException(
                                    label + " ends before the numbers that shape " + header.shapeText() + " needs");
                        }
                    });
            requireNothingElse(bytes, entry, header, label);
            if ((int) bytes.getChecksum().getValue() != entry.checksum()) {
                throw unreadable("the checksum of \"" + entry.file() + "\" differs");
            }
            return new Content(header, numbers);
        } catch (IOException e) {
            throw unreadable(Storage.reason(e), e);
        } finally {
            inflater.end();
        }
    }

    private InputStream unpacked(Entry entry, Inflater inflater) throws IOException {
        if ((entry.flags() & ENCRYPTED) != 0) {
            throw unreadable("\"" + entry.file() + "\" is encrypted");
        }
        if (entry.method() != STORED && entry.method() != DEFLATED) {
            throw unreadable("\"" + entry.file() + "\" is packed by method " + entry.method()
                    + "; stored and deflated arrays can be read");
        }
        ByteBuffer local = bytes(entry.offset(), LOCAL_BYTES);
        long start = entry.offset()
                + LOCAL_BYTES
                + Short.toUnsignedInt(local.getShort(26))
                + Short.toUnsignedInt(local.getShort(28));
        if (local.getInt() != LOCAL || entry.packed() < 0 || start > fileLength - entry.packed()) {
            throw unreadable("\"" + entry.file() + "\" is not where its directory says");
        }
        input.seek(start);
        return entry.method() == STORED ? input : new InflaterInputStream(input, inflater, BUFFER_BYTES);
    }

    private void requirePossible(NpyHeader header, Entry entry, String label) {
        if (entry.size() < header.fileLength()) {
            throw wrongSize(header, entry, label);
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
    }

    /** But for other arrays, which NumPy does not read either. */
    private static void requireNothingElse(InputStream bytes, Entry entry, NpyHeader header, String label)
            throws IOException {
        long rest = entry.size() - header.fileLength();
        if (rest == 0) {
            return;
        }
        byte[] magic = bytes.readNBytes((int) Math.min(rest, NpyHeader.magicLength()));
        if (!NpyHeader.isMagic(magic)) {
            throw wrongSize(header, entry, label);
        }
        bytes.skipNBytes(rest - magic.length);
    }

    private static DataException wrongSize(NpyHeader header, Entry entry, String label) {
        return new DataException(label + " has " + Long.toUnsignedString(entry.size()) + " bytes, but shape "
                + header.shapeText() + " needs " + header.fileLength());
    }

    private ByteBuffer bytes(long position, int length) throws IOException {
        if (position < 0 || position > fileLength - length) {
            throw unreadable("it ends too early");
        }
        byte[] bytes = new byte[length];
        input.readFully(position, bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private DataException unreadable(String reason) {
        return new DataException(path + " cannot be read as .npz: " + reason);
    }

    private DataException unreadable(String reason, Exception cause) {
        return new DataException(path + " cannot be read as .npz: " + reason, cause);
    }

    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException e) {
            throw unreadable(Storage.reason(e), e);
        }
    }
}
