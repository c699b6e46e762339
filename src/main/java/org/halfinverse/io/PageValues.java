package org.halfinverse.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.format.Encoding;

/** The numbers of a page of a Parquet file, one after the other. */
interface PageValues {
    /**
     * Reads a number.
     *
     * @return the next one, widened if it is a float
     * @throws IOException if there is none
     */
    double next() throws IOException;

    /**
     * Numbers in some encoding.
     *
     * @param encoding of the page
     * @param bytes of the numbers, little endian; consumed
     * @param itemBytes 8 for double, 4 for float
     * @param dictionary of the row group, empty if it has none
     * @return the numbers
     * @throws IOException if numbers are not encoded in this way
     */
    static PageValues of(Encoding encoding, ByteBuffer bytes, int itemBytes, double[] dictionary) throws IOException {
        return switch (encoding) {
            case PLAIN -> new Plain(bytes, itemBytes);
            case PLAIN_DICTIONARY, RLE_DICTIONARY -> new FromDictionary(places(bytes), dictionary);
            case BYTE_STREAM_SPLIT -> new Split(bytes, itemBytes);
            default -> throw new IOException("it holds numbers in encoding " + encoding);
        };
    }

    private static HybridNumbers places(ByteBuffer bytes) throws IOException {
        return new HybridNumbers(bytes, bytes.hasRemaining() ? Byte.toUnsignedInt(bytes.get()) : 0);
    }

    /** As they are. */
    record Plain(ByteBuffer bytes, int itemBytes) implements PageValues {
        @Override
        public double next() throws IOException {
            if (bytes.remaining() < itemBytes) {
                throw new EOFException();
            }
            return itemBytes == Double.BYTES ? bytes.getDouble() : bytes.getFloat();
        }
    }

    /** Places in a dictionary. */
    record FromDictionary(HybridNumbers places, double[] dictionary) implements PageValues {
        @Override
        public double next() throws IOException {
            int place = places.next();
            if (place < 0 || place >= dictionary.length) {
                throw new IOException("it refers to entry " + Integer.toUnsignedString(place) + " of a dictionary of "
                        + dictionary.length);
            }
            return dictionary[place];
        }
    }

    /** First the lowest bytes of all numbers, then the second ones and so on. */
    final class Split implements PageValues {
        private final ByteBuffer bytes;
        private final int itemBytes;
        private final int count;
        private int done;

        Split(ByteBuffer bytes, int itemBytes) {
            this.bytes = bytes.slice();
            this.itemBytes = itemBytes;
            this.count = this.bytes.remaining() / itemBytes;
        }

        @Override
        public double next() throws IOException {
            if (done == count) {
                throw new EOFException();
            }
            long bits = 0;
            for (int i = 0; i < itemBytes; i++) {
                bits |= Byte.toUnsignedLong(bytes.get(i * count + done)) << (Byte.SIZE * i);
            }
            done++;
            return itemBytes == Double.BYTES ? Double.longBitsToDouble(bits) : Float.intBitsToFloat((int) bits);
        }
    }
}
