package org.halfinverse.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Whole numbers in runs, either of one number or of numbers packed to a few bits each: how Parquet stores levels and
 * places in a dictionary (encoding RLE of its format). One after the other, so that a run takes no memory.
 */
final class HybridNumbers {
    private static final int WIDEST = 32;
    private static final int PACKED_TOGETHER = 8;

    private final ByteBuffer bytes;
    private final int width;
    private boolean packed;
    private long left;
    private int repeated;
    private long bits;
    private int available;

    /**
     * Numbers of some width.
     *
     * @param bytes the runs; consumed
     * @param width bits of a number
     * @throws IOException if there are no numbers of that width
     */
    HybridNumbers(ByteBuffer bytes, int width) throws IOException {
        if (width > WIDEST) {
            throw new IOException("it claims numbers of " + width + " bits");
        }
        this.bytes = bytes;
        this.width = width;
    }

    /**
     * Reads a number.
     *
     * @return the next one, of which all bits count
     * @throws IOException if there is none
     */
    int next() throws IOException {
        while (left == 0) {
            startRun();
        }
        left--;
        return packed ? unpack() : repeated;
    }

    private void startRun() throws IOException {
        int header = 0;
        int shift = 0;
        int part;
        do {
            part = nextByte();
            header |= (part & 0x7f) << shift;
            shift += 7;
        } while (part > 0x7f && shift < WIDEST);
        packed = (header & 1) == 1;
        left = Integer.toUnsignedLong(header) >>> 1;
        if (packed) {
            left *= PACKED_TOGETHER;
            bits = 0;
            available = 0;
        } else {
            repeated = 0;
            for (int filled = 0; filled < width; filled += Byte.SIZE) {
                repeated |= nextByte() << filled;
            }
        }
    }

    private int unpack() throws IOException {
        for (; available < width; available += Byte.SIZE) {
            bits |= (long) nextByte() << available;
        }
        int number = (int) (bits & ((1L << width) - 1));
        bits >>>= width;
        available -= width;
        return number;
    }

    private int nextByte() throws IOException {
        if (!bytes.hasRemaining()) {
            throw new EOFException();
        }
        return Byte.toUnsignedInt(bytes.get());
    }
}
