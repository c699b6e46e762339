package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParquetPageTest {
    private static final ParquetField NUMBERS = new ParquetField(0, 8, false, 0, 0);
    private static final ParquetField LISTS = new ParquetField(0, 8, true, 1, 3);
    private static final String ONE = "000000000000f03f";
    private static final String TWO = "0000000000000040";

    /** The runs of the example in Parquet's Encodings.md (0 to 7 in three bits each), then five times four. */
    @Test
    void numbersStandInRunsOrArePacked() throws IOException {
        HybridNumbers numbers = new HybridNumbers(ByteBuffer.wrap(bytes("0388c6fa" + "0a04")), 3);
        for (int expected : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 4, 4, 4, 4, 4}) {
            assertEquals(expected, numbers.next());
        }
        assertThrows(EOFException.class, numbers::next);
        assertEquals(
                "it claims numbers of 33 bits",
                assertThrows(IOException.class, () -> new HybridNumbers(ByteBuffer.allocate(9), 33))
                        .getMessage());
        assertEquals(-1, new HybridNumbers(ByteBuffer.wrap(bytes("02ffffffff")), 32).next());
    }

    @Test
    void anEntryIsTwoLevelsAndANumber() throws IOException {
        String levels = "04000000" + "0200" + "0201" + "02000000" + "0403";
        ParquetPage page = page(Encoding.PLAIN, Encoding.RLE, levels + ONE + TWO, LISTS);
        assertTrue(page.nextStartsRow());
        assertEquals(3, page.definition(3));
        assertEquals(1, page.value());
        assertEquals(1, page.left());
        assertFalse(page.nextStartsRow());
        assertEquals(3, page.definition(3));
        assertEquals(2, page.value());
        assertEquals(0, page.left());
    }

    static Stream<Arguments> damaged() {
        return Stream.of(
                Arguments.of(
                        Encoding.DELTA_BINARY_PACKED,
                        Encoding.RLE,
                        ONE,
                        NUMBERS,
                        "it holds numbers in encoding DELTA_BINARY_PACKED"),
                Arguments.of(Encoding.PLAIN, Encoding.BIT_PACKED, ONE, LISTS, "it holds levels in encoding BIT_PACKED"),
                Arguments.of(Encoding.PLAIN, Encoding.RLE, "0000", LISTS, "it ends before its levels"),
                Arguments.of(
                        Encoding.PLAIN,
                        Encoding.RLE,
                        "ffffffff",
                        LISTS,
                        "it claims levels of -1 bytes, where 0 are left"),
                Arguments.of(
                        Encoding.PLAIN,
                        Encoding.RLE,
                        "05000000" + "00",
                        LISTS,
                        "it claims levels of 5 bytes, where 1 are left"),
                Arguments.of(
                        Encoding.RLE_DICTIONARY,
                        Encoding.RLE,
                        "02" + "0202",
                        NUMBERS,
                        "it refers to entry 2 of a dictionary of 2"),
                Arguments.of(
                        Encoding.RLE_DICTIONARY,
                        Encoding.RLE,
                        "20" + "02ffffffff",
                        NUMBERS,
                        "it refers to entry 4294967295 of a dictionary of 2"),
                Arguments.of(Encoding.RLE_DICTIONARY, Encoding.RLE, "21", NUMBERS, "it claims numbers of 33 bits"),
                Arguments.of(Encoding.BYTE_STREAM_SPLIT, Encoding.RLE, "00", NUMBERS, "it ends too early"),
                Arguments.of(Encoding.PLAIN, Encoding.RLE, "00", NUMBERS, "it ends too early"));
    }

    @ParameterizedTest
    @MethodSource
    void damaged(Encoding encoding, Encoding levels, String body, ParquetField field, String complaint) {
        IOException failure = assertThrows(
                IOException.class, () -> page(encoding, levels, body, field).value());
        assertEquals(complaint, Storage.reason(failure));
    }

    @Test
    void claimsOfHeadersAreCompared() throws IOException {
        PageHeader header = new PageHeader(PageType.DATA_PAGE, 1 << 30, 8);
        header.setData_page_header(new DataPageHeader(-1, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        assertEquals(
                "it claims -1 entries",
                assertThrows(IOException.class, () -> ParquetPage.entries(header))
                        .getMessage());
        for (PageCodec codec : PageCodec.values()) {
            assertEquals(
                    "it claims to have 1073741824 bytes, which cannot be in 8 compressed",
                    assertThrows(
                                    IOException.class,
                                    () -> ParquetPage.of(header, new byte[8], NUMBERS, codec, new double[0]))
                            .getMessage());
        }
        PageHeader second = new PageHeader(PageType.DATA_PAGE_V2, 8, 8);
        second.setData_page_header_v2(new DataPageHeaderV2(1, 0, 1, Encoding.PLAIN, 9, 0));
        assertEquals(
                "it claims levels of 9 bytes, where 8 are left",
                assertThrows(
                                IOException.class,
                                () -> ParquetPage.of(second, new byte[8], NUMBERS, PageCodec.GZIP, new double[0]))
                        .getMessage());
        PageHeader third = new PageHeader(PageType.DICTIONARY_PAGE, 16, 16);
        third.setDictionary_page_header(new DictionaryPageHeader(2, Encoding.PLAIN));
        assertArrayEquals(
                new double[] {1, 2}, ParquetPage.dictionary(third, bytes(ONE + TWO), 8, PageCodec.UNCOMPRESSED));
        third.getDictionary_page_header().setNum_values(3);
        assertEquals(
                "it claims 3 numbers in 16 bytes",
                assertThrows(
                                IOException.class,
                                () -> ParquetPage.dictionary(third, new byte[16], 8, PageCodec.UNCOMPRESSED))
                        .getMessage());
    }

    private static ParquetPage page(Encoding encoding, Encoding levels, String body, ParquetField field)
            throws IOException {
        byte[] bytes = bytes(body);
        PageHeader header = new PageHeader(PageType.DATA_PAGE, bytes.length, bytes.length);
        header.setData_page_header(new DataPageHeader(2, encoding, levels, levels));
        return ParquetPage.of(header, bytes, field, PageCodec.UNCOMPRESSED, new double[] {1, 2});
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
