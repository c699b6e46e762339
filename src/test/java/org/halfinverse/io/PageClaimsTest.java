package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PageClaimsTest {
    /** The runs of the example in Parquet's Encodings.md (0 to 7 in three bits each), then five times four; constant deltas. */
    @ParameterizedTest
    @CsvSource({
        "RLE_DICTIONARY, 030388c6fa0a04",
        "PLAIN_DICTIONARY, 030388c6fa0a04",
        "RLE_DICTIONARY, 00fe03",
        "RLE_DICTIONARY, 000f",
        "RLE_DICTIONARY, ''",
        "RLE, 020000001aff",
        "DELTA_BINARY_PACKED, 8001040d0202",
        "DELTA_LENGTH_BYTE_ARRAY, 8001040d0202",
        "DELTA_BYTE_ARRAY, 80010401008001040102",
        "PLAIN, 00",
        "BYTE_STREAM_SPLIT, 00"
    })
    void whatCanBeIsPassedOn(Encoding encoding, String body) {
        assertDoesNotThrow(() -> PageClaims.values(bytes(body), encoding, 13));
    }

    @ParameterizedTest
    @CsvSource({
        "RLE_DICTIONARY, 21, it claims numbers of 33 bits",
        "RLE_DICTIONARY, 01ffffffff0f, 'it claims a run of 17179869176 values, but 0 bytes are left'",
        "RLE_DICTIONARY, 00ffffffff0f, 'it claims a run of 17179869176 values, but 0 bytes are left'",
        "RLE, 0000, it ends before its levels",
        "RLE, ffffffff, 'it claims levels of -1 bytes, but 0 are left'",
        "RLE, 0500000000, 'it claims levels of 5 bytes, but 1 are left'",
        "DELTA_BINARY_PACKED, 8001040e02, 'it claims 14 values in blocks of 128 and 4 parts, but it has 13 entries'",
        "DELTA_BINARY_PACKED, ffffffff0f040d02, "
                + "'it claims 13 values in blocks of 4294967295 and 4 parts, but it has 13 entries'",
        "DELTA_BINARY_PACKED, 8001000d02, 'it claims 13 values in blocks of 128 and 0 parts, but it has 13 entries'",
        "DELTA_LENGTH_BYTE_ARRAY, 8001040e02, "
                + "'it claims 14 values in blocks of 128 and 4 parts, but it has 13 entries'",
        "DELTA_BYTE_ARRAY, 8001040100800104ffff0302, "
                + "'it claims 65535 values in blocks of 128 and 4 parts, but it has 13 entries'"
    })
    void whatCannotBeIsRefused(Encoding encoding, String body, String complaint) {
        IOException failure = assertThrows(IOException.class, () -> PageClaims.values(bytes(body), encoding, 13));
        assertEquals(complaint, Storage.reason(failure));
    }

    @Test
    void levelsStandBeforeTheValues() throws IOException {
        ByteBuffer page = bytes("02000000" + "0403" + "aa");
        PageClaims.levels(page, Encoding.RLE, 0, 2);
        assertEquals(0, page.position(), "no levels");
        PageClaims.levels(page, Encoding.RLE, 3, 2);
        assertEquals(6, page.position());
        ByteBuffer packed = bytes("f0aa");
        PageClaims.levels(packed, Encoding.valueOf("BIT_PACKED"), 3, 4);
        assertEquals(1, packed.position());
        assertEquals(
                "it holds levels in encoding PLAIN",
                assertThrows(IOException.class, () -> PageClaims.levels(bytes("00"), Encoding.PLAIN, 1, 1))
                        .getMessage());
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionCodecName.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"LZO", "BROTLI"})
    void codecsGiveBackWhatTheyWereGiven(CompressionCodecName codec) throws IOException {
        byte[] content = new byte[5000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i % 17 * i);
        }
        CodecFactory codecs = new CodecFactory(new Configuration(false), 1 << 16);
        byte[] compressed = codecs.getCompressor(codec)
                .compress(BytesInput.from(content))
                .toInputStream()
                .readAllBytes();
        codecs.release();
        byte[] behind = new byte[compressed.length + 3];
        System.arraycopy(compressed, 0, behind, 3, compressed.length);
        assertArrayEquals(content, PageCodec.decompressed(codec, behind, 3, content.length));
        assertEquals(0, PageCodec.decompressed(codec, behind, 3, 0).length);
        assertEquals(
                "it claims to have 1073741824 bytes, which cannot be in 8 compressed",
                assertThrows(IOException.class, () -> PageCodec.decompressed(codec, new byte[8], 0, 1 << 30))
                        .getMessage());
        assertThrows(
                IOException.class,
                () -> PageCodec.decompressed(codec, behind, 3, content.length + 1),
                "more than it has");
    }

    /** Of which some libraries allocate what they say. */
    @ParameterizedTest
    @CsvSource({"LZ4, 0000000a 7fffffff 00", "LZ4, 7fffffff 00000001 00", "SNAPPY, ffffffff07 00"})
    void lengthsWithinCompressedBytesAreCompared(CompressionCodecName codec, String body) {
        byte[] bytes = HexFormat.of().parseHex(body.replace(" ", ""));
        assertEquals(
                "it does not have the 10 bytes that it claims",
                assertThrows(IOException.class, () -> PageCodec.decompressed(codec, bytes, 0, 10))
                        .getMessage());
    }

    private static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
