package org.halfinverse.io;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.format.CompressionCodec;
import org.xerial.snappy.Snappy;

/** How the pages of a Parquet file are compressed. */
enum PageCodec {
    UNCOMPRESSED(1) {
        @Override
        int decompress(byte[] from, int start, int length, byte[] to) {
            System.arraycopy(from, start, to, 0, Math.min(length, to.length));
            return length;
        }
    },
    /** At the best a copy of 64 bytes takes three. */
    SNAPPY(64) {
        @Override
        int decompress(byte[] from, int start, int length, byte[] to) throws IOException {
            int claimed = Snappy.uncompressedLength(from, start, length);
            return claimed == to.length ? Snappy.uncompress(from, start, length, to, 0) : claimed;
        }
    },
    /** At the best 258 bytes take two bits. */
    GZIP(1032) {
        @Override
        int decompress(byte[] from, int start, int length, byte[] to) throws IOException {
            try (InputStream input = new GZIPInputStream(new ByteArrayInputStream(from, start, length))) {
                int read = input.readNBytes(to, 0, to.length);
                return input.read() < 0 ? read : -1;
            }
        }
    },
    /** At the best a block of 128 KiB takes four bytes. */
    ZSTD(1 << 15) {
        @Override
        int decompress(byte[] from, int start, int length, byte[] to) throws IOException {
            try {
                return (int) Zstd.decompressByteArray(to, 0, to.length, from, start, length);
            } catch (ZstdException e) {
                throw new IOException(e);
            }
        }
    };

    private final long largestExpansion;

    PageCodec(long largestExpansion) {
        this.largestExpansion = largestExpansion;
    }

    /**
     * The codec of a column.
     *
     * @param codec as the footer names it
     * @return the codec, or empty if it is none of these
     */
    static Optional<PageCodec> of(CompressionCodec codec) {
        return Arrays.stream(values())
                .filter(known -> known.name().equals(codec.name()))
                .findFirst();
    }

    /** The names of all, for messages. */
    static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    /**
     * Decompresses the end of a page. No more is allocated than can come out of so many bytes, or than a quarter of the
     * memory of this JVM.
     *
     * @param bytes with the compressed ones at their end
     * @param start of those
     * @param size of the result
     * @return the result
     * @throws IOException if that is not their size, or they are damaged
     */
    byte[] decompressed(byte[] bytes, int start, int size) throws IOException {
        int length = bytes.length - start;
        if (size < 0 || size > largestExpansion * length) {
            throw new IOException("it claims to have " + size + " bytes, which cannot be in " + length + " compressed");
        }
        if (size > Runtime.getRuntime().maxMemory() / 4) {
            throw new IOException("it has " + size + " bytes, more than a quarter of the memory");
        }
        byte[] result = new byte[size];
        if (size > 0 && decompress(bytes, start, length, result) != size) {
            throw new IOException("it has not the " + size + " bytes that it claims to have");
        }
        return result;
    }

    /** Returns how many bytes come out, or any other number if they are not as many as there is room for. */
    abstract int decompress(byte[] from, int start, int length, byte[] to) throws IOException;
}
