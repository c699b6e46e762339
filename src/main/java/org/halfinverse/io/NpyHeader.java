package org.halfinverse.io;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The header of a NumPy {@code .npy} file of versions 1 to 3, and where the numbers of rows stand behind it.
 *
 * <p>Format: numpy/lib/format.py. A reader of its own, since the libraries for it read from local paths only and
 * trust the sizes that a file claims; here they are bounded before anything is allocated.
 *
 * @param type of the numbers
 * @param bigEndian whether their most significant bytes stand first
 * @param fortranOrder whether the first index changes fastest in the file; otherwise the last one does
 * @param shape length of each axis
 * @param dataOffset where the numbers start, in bytes
 */
record NpyHeader(NpyType type, boolean bigEndian, boolean fortranOrder, List<Long> shape, long dataOffset)
        implements Serializable {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LARGEST_HEADER = 1 << 16;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int ALIGNMENT = 64;
    private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");

    NpyHeader {
        shape = List.copyOf(shape);
        long items = 1;
        for (long length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException("negative length in shape " + shape);
            }
            items = Math.multiplyExact(items, length);
        }
        Math.addExact(Math.multiplyExact(items, (long) type.bytes()), dataOffset);
    }

    /** Number of items, the product of the shape. */
    long items() {
        return shape.stream().reduce(1L, (a, b) -> a * b);
    }

    /** Length of the header and all numbers in bytes. */
    long fileLength() {
        return dataOffset + items() * type.bytes();
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

    /**
     * Reads rows. In Fortran order a row is scattered over the file, and each column of these rows is read by itself.
     *
     * @param from first row
     * @param count how many
     * @param bytes of the file, which are asked for from front to back
     * @return count × rowLength numbers in C order
     */
    double[] read(long from, int count, Bytes bytes) throws IOException {
        double[] numbers = new double[Math.toIntExact(count * rowLength())];
        int room = (int) Math.min(BUFFER_BYTES, (long) numbers.length * type.bytes());
        byte[] buffer = new byte[room];
        if (!fortranOrder) {
            read(from * rowLength(), numbers.length, bytes, buffer, numbers, 0, 1);
        } else if (numbers.length > 0) {
            int width = (int) rowLength();
            for (int column = 0; column < width; column++) {
                read(column * rows() + from, count, bytes, buffer, numbers, inRow(column), width);
            }
        }
        return numbers;
    }

    private void read(long item, int items, Bytes bytes, byte[] buffer, double[] numbers, int start, int distance)
            throws IOException {
        ByteOrder order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        int most = buffer.length / type.bytes();
        for (int done = 0; done < items; ) {
            int some = Math.min(items - done, most);
            bytes.read(dataOffset + (item + done) * type.bytes(), buffer, some * type.bytes());
            ByteBuffer values = ByteBuffer.wrap(buffer).order(order);
            for (int i = 0; i < some; i++, done++) {
                numbers[start + done * distance] = type.next(values);
            }
        }
    }

    /** Where an entry of a row stands in C order that stands at {@code column} in Fortran order. */
    private int inRow(int column) {
        long place = 0;
        long rest = column;
        for (int axis = 1; axis < shape.size(); axis++) {
            place = place * shape.get(axis) + rest % shape.get(axis);
            rest /= shape.get(axis);
        }
        return (int) place;
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
     * {@return the header of a file}
     *
     * @param input at the start of the file; left at the first number
     * @param name of the file, for messages
     * @throws DataException if it is not one, or describes something else than real numbers
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
            Charset charset = version < 3 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
            return parse(new String(text, charset), MAGIC.length + 2 + lengthBytes + headerLength, name);
        } catch (EOFException e) {
            throw new DataException(name + " is not a .npy file: it ends within the header", e);
        }
    }

    private static NpyHeader parse(String text, long dataOffset, String name) {
        Object literal;
        try {
            literal = PythonLiteral.parse(text);
        } catch (IllegalArgumentException e) {
            throw new DataException(name + " has a header that cannot be read: " + e.getMessage(), e);
        }
        if (!(literal instanceof Map<?, ?> header)
                || !KEYS.equals(header.keySet())
                || !(header.get("fortran_order") instanceof Boolean fortranOrder)
                || !(header.get("shape") instanceof List<?> axes)) {
            throw new DataException(
                    name + " has a header without a descr, a fortran_order of True or False and a tuple shape");
        }
        Object descr = Objects.requireNonNullElse(header.get("descr"), "None");
        NpyType type;
        try {
            type = NpyType.of(descr);
        } catch (IllegalArgumentException e) {
            throw new DataException(name + " " + e.getMessage(), e);
        }
        try {
            List<Long> shape = axes.stream().map(Long.class::cast).toList();
            return new NpyHeader(type, NpyType.isBigEndian(descr), fortranOrder, shape, dataOffset);
        } catch (ArithmeticException | ClassCastException | IllegalArgumentException e) {
            String shape = axes.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
            throw new DataException(name + " has a shape that cannot be: " + shape, e);
        }
    }

    /** Whether bytes are the first ones of such a file. */
    static boolean isMagic(byte[] bytes) {
        return Arrays.equals(bytes, MAGIC);
    }

    /** The number of bytes by which such a file is known. */
    static int magicLength() {
        return MAGIC.length;
    }

    /**
     * Writes the header of a float64 array, version 1, padded so that the numbers are aligned to 64 bytes.
     *
     * @param output where to
     * @param shape length of each axis
     */
    static void write(OutputStream output, long... shape) throws IOException {
        List<Long> axes = Arrays.stream(shape).boxed().toList();
        String shapeText = new NpyHeader(NpyType.FLOAT64, false, false, axes, 0).shapeText();
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': " + shapeText + ", }";
        int unpadded = MAGIC.length + 4 + header.length() + 1;
        header += " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MAGIC);
        bytes.write(new byte[] {1, 0, (byte) header.length(), (byte) (header.length() >>> 8)});
        bytes.write(header.getBytes(StandardCharsets.US_ASCII));
        bytes.writeTo(output);
    }

    /** Bytes of a file. */
    @FunctionalInterface
    interface Bytes {
        /** Reads the bytes from some position on into an array, {@code length} of them. */
        void read(long position, byte[] into, int length) throws IOException;
    }
}
