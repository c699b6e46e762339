package org.halfinverse.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.bytes.ByteBufferInputStream;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesReader;

/**
 * Compares what is claimed within a page of a Parquet file with the bytes that there are, since Parquet's decoders allocate
 * whatever a run or a block claims to hold. Format: Encodings.md of apache/parquet-format.
 */
final class PageClaims {
    /** Packed values come by the eight; of no bits they take no bytes. */
    private static final int MOST_EMPTY_GROUPS = 1 << 16;

    private static final int LARGEST_DELTA_BLOCK = 1 << 20;

    private PageClaims() {}

    /**
     * Checks levels with their length before them, as the first version of pages has them.
     *
     * @param bytes stand at the levels; left behind them
     * @param encoding of the levels
     * @param highest level; of 0 there is nothing
     * @param entries of the page
     * @throws IOException if they claim more than there is
     */
    static void levels(ByteBuffer bytes, Encoding encoding, int highest, int entries) throws IOException {
        if (highest == 0) {
            return;
        }
        int width = BytesUtils.getWidthFromMaxInt(highest);
        switch (encoding) {
            case RLE -> runsAfterTheirLength(bytes, width, entries);
            case BIT_PACKED -> {
                int length = BytesUtils.paddedByteCountFromBits(Math.multiplyExact(width, entries));
                part(bytes, Math.min(bytes.remaining(), length));
            }
            default -> throw new IOException("it holds levels in encoding " + encoding);
        }
    }

    private static void runsAfterTheirLength(ByteBuffer bytes, int width, int values) throws IOException {
        if (bytes.remaining() < Integer.BYTES) {
            throw new IOException("it ends before its levels");
        }
        int length = bytes.order(ByteOrder.LITTLE_ENDIAN).getInt();
        runs(part(bytes, length), width, values);
    }

    /** The next bytes by themselves. */
    static ByteBuffer part(ByteBuffer bytes, int length) throws IOException {
        if (length < 0 || length > bytes.remaining()) {
            throw new IOException("it claims levels of " + length + " bytes, but " + bytes.remaining() + " are left");
        }
        ByteBuffer part = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return part;
    }

    /**
     * Checks runs of equal values and packed ones.
     *
     * @param bytes of the runs, consumed
     * @param width bits of a value
     * @param values how many are read of them
     * @throws IOException if a run claims more than there is
     */
    static void runs(ByteBuffer bytes, int width, int values) throws IOException {
        if (width > Integer.SIZE) {
            throw new IOException("it claims numbers of " + width + " bits");
        }
        ByteBufferInputStream input = ByteBufferInputStream.wrap(bytes);
        for (long seen = 0; seen < values && input.available() > 0; ) {
            int header = BytesUtils.readUnsignedVarInt(input);
            long count = Integer.toUnsignedLong(header) >> 1;
            if ((header & 1) == 0) {
                seen += count;
                input.skipFully(Math.min(input.available(), (width + Byte.SIZE - 1L) / Byte.SIZE));
                continue;
            }
            long most = width == 0 ? MOST_EMPTY_GROUPS : input.available() / width + 1L;
            if (count > most) {
                throw new IOException("it claims a run of " + Byte.SIZE * count + " values, but " + input.available()
                        + " bytes are left");
            }
            seen += Byte.SIZE * count;
            input.skipFully(Math.min(input.available(), count * width));
        }
    }

    /**
     * Checks the values of a page.
     *
     * @param bytes of the values, consumed
     * @param encoding of the values
     * @param entries of the page
     * @throws IOException if they claim more than there is
     */
    static void values(ByteBuffer bytes, Encoding encoding, int entries) throws IOException {
        ByteBufferInputStream input = ByteBufferInputStream.wrap(bytes.slice());
        switch (encoding) {
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> {
                if (bytes.hasRemaining()) {
                    int width = Byte.toUnsignedInt(bytes.get());
                    runs(bytes.slice(), width, entries);
                }
            }
            case RLE -> runsAfterTheirLength(bytes, 1, entries);
            case DELTA_BINARY_PACKED, DELTA_LENGTH_BYTE_ARRAY -> delta(input, entries);
            case DELTA_BYTE_ARRAY -> {
                delta(input, entries);
                ByteBufferInputStream again = ByteBufferInputStream.wrap(bytes.slice());
                new DeltaBinaryPackingValuesReader().initFromPage(entries, again);
                delta(again, entries);
            }
            case PLAIN, BYTE_STREAM_SPLIT, BIT_PACKED -> {
                // what is read of these is bytes that are there
            }
        }
    }

    private static void delta(ByteBufferInputStream input, int entries) throws IOException {
        long block = Integer.toUnsignedLong(BytesUtils.readUnsignedVarInt(input));
        long parts = Integer.toUnsignedLong(BytesUtils.readUnsignedVarInt(input));
        long total = Integer.toUnsignedLong(BytesUtils.readUnsignedVarInt(input));
        if (block > LARGEST_DELTA_BLOCK || parts < 1 || parts > block || total > entries) {
            throw new IOException("it claims " + total + " values in blocks of " + block + " and " + parts
                    + " parts, but it has " + entries + " entries");
        }
    }
}
