package org.halfinverse.io;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.lz4.Lz4Decompressor;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/** Decompresses pages of Parquet files by Parquet's own codecs, which are asked for no more than the bytes can hold. */
final class PageCodec {
    /** Those whose libraries come with Spark. */
    private static final Set<CompressionCodecName> PRESENT = Collections.unmodifiableSet(
            EnumSet.complementOf(EnumSet.of(CompressionCodecName.LZO, CompressionCodecName.BROTLI)));

    private PageCodec() {}

    /**
     * {@return the codec of a column, or empty if it cannot be read here}
     *
     * @param codec as the footer names it
     */
    static Optional<CompressionCodecName> of(@Nullable CompressionCodec codec) {
        return PRESENT.stream()
                .filter(known -> codec != null && known.name().equals(codec.name()))
                .findFirst();
    }

    /** The names of all, for messages. */
    static String names() {
        return PRESENT.stream().map(Enum::name).collect(Collectors.joining(", "));
    }

    /** How many bytes can come out of one, at the best. */
    private static long largestExpansion(CompressionCodecName codec) {
        return switch (codec) {
            case UNCOMPRESSED -> 1;
            case SNAPPY -> 64; // a copy of 64 bytes takes three
            case GZIP -> 1032; // 258 bytes take two bits
            case LZ4, LZ4_RAW, LZO -> 256; // a byte of length adds 255
            case ZSTD, BROTLI -> 1 << 15; // a block of 128 KiB takes four bytes
        };
    }

    /**
     * {@return the end of a page, decompressed} No more is allocated than can come out of so many bytes, or than a
     * quarter of the memory of this JVM.
     *
     * @param codec of the column
     * @param bytes with the compressed ones at their end
     * @param start of those
     * @param size of the result
     * @throws IOException if that is not their size, or they are damaged, or there is no such codec here
     */
    static byte[] decompressed(CompressionCodecName codec, byte[] bytes, int start, int size) throws IOException {
        int length = bytes.length - start;
        if (size < 0 || size > largestExpansion(codec) * length) {
            throw new IOException("it claims to have " + size + " bytes, which cannot be in " + length + " compressed");
        }
        if (size > Runtime.getRuntime().maxMemory() / 4) {
            throw new IOException("it has " + size + " bytes, more than a quarter of the memory");
        }
        ByteBuffer compressed = ByteBuffer.wrap(bytes, start, length);
        if (size == 0 || codec == CompressionCodecName.UNCOMPRESSED) {
            if (size != length && size != 0) {
                throw wrongSize(size);
            }
            byte[] copy = new byte[size];
            compressed.get(copy);
            return copy;
        }
        if (codec == CompressionCodecName.LZ4) {
            return withoutFrames(compressed, size);
        }
        if (codec == CompressionCodecName.SNAPPY) { // which allocates what the bytes claim
            int claimed = BytesUtils.readUnsignedVarInt(
                    BytesInput.from(compressed.slice()).toInputStream());
            if (claimed != size) {
                throw wrongSize(size);
            }
        }
        CodecFactory codecs = new CodecFactory(new Configuration(false), size);
        try {
            byte[] result = codecs.getDecompressor(codec)
                    .decompress(BytesInput.from(compressed), size)
                    .toInputStream()
                    .readAllBytes();
            if (result.length != size) {
                throw wrongSize(size);
            }
            return result;
        } catch (RuntimeException | LinkageError e) { // as codecs tell damage, or that their library is not there
            throw new IOException("it cannot be decompressed by " + codec, e);
        } finally {
            codecs.release();
        }
    }

    /**
     * LZ4 in the frames of Hadoop: the length of a block and, for each of its pieces, that of the piece and its bytes.
     * Hadoop's own decompressor overflows where it is used twice, the second time for more bytes.
     */
    private static byte[] withoutFrames(ByteBuffer compressed, int size) throws IOException {
        byte[] result = new byte[size];
        Lz4Decompressor decompressor = new Lz4Decompressor();
        int done = 0;
        try {
            while (compressed.hasRemaining()) {
                long end = done + Integer.toUnsignedLong(compressed.getInt());
                while (done < end) {
                    int length = compressed.getInt();
                    if (end > size || length < 1 || length > compressed.remaining()) {
                        throw wrongSize(size);
                    }
                    done += decompressor.decompress(
                            compressed.array(),
                            compressed.arrayOffset() + compressed.position(),
                            length,
                            result,
                            done,
                            size - done);
                    compressed.position(compressed.position() + length);
                }
            }
        } catch (MalformedInputException | BufferUnderflowException e) {
            throw new IOException("it cannot be decompressed by LZ4", e);
        }
        if (done != size) {
            throw wrongSize(size);
        }
        return result;
    }

    private static IOException wrongSize(int size) {
        return new IOException("it does not have the " + size + " bytes that it claims");
    }
}
