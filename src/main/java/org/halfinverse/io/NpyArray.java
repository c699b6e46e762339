package org.halfinverse.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A NumPy array in a {@code .npy} file: its shape, and its rows on demand.
 *
 * <p>Real numbers of any type become doubles. Rows are slices along the first axis, so a file larger than memory can be
 * read piece by piece, also by several readers. Of several arrays in one file the first one is read, as by NumPy.
 */
public final class NpyArray implements StoredArray {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Storage storage;
    private final String path;
    private final String qualifiedPath;
    private final NpyHeader header;

    private NpyArray(Storage storage, String path, NpyHeader header) {
        this.storage = storage;
        this.path = path;
        this.qualifiedPath = storage.qualify(path);
        this.header = header;
    }

    /**
     * {@return an array, no numbers read yet: reads and checks its header}
     *
     * @param storage where the file lies
     * @param path any Hadoop path
     * @throws DataException if the file is missing, not an array of real numbers, or cut short
     */
    public static NpyArray open(Storage storage, String path) {
        long length = storage.length(path);
        return storage.read(path, path, input -> {
            NpyHeader header = NpyHeader.read(input, path);
            if (length < header.fileLength() || (length > header.fileLength() && !anotherFollows(input, header))) {
                throw new DataException(path + " has " + length + " bytes, but shape " + header.shapeText() + " needs "
                        + header.fileLength());
            }
            return new NpyArray(storage, path, header);
        });
    }

    private static boolean anotherFollows(FSDataInputStream input, NpyHeader header) throws IOException {
        input.seek(header.fileLength());
        return NpyHeader.isMagic(input.readNBytes(NpyHeader.magicLength()));
    }

    @Override
    public String path() {
        return path;
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

    /**
     * {@return all numbers, in C order}
     *
     * @throws DataException if they cannot be read or do not fit one array
     */
    public double[] readAll() {
        if (header.items() > Integer.MAX_VALUE - 8) {
            throw new DataException(path + " has " + header.items() + " numbers, too many for one array");
        }
        // Of rows without entries there may be more than an array has room for.
        return header.items() == 0 ? new double[0] : readRows(0, Math.toIntExact(header.rows()));
    }

    @Override
    public double[] readRows(long from, int count) {
        header.requireRows(from, count, path);
        return storage.read(
                qualifiedPath,
                path,
                input -> header.read(from, count, (position, bytes, length) -> {
                    input.seek(position);
                    input.readFully(bytes, 0, length);
                }));
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.addFile(storage, path);
    }

    /**
     * Writes a float64 array.
     *
     * @param output where to; not closed
     * @param numbers the entries in C order
     * @param shape length of each axis
     * @throws IOException if writing fails
     */
    public static void write(OutputStream output, double[] numbers, long... shape) throws IOException {
        write(output, List.of(numbers), shape);
    }

    /**
     * Writes a float64 array that need not fit in memory.
     *
     * @param output where to; not closed
     * @param parts the entries in C order, gone through once
     * @param shape length of each axis
     * @throws IOException if writing fails
     * @throws IllegalArgumentException if there are more or fewer entries than the shape has
     */
    public static void write(OutputStream output, Iterable<double[]> parts, long... shape) throws IOException {
        long expected = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        NpyHeader.write(output, shape);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, Math.max(1, expected) * Double.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        long written = 0;
        for (double[] numbers : parts) {
            for (double number : numbers) {
                if (!buffer.hasRemaining()) {
                    output.write(buffer.array(), 0, buffer.position());
                    buffer.clear();
                }
                buffer.putDouble(number);
            }
            written += numbers.length;
        }
        output.write(buffer.array(), 0, buffer.position());
        if (written != expected) {
            throw new IllegalArgumentException(
                    written + " numbers do not make an array of shape " + Arrays.toString(shape));
        }
    }
}
