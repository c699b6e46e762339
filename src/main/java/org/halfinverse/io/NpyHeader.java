package org.halfinverse.io;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The header of a NumPy {@code .npy} file of versions 1 to 3: real numbers, C order, little endian.
 *
 * <p>Format: numpy/lib/format.py. A reader of its own, since the libraries for it read from local paths only and
 * trust the sizes that a file claims; here they are bounded before anything is allocated.
 *
 * @param itemBytes 8 for float64, 4 for float32
 * @param shape length of each axis
 * @param dataOffset where the numbers start, in bytes
 */
record NpyHeader(int itemBytes, List<Long> shape, long dataOffset) implements Serializable {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LARGEST_HEADER = 1 << 16;
    private static final int ALIGNMENT = 64;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

    NpyHeader {
        shape = List.copyOf(shape);
        long items = 1;
        for (long length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("negative length in shape " + shape);
            }
            items = Math.multiplyExact(items, length);
        }
        Math.addExact(Math.multiplyExact(items, (long) itemBytes), dataOffset);
    }

    /** Number of items, the product of the shape. */
    long items() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    /** Length of the whole file in bytes. */
    long fileLength() {
        return dataOffset + items() * itemBytes;
    }

    /** Rows: the first axis. */
    long rows() {
        return shape.isEmpty() ? 1 : shape.get(0);
    }

    /** Entries of a row: the product of all axes but the first. */
    long rowLength() {
        return shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
    }

    /** Makes sure that there are such rows. */
    void requireRows(long from, int count, String name) {
        if (from < 0 || count < 0 || from > rows() - count) {
            throw new IndexOutOfBoundsException(
                    "rows " + from + " to " + (from + count) + " of " + rows() + " in " + name);
        }
    }

    /** Widens items at the start of a little-endian buffer into {@code numbers}, from position {@code start}. */
    void decode(ByteBuffer buffer, double[] numbers, int start, int items) {
        for (int i = start; i < start + items; i++) {
            numbers[i] = itemBytes == Double.BYTES ? buffer.getDouble() : buffer.getFloat();
        }
    }

    /** The shape as NumPy prints it. */
    String shapeText() {
        return text(shape);
    }

    /** A shape as NumPy prints it. */
    static String text(List<Long> shape) {
        return switch (shape.size()) {
            case 0 -> "()";
            case 1 -> "(" + shape.get(0) + ",)";
            default -> shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
        };
    }

    /**
     * Reads a header.
     *
     * @param input at the start of the file; left at the first number
     * @param name of the file, for messages
     * @return the header
     * @throws DataException if it is not one, or describes something else than real numbers in C order
     */
    static NpyHeader read(InputStream input, String name) throws IOException {
        DataInputStream bytes = new DataInputStream(input);
        try {
            for (byte expected : MAGIC) {
                if (bytes.readByte() != expected) {
                    throw new DataException(name + " is not a .npy file: it does not start with \\x93NUMPY");
                }
            }
            int version = bytes.readUnsignedByte();
            bytes.readUnsignedByte();
            if (version < 1 || version > 3) {
                throw new DataException(name + " has .npy version " + version + "; versions 1 to 3 can be read");
            }
            int lengthBytes = version == 1 ? 2 : 4;
            long headerLength = 0;
            for (int i = 0; i < lengthBytes; i++) {
                headerLength |= (long) bytes.readUnsignedByte() << (8 * i);
            }
            if (headerLength > LARGEST_HEADER) {
                throw new DataException(name + " claims a header of " + headerLength + " bytes; at most "
                        + LARGEST_HEADER + " are read");
            }
            byte[] text = new byte[(int) headerLength];
            bytes.readFully(text);
            return parse(new String(text, StandardCharsets.UTF_8), MAGIC.length + 2 + lengthBytes + headerLength, name);
        } catch (EOFException e) {
            throw new DataException(name + " is not a .npy file: it ends within the header", e);
        }
    }

    private static NpyHeader parse(String text, long dataOffset, String name) {
        String descr = group(DESCR, text, "descr", name);
        int itemBytes = switch (descr) {
            case "<f8" -> Double.BYTES;
            case "<f4" -> Float.BYTES;
            default ->
                throw new DataException(name + " holds numbers of type " + descr
                        + "; little-endian float64 (<f8) or float32 (<f4) can be read");
        };
        if (group(ORDER, text, "fortran_order", name).equals("True")) {
            throw new DataException(name + " is in Fortran order; save it with numpy.ascontiguousarray");
        }
        List<Long> shape = new ArrayList<>();
        try {
            for (String axis : group(SHAPE, text, "shape", name).split(",", -1)) {
                if (!axis.isBlank()) {
                    shape.add(Long.parseLong(axis.strip()));
                }
            }
            return new NpyHeader(itemBytes, shape, dataOffset);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new DataException(name + " has a shape that cannot be: " + group(SHAPE, text, "shape", name), e);
        }
    }

    private static String group(Pattern pattern, String text, String key, String name) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new DataException(name + " is no array of plain numbers: its header has no " + key + " to be read");
        }
        return matcher.group(1);
    }

    /**
     * Writes the header of a float64 array, version 1, padded so that the numbers are aligned to 64 bytes.
     *
     * @param output where to
     * @param shape length of each axis
     */
    static void write(OutputStream output, long... shape) throws IOException {
        List<Long> axes = Arrays.stream(shape).boxed().toList();
        String shapeText = new NpyHeader(Double.BYTES, axes, 0).shapeText();
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shapeText + ", }";
        int unpadded = MAGIC.length + 4 + header.length() + 1;
        header += " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MAGIC);
        bytes.write(new byte[] {1, 0, (byte) header.length(), (byte) (header.length() >>> 8)});
        bytes.write(header.getBytes(StandardCharsets.US_ASCII));
        bytes.writeTo(output);
    }
}
