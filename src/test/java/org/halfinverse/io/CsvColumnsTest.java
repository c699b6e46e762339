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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.StorageStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvColumnsTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final double[] NUMBERS = {1, -2.5, 3, 1e-300, -0.0, Double.MAX_VALUE};
    private static final String ROWS = "1,-2.5\n3,1e-300\n-0.0,1.7976931348623157E308\n";

    @TempDir
    private Path directory;

    @Test
    void tellsItsShape() throws IOException {
        StoredArray columns = open(ROWS);
        assertEquals(file().toString(), columns.path());
        assertEquals(List.of(3L, 2L), columns.shape());
        assertEquals("(3, 2)", columns.shapeText());
        assertEquals(3, columns.rows());
        assertEquals(2, columns.rowLength());
        assertArrayEquals(new double[0], columns.readRows(3, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> columns.readRows(2, 2));
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("plain", ROWS),
                Arguments.of("no line feed at the end", ROWS.strip()),
                Arguments.of("Windows", ROWS.replace("\n", "\r\n")),
                Arguments.of("Windows twice", ROWS.replace("\n", "\r\r\n")),
                Arguments.of("old Macs", ROWS.replace("\n", "\r")),
                Arguments.of("old Macs, with a header", "a,\"b\nc\"\r" + ROWS.replace("\n", "\r")),
                Arguments.of("semicolons", ROWS.replace(',', ';')),
                Arguments.of("semicolons and commas", ROWS.replace(',', ';').replace('.', ',')),
                Arguments.of("tabs", "a\tb\n" + ROWS.replace(',', '\t')),
                Arguments.of("bars", ROWS.replace(',', '|')),
                Arguments.of("blanks between", ROWS.replace(',', ' ')),
                Arguments.of(
                        "decimal commas in quotes", "\"1\",\"-2,5\"\n3,1e-300\n\"-0,0\",\"1,7976931348623157E308\""),
                Arguments.of("byte order mark", "\ufeff" + ROWS),
                Arguments.of("blank lines at the end", ROWS + "\n \n\r\n\t"),
                Arguments.of("blanks", " 1 ,\t-2.5\n3 , 1e-300 \n -0.0,1.7976931348623157E308"),
                Arguments.of("quotes", "\"1\",-2.5\n 3 , \"1e-300\" \r\n\" -0.0\",\"1.7976931348623157E308\""),
                Arguments.of("header", "a,b\n" + ROWS),
                Arguments.of("header of strange names", "\ufeff\"a,\"\"\n\",\"\"\n" + ROWS),
                Arguments.of("other ways to write them", "+1,-25e-1\n03.,.1E-299\n-0,17976931348623157e292"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void readsNumbersHoweverTheyAreWritten(String name, String text) throws IOException {
        StoredArray columns = open(text);
        assertArrayEquals(NUMBERS, columns.readRows(0, 3));
        assertArrayEquals(new double[] {3, 1e-300}, columns.readRows(1, 1));
        assertArrayEquals(new double[] {-0.0, Double.MAX_VALUE}, columns.readRows(2, 1));
    }

    @Test
    void readsWhatIsNotFinite() throws IOException {
        double inf = Double.POSITIVE_INFINITY;
        assertArrayEquals(
                new double[] {Double.NaN, Double.NaN, inf, -inf, inf, -inf, inf},
                open("nan,NaN,inf,-Inf,+Infinity,-infinity,1e999").readRows(0, 1));
    }

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of("input,target,state", "[\"input\"]", new double[] {0}),
                Arguments.of("t, input ,input2", "[\"input\"]", new double[] {1}),
                Arguments.of("\"\",\"input_1\",input_0", "[\"input\"]", new double[] {2, 1}),
                Arguments.of("7,input_0,input_1", "[\"input\"]", new double[] {1, 2}),
                Arguments.of("Input,y,z", "", new double[] {0, 1, 2}),
                Arguments.of("input_a,input_,inputs", "", new double[] {0, 1, 2}));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void takesTheColumnsThatAreNamedLikeTheComponent(String header, String label, double[] numbers) throws IOException {
        StoredArray columns = open(header + "\n0,1,2\n0,1,2\n");
        assertEquals(file() + label, columns.path());
        assertEquals(List.of(2L, (long) numbers.length), columns.shape());
        assertArrayEquals(numbers, columns.readRows(1, 1));
    }

    @Test
    void numbersOfColumnsCountAsNumbers() throws IOException {
        List<Integer> order =
                IntStream.range(0, 1200).map(i -> i * 7 % 1200).boxed().toList();
        String header = order.stream().map(i -> "input_" + i).collect(Collectors.joining(","));
        String row = order.stream().map(String::valueOf).collect(Collectors.joining(","));
        double[] expected = IntStream.range(0, 1200).asDoubleStream().toArray();
        assertArrayEquals(expected, open(header + "\n" + row).readRows(0, 1));
    }

    /** In pieces from anywhere, with rows of several lines among them. */
    @Test
    void readsFromTheMiddle() throws IOException {
        int rows = 30_000;
        StringBuilder text = new StringBuilder("name,input_0,input_1\n");
        for (int row = 0; row < rows; row++) {
            text.append(row % 100 == 7 ? "\"a\n\"\",\nb\"," : "c,")
                    .append(row)
                    .append(",-")
                    .append(row / 8.0)
                    .append('\n');
        }
        StoredArray columns = open(text.toString());
        double[] all = columns.readRows(0, rows);
        for (int row = 0; row < rows; row++) {
            assertEquals(row, all[2 * row]);
            assertEquals(0 - row / 8.0, all[2 * row + 1], 0.0);
        }
        for (int[] piece : new int[][] {{0, 1}, {1, 254}, {255, 2}, {257, 0}, {500, 15_000}, {29_999, 1}, {40, 5}}) {
            assertArrayEquals(
                    Arrays.copyOfRange(all, 2 * piece[0], 2 * (piece[0] + piece[1])),
                    columns.readRows(piece[0], piece[1]),
                    Arrays.toString(piece));
        }
    }

    /** Rows in small pieces one after the other: no byte is read much more than once. */
    @Test
    void readsEveryByteOnce() throws IOException {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, 60_000)
                .forEach(i ->
                        text.append(Math.sin(i)).append(',').append(Math.cos(i)).append('\n'));
        StoredArray columns = open(text.toString());
        StorageStatistics statistics = FileSystem.getGlobalStorageStatistics().get("file");
        long before = statistics.getLong("bytesRead");
        for (int row = 0; row < 60_000; row += 10_000) {
            columns.readRows(row, 10_000);
        }
        long read = statistics.getLong("bytesRead") - before;
        assertTrue(read < 1.3 * Files.size(file()), read + " bytes read of " + Files.size(file()));
    }

    @Test
    void aDirectoryHoldsTheRowsOfItsFilesByName() throws IOException {
        Path parts = Files.createDirectory(file());
        Files.writeString(parts.resolve("part-1.csv"), "input\n3\n4\n");
        Files.writeString(parts.resolve("part-0.csv"), "input\n1\n2\n");
        Files.writeString(parts.resolve("part-2.csv"), "input\n");
        Files.writeString(parts.resolve("part-3.csv"), "");
        Files.writeString(parts.resolve("part-4.csv"), "input\n5\n");
        Files.createFile(parts.resolve("_SUCCESS"));
        Files.createFile(parts.resolve(".part-0.csv.crc"));
        StoredArray columns = open();
        assertEquals(List.of(5L, 1L), columns.shape());
        assertArrayEquals(new double[] {1, 2, 3, 4, 5}, columns.readRows(0, 5));
        assertArrayEquals(new double[] {2, 3}, columns.readRows(1, 2));
        assertArrayEquals(new double[] {5}, columns.readRows(4, 1));
        String before = fingerprint(columns);
        Files.writeString(parts.resolve("part-4.csv"), "input\n6\n");
        assertNotEquals(before, fingerprint(open()));
        Files.writeString(parts.resolve("part-4.csv"), "input\n5\n6\nx\n");
        DataException failure = assertThrows(DataException.class, () -> open().readRows(0, 7));
        assertEquals(
                file() + "/part-4.csv has \"x\" in row 6 (line 4), column 0 (\"input\"), which is not a number",
                failure.getMessage());
        Files.writeString(parts.resolve("part-4.csv"), "5\n");
        assertRefused("/part-4.csv has no header, but " + file() + "/part-0.csv has header input");
        Files.writeString(parts.resolve("part-4.csv"), "input,target\n5,6\n");
        assertRefused("/part-4.csv has header input, target, but " + file() + "/part-0.csv has header input");
        Files.writeString(Files.createDirectory(parts.resolve("year=2026")).resolve("a.csv"), "input\n6\n");
        Files.delete(parts.resolve("part-4.csv"));
        assertEquals(6, open().readRows(open().rows() - 1, 1)[0]);
        Files.createDirectory(parts.resolve("more"));
        assertRefused(" holds \"more\", but may hold .csv files and nothing else");
    }

    @Test
    void filesWithoutHeadersNeedEquallyManyColumns() throws IOException {
        Path parts = Files.createDirectory(file());
        Files.writeString(parts.resolve("0.csv"), "1,2\n");
        Files.writeString(parts.resolve("1.csv"), "1\n");
        assertRefused("/1.csv has 1 columns, but " + file() + "/0.csv has 2");
    }

    @Test
    void whereItIsSentToItReadsItsFile() throws IOException, ClassNotFoundException {
        int rows = 200_000;
        Files.writeString(
                file(), IntStream.range(0, rows).mapToObj(i -> i + "," + -i).collect(Collectors.joining("\n")));
        StoredArray columns = open();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        new ObjectOutputStream(sent).writeObject(columns);
        assertTrue(sent.size() < 10_000, "its numbers do not travel: " + sent.size() + " bytes");
        StoredArray copy =
                (StoredArray) new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray())).readObject();
        assertArrayEquals(new double[] {199_999, -199_999}, copy.readRows(199_999, 1));
        for (String changed :
                List.of("", "1,2\n", "1\n".repeat(rows), "\"a\n\"b,1\n".repeat(rows), "12345678901,1\n".repeat(rows))) {
            Files.writeString(file(), changed);
            DataException failure = assertThrows(DataException.class, () -> copy.readRows(150_000, 2));
            assertEquals(file() + " has changed while it was in use", failure.getMessage());
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("", " has no rows"),
                Arguments.of(" \n\n", " has no rows"),
                Arguments.of("a\rb\r\rc", " has a blank line 3: only lines at the end of a file may be blank"),
                Arguments.of("a,b\n", " has no rows"),
                Arguments.of("1,2\n3\n", " has 1 cells in row 1 (line 2) instead of 2"),
                Arguments.of("a,b\n1,2\n3,4,5\n", " has 3 cells in row 1 (line 3) instead of 2"),
                Arguments.of("a,b\n1\n", " has 1 cells in row 0 (line 2) instead of 2"),
                Arguments.of("1\n\n2\n", " has a blank line 2: only lines at the end of a file may be blank"),
                Arguments.of("\n1\n", " has a blank line 1: only lines at the end of a file may be blank"),
                Arguments.of("\"a\n\",b\n1,2\n\"3\n,4", " has a quote that is not closed in row 1 (line 4)"),
                Arguments.of("1\n\0\n2", " has a blank line 2: only lines at the end of a file may be blank"),
                Arguments.of("1,\"2\"3\n", " has text after a quoted cell in line 1; a separator must follow"),
                Arguments.of(
                        "1,2\n1,\"2\" \"3\"",
                        " has text after a quoted cell in row 1 (line 2); a separator must follow"),
                Arguments.of(
                        "1,abc\n2,3\n",
                        " begins with a line that is neither names nor numbers: column 0 has \"1\", column 1 has"
                                + " \"abc\""),
                Arguments.of(
                        "1,,3\n",
                        " begins with a line that is neither names nor numbers: column 0 has \"1\", column 1 has an"
                                + " empty cell"),
                Arguments.of("target,x\n1,2\n", " has no column \"input\" or \"input_0\"; it has target, x"),
                Arguments.of("input_0,input_2\n1,2\n", " has no column \"input_1\": number the 2 columns from 0 on"),
                Arguments.of("input_1,input_2\n1,2\n", " has no column \"input_0\": number the 2 columns from 0 on"),
                Arguments.of("input_1,input_01\n1,2\n", " has two columns \"input_01\"; each name may stand only once"),
                Arguments.of("input,input\n1,2\n", " has two columns \"input\"; each name may stand only once"),
                Arguments.of(
                        "input,input_0\n1,2\n",
                        " has a column \"input\" beside \"input_…\" with numbers: use one or the other"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesToOpenWhatIsNoTableOfNumbers(String text, String complaint) throws IOException {
        Files.writeString(file(), text);
        assertRefused(complaint);
    }

    static Stream<Arguments> wrongCells() {
        return Stream.of(
                Arguments.of("1,2\n3,abc\n", "\"abc\" in row 1 (line 2), column 1"),
                Arguments.of("1,2\n3,\n", "an empty cell in row 1 (line 2), column 1"),
                Arguments.of("1,2\n3,\"\"\n", "an empty cell in row 1 (line 2), column 1"),
                Arguments.of("1,2\n , 4\n", "an empty cell in row 1 (line 2), column 0"),
                Arguments.of("\ufeff\"x\n\",y\n1,2\n3,4;5\n", "\"4;5\" in row 1 (line 4), column 1 (\"y\")"),
                Arguments.of("input_1,input_0\n1,2\n3,1 2", "\"1 2\" in row 1 (line 3), column 1 (\"input_0\")"),
                Arguments.of("1\n0x10", "\"0x10\" in row 1 (line 2), column 0"),
                Arguments.of("1\n1d\n", "\"1d\" in row 1 (line 2), column 0"),
                Arguments.of("1\n#2\n", "\"#2\" in row 1 (line 2), column 0"),
                Arguments.of("1\n" + "9e".repeat(100), "\"" + "9e".repeat(30) + "…\" in row 1 (line 2), column 0"),
                Arguments.of("1\n\u0661\n", "\"\u0661\" in row 1 (line 2), column 0"));
    }

    @ParameterizedTest
    @MethodSource("wrongCells")
    void saysWhichCellIsNotANumber(String text, String complaint) throws IOException {
        Files.writeString(file(), text);
        DataException failure = assertThrows(DataException.class, () -> {
            StoredArray columns = open();
            columns.readRows(0, (int) columns.rows());
        });
        String message = failure.getMessage();
        assertTrue(message.startsWith(file() + (complaint.startsWith(" ") ? "" : " has ") + complaint), message);
        assertTrue(message.contains("which is not a number"), message);
    }

    /** Of what nobody reads, nothing need be a number. */
    @Test
    void otherColumnsMayHoldAnything() throws IOException {
        assertArrayEquals(
                new double[] {1, 2, 3}, open("n,input\n5\" pipe,1\n#,2\n,3\n").readRows(0, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1\n"})
    void aRecordMayNotBeArbitrarilyLong(String before) throws IOException {
        Files.writeString(file(), before + "1".repeat(CsvReader.LONGEST_RECORD + 1));
        String where = before.isEmpty() ? "in line 1" : "in row 1 (line 2)";
        assertRefused(" has a record of more than 16 MiB " + where + ": every row must be a line of its own");
    }

    @Test
    void theLongestRecordIsRead() throws IOException {
        StoredArray columns = open("5,6," + " ".repeat(CsvReader.LONGEST_RECORD - 6) + "7\n");
        assertArrayEquals(new double[] {5, 6, 7}, columns.readRows(0, 1));
    }

    @Test
    void aRecordMayNotHaveArbitrarilyManyCells() throws IOException {
        Files.writeString(file(), ",".repeat(CsvReader.MOST_CELLS));
        assertRefused(" has more than 1048576 cells in line 1");
    }

    @Test
    void otherEncodingsThanUtf8AreReadAsFarAsTheyAgreeWithIt() throws IOException {
        Files.write(file(), "Gr\u00f6\u00dfe,input\n\u00ff\ufffe,1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertArrayEquals(new double[] {1}, open().readRows(0, 1));
        Files.write(file(), "1;2\n".getBytes(StandardCharsets.UTF_16));
        assertRefused(" is in UTF-16: save it in UTF-8 or in an encoding of one byte a letter");
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        assertRefused(" cannot be read: no such file");
    }

    private void assertRefused(String complaint) {
        DataException failure = assertThrows(DataException.class, this::open);
        assertEquals(file() + complaint, failure.getMessage());
    }

    private Path file() {
        return directory.resolve("a.csv");
    }

    private StoredArray open() {
        return StoredArray.open(STORAGE, file().toString(), "inputs", "input", CsvOptions.NONE);
    }

    private StoredArray open(String text) throws IOException {
        Files.writeString(file(), text);
        return open();
    }

    private static String fingerprint(StoredArray array) {
        Fingerprint fingerprint = new Fingerprint();
        array.addTo(fingerprint);
        return fingerprint.hex();
    }
}
