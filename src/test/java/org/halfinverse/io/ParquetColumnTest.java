package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.StorageStatistics;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnCryptoMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.EncryptionWithFooterKey;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetColumnTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final double[] NUMBERS = {1, -2.5, 3, 1e-300, -0.0, Double.MAX_VALUE};

    private static final String VECTORS = "message m { optional group input { required int32 type (INTEGER(8,true));"
            + " optional int32 size; optional group indices (LIST) { repeated group list { required int32 element; } }"
            + " optional group values (LIST) { repeated group list { required double element; } } } }";

    @TempDir
    private Path directory;

    static Stream<Arguments> writers() {
        return Stream.of(
                        CompressionCodecName.UNCOMPRESSED,
                        CompressionCodecName.SNAPPY,
                        CompressionCodecName.GZIP,
                        CompressionCodecName.ZSTD,
                        CompressionCodecName.LZ4,
                        CompressionCodecName.LZ4_RAW)
                .flatMap(codec -> Stream.of(WriterVersion.values())
                        .flatMap(version -> Stream.of("double", "float")
                                .flatMap(type -> Stream.of(true, false)
                                        .map(dictionary -> Arguments.of(codec, version, type, dictionary)))));
    }

    /** In row groups of several pages, read from wherever and in whatever pieces. */
    @ParameterizedTest
    @MethodSource("writers")
    void readsWhatParquetWrites(CompressionCodecName codec, WriterVersion version, String type, boolean dictionary)
            throws IOException {
        double[] numbers = IntStream.range(0, 9000)
                .mapToDouble(i -> (float) Math.sin(i % 100))
                .toArray();
        ParquetFiles.write(
                file(),
                ParquetFiles.lists("input", type),
                builder -> builder.withCompressionCodec(codec)
                        .withWriterVersion(version)
                        .withDictionaryEncoding(dictionary)
                        .withPageRowCountLimit(170)
                        .withRowGroupRowCountLimit(700),
                ParquetFiles.rows(numbers, 3));
        ParquetColumn column = open();
        assertEquals(List.of(3000L, 3L), column.shape());
        assertArrayEquals(numbers, column.readRows(0, 3000));
        for (int[] piece : new int[][] {{0, 1}, {1, 168}, {169, 2}, {171, 0}, {500, 1500}, {2999, 1}, {40, 5}}) {
            assertArrayEquals(
                    Arrays.copyOfRange(numbers, 3 * piece[0], 3 * (piece[0] + piece[1])),
                    column.readRows(piece[0], piece[1]),
                    Arrays.toString(piece));
        }
    }

    @Test
    void tellsItsShape() throws IOException {
        StoredArray column = write(ParquetFiles.LISTS, ParquetFiles.rows(NUMBERS, 2));
        assertEquals(file() + "[\"input\"]", column.path());
        assertEquals("(3, 2)", column.shapeText());
        assertEquals(3, column.rows());
        assertEquals(2, column.rowLength());
        assertThrows(IndexOutOfBoundsException.class, () -> column.readRows(2, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"required", "optional"})
    void readsPlainNumbers(String repetition) throws IOException {
        StoredArray column = write(
                "message m { required binary name; " + repetition + " double input; }",
                writer -> DoubleStream.of(NUMBERS)
                        .forEach(number -> writer.row(row -> {
                            row.add("name", "n");
                            row.add("input", number);
                        })));
        assertEquals(List.of(6L), column.shape());
        assertArrayEquals(NUMBERS, column.readRows(0, 6));
    }

    /** Of writers older than the rules for lists, and behind another column with two leaves. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "repeated double input;",
                "required group input { repeated double array; }",
                "optional group input (LIST) { repeated double array; }",
                "required group input (LIST) { repeated group list { required double element; } }"
            })
    void readsListsHoweverTheyAreNested(String declared) throws IOException {
        StoredArray column = write(
                "message m { required group other { required double a; required double b; } " + declared + " }",
                writer -> {
                    for (int row = 0; row < 3; row++) {
                        int first = 2 * row;
                        writer.row(group -> {
                            group.addGroup(0).append("a", 7.0).append("b", 8.0);
                            if (declared.startsWith("repeated")) {
                                group.append("input", NUMBERS[first]).append("input", NUMBERS[first + 1]);
                            } else if (declared.contains("element")) {
                                var list = group.addGroup(1);
                                list.addGroup(0).append("element", NUMBERS[first]);
                                list.addGroup(0).append("element", NUMBERS[first + 1]);
                            } else {
                                group.addGroup(1)
                                        .append("array", NUMBERS[first])
                                        .append("array", NUMBERS[first + 1]);
                            }
                        });
                    }
                });
        assertEquals(List.of(3L, 2L), column.shape());
        assertArrayEquals(NUMBERS, column.readRows(0, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"double", "float"})
    void readsSplitBytes(String type) throws IOException {
        double[] numbers = {1, -2.5, 3, 0.125f, -0.0, Float.MAX_VALUE};
        ParquetFiles.write(
                file(),
                ParquetFiles.lists("input", type),
                builder -> builder.withByteStreamSplitEncoding(true).withDictionaryEncoding(false),
                ParquetFiles.rows(numbers, 2));
        assertArrayEquals(numbers, open().readRows(0, 3));
    }

    static Stream<Arguments> types() {
        return Stream.of(
                Arguments.of("int32", List.of(-3, 7), new double[] {-3, 7}),
                Arguments.of("int32 %s (INTEGER(32,false))", List.of(-1, 7), new double[] {4294967295.0, 7}),
                Arguments.of("int32 %s (INTEGER(8,true))", List.of(-3, 7), new double[] {-3, 7}),
                Arguments.of("int64", List.of(-3L, (1L << 53) + 3), new double[] {-3, (1L << 53) + 4}),
                Arguments.of("int64 %s (INTEGER(64,false))", List.of(-1L, 7L), new double[] {0x1p64, 7}),
                Arguments.of("boolean", List.of(true, false), new double[] {1, 0}),
                Arguments.of("float", List.of(0.1f, 2f), new double[] {0.1f, 2}),
                Arguments.of("int32 %s (DECIMAL(9,2))", List.of(-12345, 10), new double[] {-123.45, 0.1}),
                Arguments.of(
                        "int64 %s (DECIMAL(18,5))",
                        List.of(-12345L, 999999999999999999L),
                        new double[] {-0.12345, new BigDecimal("9999999999999.99999").doubleValue()}),
                Arguments.of(
                        "binary %s (DECIMAL(30,3))",
                        List.of(binary("ff85"), binary("0123456789abcdef01234567")),
                        new double[] {-0.123, new BigDecimal("352125166730063718056674.663").doubleValue()}),
                Arguments.of(
                        "fixed_len_byte_array(5) %s (DECIMAL(11,1))",
                        List.of(binary("ffffffff85"), binary("0000000001")), new double[] {-12.3, 0.1}),
                Arguments.of(
                        "fixed_len_byte_array(2) %s (FLOAT16)",
                        List.of(binary("00c1"), binary("0100")), new double[] {-2.5, 0x1p-24}));
    }

    /** In both versions of pages, encoded plainly, by a dictionary, by differences or split. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void readsEveryRealType(String type, List<Object> values, double... expected) throws IOException {
        String declared = type.contains("%s") ? String.format(type, "input") : type + " input";
        for (WriterVersion version : WriterVersion.values()) {
            for (boolean dictionary : new boolean[] {true, false}) {
                for (boolean split : new boolean[] {true, false}) {
                    ParquetFiles.write(
                            file(),
                            "message m { optional " + declared + "; }",
                            builder -> builder.withWriterVersion(version)
                                    .withDictionaryEncoding(dictionary)
                                    .withByteStreamSplitEncoding(split),
                            writer -> values.forEach(value -> writer.row(row -> add(row, value))));
                    assertArrayEquals(expected, open().readRows(0, 2), version + ", " + dictionary + ", " + split);
                }
            }
        }
    }

    private static void add(Group row, Object value) {
        if (value instanceof Integer number) {
            row.add(0, number);
        } else if (value instanceof Long number) {
            row.add(0, number);
        } else if (value instanceof Boolean flag) {
            row.add(0, flag);
        } else if (value instanceof Float number) {
            row.add(0, number);
        } else {
            row.add(0, (Binary) value);
        }
    }

    private static Binary binary(String hex) {
        return Binary.fromConstantByteArray(HexFormat.of().parseHex(hex));
    }

    private static void vector(Group row, int kind, double... numbers) {
        Group vector = row.addGroup(0);
        vector.add("type", kind);
        Group values = vector.addGroup("values");
        for (double number : numbers) {
            values.addGroup(0).add(0, number);
        }
    }

    @Test
    void readsTheDenseVectorsOfSpark() throws IOException {
        StoredArray column = write(VECTORS, writer -> {
            writer.row(row -> vector(row, 1, 1, 2));
            writer.row(row -> vector(row, 1, 3, 4));
        });
        assertEquals(List.of(2L, 2L), column.shape());
        assertArrayEquals(new double[] {1, 2, 3, 4}, column.readRows(0, 2));
    }

    @Test
    void aDirectoryHoldsTheRowsOfItsFilesByName() throws IOException {
        Path parts = Files.createDirectory(file());
        ParquetFiles.write(
                parts.resolve("part-1.parquet"), ParquetFiles.LISTS, ParquetFiles.rows(new double[] {3, 4}, 2));
        ParquetFiles.write(parts.resolve("part-2.parquet"), ParquetFiles.LISTS, writer -> {});
        ParquetFiles.write(
                parts.resolve("part-0.snappy.parquet"),
                ParquetFiles.lists("input", "float"),
                builder -> builder.withCompressionCodec(CompressionCodecName.SNAPPY),
                ParquetFiles.rows(new double[] {1, 2}, 2));
        ParquetFiles.write(
                parts.resolve("part-3.parquet"), ParquetFiles.LISTS, ParquetFiles.rows(new double[] {5, 6}, 2));
        Files.createFile(parts.resolve("_SUCCESS"));
        Files.createFile(parts.resolve(".part-0.snappy.parquet.crc"));
        ParquetColumn column = open();
        assertEquals(List.of(3L, 2L), column.shape());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, column.readRows(0, 3));
        assertArrayEquals(new double[] {3, 4}, column.readRows(1, 1));
        String before = fingerprint(column);
        ParquetFiles.write(
                parts.resolve("part-3.parquet"), ParquetFiles.LISTS, ParquetFiles.rows(new double[] {5, 7}, 2));
        assertNotEquals(before, fingerprint(open()));
        Path year = Files.createDirectories(parts.resolve("part-1=year=2026").resolve("day=1"));
        ParquetFiles.write(year.resolve("a.parquet"), ParquetFiles.LISTS, ParquetFiles.rows(new double[] {8, 9}, 2));
        assertArrayEquals(new double[] {1, 2, 3, 4, 8, 9, 5, 7}, open().readRows(0, 4), "in the order of the names");
        Files.createDirectory(parts.resolve("more"));
        assertRefused(" holds \"more\", but may hold .parquet files and nothing else");
    }

    @Test
    void aDirectoryWithoutFilesIsRefused() throws IOException {
        Files.createDirectory(file());
        assertRefused(" holds no .parquet files");
    }

    @Test
    void whereItIsSentToItReadsItsFile() throws IOException, ClassNotFoundException {
        double[] numbers = IntStream.range(0, 20_000).mapToDouble(Math::sin).toArray();
        StoredArray column = write(ParquetFiles.LISTS, ParquetFiles.rows(numbers, 2));
        column.readRows(0, 10);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        new ObjectOutputStream(sent).writeObject(column);
        assertTrue(sent.size() < 5000, "its numbers do not travel: " + sent.size() + " bytes");
        StoredArray copy =
                (StoredArray) new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray())).readObject();
        assertArrayEquals(numbers, copy.readRows(0, 10_000));
        write(ParquetFiles.LISTS, ParquetFiles.rows(NUMBERS, 2));
        DataException changed = assertThrows(DataException.class, () -> copy.readRows(0, 10_000));
        assertTrue(changed.getMessage().contains("has changed while it was in use"), changed.getMessage());
    }

    /** Rows in small pieces one after the other: every byte of the column once, but for what lies behind headers. */
    @Test
    void readsAndDecodesEveryPageOnce() throws IOException {
        double[] numbers = IntStream.range(0, 400_000).mapToDouble(Math::sin).toArray();
        ParquetFiles.write(
                file(),
                ParquetFiles.LISTS,
                builder -> builder.withDictionaryEncoding(false),
                ParquetFiles.rows(numbers, 4));
        ParquetColumn column = open();
        StorageStatistics statistics = FileSystem.getGlobalStorageStatistics().get("file");
        long before = statistics.getLong("bytesRead");
        for (int row = 0; row < 100_000; row += 50) {
            column.readRows(row, 50);
        }
        long read = statistics.getLong("bytesRead") - before;
        assertTrue(read < 1.2 * Files.size(file()), read + " bytes read of " + Files.size(file()));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("no rows", ParquetFiles.LISTS, ParquetFiles.rows(), "[\"input\"] has no rows"),
                Arguments.of(
                        "null in the first row",
                        ParquetFiles.LISTS,
                        ParquetFiles.rows(null, new double[2]),
                        "[\"input\"] has null in row 0 instead of a number"),
                Arguments.of(
                        "null in another row",
                        ParquetFiles.LISTS,
                        ParquetFiles.rows(new double[2], null),
                        "[\"input\"] has null in row 1 instead of a number"),
                Arguments.of(
                        "an empty list",
                        ParquetFiles.LISTS,
                        ParquetFiles.rows(new double[2], new double[2], new double[0]),
                        "[\"input\"] has an empty list in row 2 instead of a number"),
                Arguments.of(
                        "a null entry",
                        ParquetFiles.LISTS,
                        ParquetFiles.rows(new double[2], new double[] {1, Double.NaN}),
                        "[\"input\"] has a null entry in row 1 instead of a number"),
                Arguments.of(
                        "a short row",
                        ParquetFiles.LISTS,
                        ParquetFiles.rows(new double[3], new double[2], new double[3]),
                        "[\"input\"] has length 2 in row 1, but row 0 has length 3"),
                Arguments.of(
                        "a long row",
                        ParquetFiles.LISTS,
                        ParquetFiles.rows(new double[3], new double[5], new double[3]),
                        "[\"input\"] has length 5 in row 1, but row 0 has length 3"),
                Arguments.of(
                        "rows that make up for each other",
                        ParquetFiles.LISTS,
                        ParquetFiles.rows(new double[3], new double[4], new double[2]),
                        "[\"input\"] has length 4 in row 1, but row 0 has length 3"),
                Arguments.of(
                        "a short row at the end",
                        ParquetFiles.LISTS,
                        ParquetFiles.rows(new double[3], new double[3], new double[2]),
                        "[\"input\"] has length 2 in row 2, but row 0 has length 3"),
                Arguments.of(
                        "a null number",
                        "message m { optional double input; }",
                        (Consumer<ParquetFiles.Writer>) writer -> {
                            writer.row(row -> row.add("input", 1.0));
                            writer.row(row -> {});
                        },
                        "[\"input\"] has null in row 1 instead of a number"),
                Arguments.of(
                        "another type",
                        "message m { required int32 input (DATE); }",
                        (Consumer<ParquetFiles.Writer>) writer -> writer.row(row -> row.add("input", 1)),
                        "[\"input\"] holds values of type INT32 (DATE); it must hold numbers, lists of numbers or dense vectors"),
                Arguments.of(
                        "a sparse vector",
                        VECTORS,
                        (Consumer<ParquetFiles.Writer>) writer -> {
                            writer.row(row -> vector(row, 1, 1, 2));
                            writer.row(row -> vector(row, 0, 3, 4));
                        },
                        "[\"input\"] has a sparse vector in row 1; vectors must be dense: write vector_to_array of"
                                + " it in Spark"),
                Arguments.of(
                        "lists of lists",
                        "message m { repeated group input { repeated double x; } }",
                        ParquetFiles.rows(),
                        "[\"input\"] holds neither numbers nor lists of numbers"),
                Arguments.of(
                        "a structure",
                        "message m { required group input { required double x; } }",
                        ParquetFiles.rows(),
                        "[\"input\"] holds neither numbers nor lists of numbers"),
                Arguments.of(
                        "other columns",
                        "message m { required double x; required group y { required double input; } }",
                        ParquetFiles.rows(),
                        " holds no column \"input\"; its columns are x, y"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void refused(String name, String schema, Consumer<ParquetFiles.Writer> rows, String complaint) throws IOException {
        ParquetFiles.write(file(), schema, rows);
        assertRefused(complaint);
    }

    @Test
    void aRaggedRowIsNumberedInTheWholeDataset() throws IOException {
        Path parts = Files.createDirectory(file());
        ParquetFiles.write(parts.resolve("part-0.parquet"), ParquetFiles.LISTS, ParquetFiles.rows(NUMBERS, 2));
        ParquetFiles.write(
                parts.resolve("part-1.parquet"),
                ParquetFiles.LISTS,
                ParquetFiles.rows(new double[2], new double[2], new double[1], new double[2]));
        assertRefused("[\"input\"] has length 1 in row 5, but row 0 has length 2");
    }

    static Stream<Arguments> damaged() {
        return Stream.of(
                footer(
                        "encrypted column",
                        column -> column.setCrypto_metadata(
                                ColumnCryptoMetaData.ENCRYPTION_WITH_FOOTER_KEY(new EncryptionWithFooterKey())),
                        "[\"input\"] is encrypted, which cannot be read"),
                footer(
                        "encrypted metadata",
                        ColumnChunk::unsetMeta_data,
                        "[\"input\"] is encrypted, which cannot be read"),
                footer(
                        "in another file",
                        column -> column.setFile_path("other"),
                        "[\"input\"] lies in another file, which is not read"),
                footer(
                        "unknown codec",
                        column -> column.getMeta_data().setCodec(CompressionCodec.BROTLI),
                        "[\"input\"] is compressed with BROTLI; UNCOMPRESSED, SNAPPY, GZIP, LZ4, ZSTD, LZ4_RAW can be read"),
                footer(
                        "more bytes than the file has",
                        column -> column.getMeta_data().setTotal_compressed_size(1L << 40),
                        "[\"input\"] claims 1099511627776 bytes at 4 of a file of "),
                footer(
                        "before the file",
                        column -> column.getMeta_data().setData_page_offset(-1),
                        "[\"input\"] claims "),
                footer(
                        "entries beyond belief",
                        column -> column.getMeta_data().setNum_values(1L << 60),
                        "[\"input\"] claims 1152921504606846976 entries in 3 rows and "),
                footer(
                        "more entries than there are",
                        column -> column.getMeta_data().setNum_values(8),
                        " is damaged in the page at byte "),
                footer(
                        "fewer entries than there are",
                        column -> column.getMeta_data().setNum_values(4),
                        " is damaged in the page at byte 4: its pages hold more than the 4 entries"),
                Arguments.of(
                        "a missing row",
                        change(footer -> footer.getRow_groups().get(0).setNum_rows(2)),
                        "[\"input\"] claims 2 rows and 6 entries from row 0 on, but row 0 has length 2"),
                Arguments.of(
                        "negative rows",
                        change(footer -> footer.getRow_groups().get(0).setNum_rows(-1)),
                        "[\"input\"] claims 6 entries in -1 rows and "),
                Arguments.of(
                        "a missing column",
                        change(footer ->
                                footer.getRow_groups().get(0).getColumns().clear()),
                        "[\"input\"] is missing in a row group"),
                Arguments.of(
                        "no columns",
                        change(footer -> footer.setSchema(footer.getSchema().subList(0, 1))),
                        " holds no column \"input\"; its columns are none"),
                Arguments.of("empty", (Change) bytes -> new byte[0], " is not a Parquet file: it has 0 bytes"),
                Arguments.of(
                        "another file",
                        (Change) bytes -> "inputs of all samples".getBytes(StandardCharsets.UTF_8),
                        " is not a Parquet file: it does not end with PAR1"),
                Arguments.of(
                        "cut",
                        (Change) bytes -> Arrays.copyOf(bytes, bytes.length - 1),
                        " is not a Parquet file: it does not end with PAR1"),
                Arguments.of(
                        "encrypted",
                        (Change) bytes -> with(bytes, bytes.length - 1, 'E'),
                        " is encrypted, which cannot be read"),
                Arguments.of(
                        "a footer larger than the file",
                        (Change) bytes -> with(bytes, bytes.length - 6, 1),
                        " claims a footer of "),
                Arguments.of(
                        "a damaged footer",
                        (Change) bytes -> ParquetFiles.withFooter(bytes, new byte[40]),
                        " cannot be read as Parquet: its footer is damaged"),
                Arguments.of(
                        "a list of two billion elements",
                        (Change) bytes -> ParquetFiles.withFooter(
                                bytes, new byte[] {0x15, 2, 0x19, (byte) 0xfc, -1, -1, -1, -1, 7}),
                        " cannot be read as Parquet: its footer is damaged"),
                Arguments.of(
                        "a footer nested deeply",
                        (Change) bytes -> ParquetFiles.withFooter(bytes, nested(100_000)),
                        " cannot be read as Parquet: its footer is damaged"),
                Arguments.of(
                        "a damaged page header",
                        (Change) bytes -> with(bytes, 4, 0),
                        " is damaged in the page at byte 4: its header is damaged"),
                Arguments.of(
                        "a page of two billion bytes",
                        (Change) bytes -> page(bytes, 5, 0xfe, 0xff, 0xff, 0xff, 0x0f),
                        " is damaged in the page at byte 4: "));
    }

    private static Arguments footer(String name, Consumer<ColumnChunk> change, String complaint) {
        return Arguments.of(
                name,
                change(footer ->
                        change.accept(footer.getRow_groups().get(0).getColumns().get(0))),
                complaint);
    }

    private static Change change(Consumer<FileMetaData> change) {
        return bytes -> ParquetFiles.withFooter(bytes, change);
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] copy = bytes.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static byte[] page(byte[] bytes, int at, int... values) {
        byte[] copy = bytes.clone();
        for (int i = 0; i < values.length; i++) {
            copy[at + i] = (byte) values[i];
        }
        return copy;
    }

    /** Lists in lists, in a field that nobody knows. */
    private static byte[] nested(int depth) {
        byte[] footer = new byte[depth];
        Arrays.fill(footer, (byte) 0x19);
        footer[0] = (byte) 0xf9;
        return footer;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void damaged(String name, Change change, String complaint) throws IOException {
        ParquetFiles.write(
                file(),
                ParquetFiles.LISTS,
                builder -> builder.withDictionaryEncoding(false),
                ParquetFiles.rows(NUMBERS, 2));
        Files.write(file(), change.apply(Files.readAllBytes(file())));
        assertRefused(complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
    void aFlippedBitInAPageIsNoticed(String codec) throws IOException {
        write(codec, true, Math::sin);
        byte[] good = Files.readAllBytes(file());
        for (int at = 200; at < 2000; at += 100) {
            Files.write(file(), with(good, at, good[at] ^ 0x10));
            assertRefused(" is damaged in the page at byte 4: its checksum is not that of its content");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SNAPPY", "GZIP", "ZSTD"})
    void damageThatACodecNoticesIsToldAsSuch(String codec) throws IOException {
        write(codec, false, i -> Math.floor(10 * Math.sin(i)));
        byte[] bytes = Files.readAllBytes(file());
        Arrays.fill(bytes, 120, 160, (byte) 0xff);
        Files.write(file(), bytes);
        assertRefused(" is damaged in the page at byte 4: ");
    }

    private void write(String codec, boolean checksum, IntToDoubleFunction number) throws IOException {
        ParquetFiles.write(
                file(),
                ParquetFiles.LISTS,
                builder -> builder.withCompressionCodec(CompressionCodecName.valueOf(codec))
                        .withPageWriteChecksumEnabled(checksum)
                        .withDictionaryEncoding(false),
                ParquetFiles.rows(IntStream.range(0, 600).mapToDouble(number).toArray(), 2));
    }

    /** Nobody has such a row, and a run of repetition levels claims one in a few bytes. */
    @Test
    void aRowThatIsLongerThanAnyIsRefused() throws IOException {
        ParquetFiles.write(file(), ParquetFiles.LISTS, ParquetFiles.rows(NUMBERS, 2));
        int entries = 1 << 25;
        byte[] body = HexFormat.of()
                .parseHex("07000000" + "0200" + "feffff1f01" + "05000000" + "feffff1f03" + "00".repeat(8));
        PageHeader header = new PageHeader(PageType.DATA_PAGE, body.length, body.length);
        header.setData_page_header(new DataPageHeader(entries, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        page.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
        Util.writePageHeader(header, page);
        page.writeBytes(body);
        byte[] footer = ParquetFiles.footer(file());
        Files.write(file(), ParquetFiles.withFooter(ParquetFiles.withFooter(page.toByteArray(), footer), changed -> {
            changed.getRow_groups().get(0).setNum_rows(1);
            changed.getRow_groups().get(0).getColumns().get(0).getMeta_data().setDictionary_page_offsetIsSet(false);
            changed.getRow_groups()
                    .get(0)
                    .getColumns()
                    .get(0)
                    .getMeta_data()
                    .setNum_values(entries)
                    .setData_page_offset(4)
                    .setTotal_compressed_size(page.size() - 4);
        }));
        assertRefused("[\"input\"] has more than 16777216 entries in row 0");
    }

    @Test
    void aMissingFileIsRefused() {
        DataException failure = assertThrows(DataException.class, this::open);
        assertEquals(file() + " cannot be read: no such file", failure.getMessage());
    }

    private void assertRefused(String complaint) {
        DataException failure = assertThrows(DataException.class, () -> {
            ParquetColumn column = open();
            column.readRows(0, Math.toIntExact(column.rows()));
        });
        String message = failure.getMessage();
        assertTrue(message.contains(file().toString()) && message.contains(complaint), message);
        assertEquals(1, message.lines().count(), message);
    }

    private StoredArray write(String schema, Consumer<ParquetFiles.Writer> rows) throws IOException {
        ParquetFiles.write(file(), schema, rows);
        return StoredArray.open(STORAGE, file().toString(), "inputs", "input", CsvOptions.NONE);
    }

    private ParquetColumn open() {
        return ParquetColumn.open(STORAGE, file().toString(), "input");
    }

    private Path file() {
        return directory.resolve("a.parquet");
    }

    private static String fingerprint(StoredArray array) {
        Fingerprint fingerprint = new Fingerprint();
        array.addTo(fingerprint);
        return fingerprint.hex();
    }

    /** Damages a file. */
    interface Change {
        byte[] apply(byte[] bytes) throws IOException;
    }
}
