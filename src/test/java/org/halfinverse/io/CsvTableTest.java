package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTableTest {
    private static final Storage STORAGE = new Storage(Map.of());
    /** As many as there are damaged files for a reader: 10,000 and more in the profile for studies that take their time. */
    private static final int TABLES = Integer.getInteger("hig.fuzz.count", 1000);

    /** Which stands in no table. */
    private static final char NO_CHARACTER = '\uffff';

    /** What breaks readers, one byte a letter. */
    private static final List<String> PARTS = List.of(
            "\\",
            "\\\\",
            "\"",
            "\"\"",
            "\\\"",
            ",",
            ";",
            "\t",
            "|",
            "\n",
            "\r\n",
            "\r",
            " ",
            "  ",
            "\0",
            "\u00e9",
            "\u00ff",
            "\u0080",
            "\u00c3",
            "#",
            "'",
            "=1+1",
            "NULL",
            "\\N",
            "nan",
            "1,5",
            "-0.0",
            "x",
            "a b",
            "\u00ef\u00bb\u00bf");

    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');

    @TempDir
    private Path directory;

    /** A table is read as a second implementation reads it, and written again to the byte. */
    @Test
    void hostileTablesComeBackToTheByte() throws IOException {
        for (int i = 0; i < TABLES; i++) {
            RandomGenerator random = CounterRandom.of(1, Stream.TRAINING_SAMPLES, i);
            char separator = SEPARATORS.get(random.nextInt(SEPARATORS.size()));
            List<List<String>> table = table(random, separator);
            String lineEnd = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
            List<String> records = table.stream()
                    .map(cells -> String.join(String.valueOf(separator), cells))
                    .toList();
            byte[] file = latin1(String.join(lineEnd, records) + (random.nextBoolean() ? lineEnd : ""));
            CsvFormat format = new CsvFormat((byte) separator, (byte) '.');
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            CsvWriter writer = new CsvWriter(copy, format);
            CsvReader reader = new CsvReader(new ByteArrayInputStream(file), format.separator(), "table " + i);
            for (List<String> cells : table) {
                assertTrue(reader.next(), "table " + i);
                assertEquals(cells.size(), reader.cells(), "table " + i);
                assertArrayEquals(latin1(String.join(String.valueOf(separator), cells)), reader.record(), "table " + i);
                writer.raw(reader.record())
                        .number(0.1)
                        .text("\"a\n" + separator)
                        .end();
            }
            assertEquals(false, reader.next(), "table " + i);
            List<List<String>> wider = table.stream()
                    .map(cells -> {
                        List<String> more = new ArrayList<>(
                                cells.stream().map(CsvTableTest::content).toList());
                        more.addAll(List.of("0.1", "\"a\n" + separator));
                        return more;
                    })
                    .toList();
            assertEquals(wider, parsed(copy.toString(StandardCharsets.ISO_8859_1), separator), "table " + i);
        }
    }

    private static List<List<String>> table(RandomGenerator random, char separator) {
        int width = 2 + random.nextInt(4);
        return IntStream.range(0, 1 + random.nextInt(5))
                .mapToObj(row -> IntStream.range(0, width)
                        .mapToObj(column -> written(random, separator))
                        .toList())
                .toList();
    }

    /** A cell as it stands in a file, in quotes where it has to be, and sometimes where it need not. */
    private static String written(RandomGenerator random, char separator) {
        String text = IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> PARTS.get(random.nextInt(PARTS.size())))
                .collect(Collectors.joining());
        boolean plain = text.chars().noneMatch(c -> c == separator || c == '"' || c == '\n' || c == '\r')
                && !text.startsWith("\u00ef\u00bb\u00bf");
        return plain && random.nextInt(4) > 0 ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String content(String written) {
        return written.startsWith("\"")
                ? written.substring(1, written.length() - 1).replace("\"\"", "\"")
                : written;
    }

    /** The second implementation: that of Spark. */
    private static List<List<String>> parsed(String text, char separator) {
        CsvParserSettings settings = new CsvParserSettings();
        settings.getFormat().setDelimiter(separator);
        settings.getFormat().setLineSeparator("\n");
        settings.getFormat().setNormalizedNewline('\n');
        settings.getFormat().setQuoteEscape('"');
        settings.getFormat().setCharToEscapeQuoteEscaping(NO_CHARACTER);
        settings.getFormat().setComment(NO_CHARACTER);
        settings.setNormalizeLineEndingsWithinQuotes(false);
        settings.trimValues(false);
        settings.setNullValue("");
        settings.setEmptyValue("");
        settings.setMaxCharsPerColumn(-1);
        List<List<String>> table = new ArrayList<>();
        for (String[] record : new CsvParser(settings).parseAll(new StringReader(text))) {
            table.add(List.of(record));
        }
        return table;
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void namesAreKeptToTheLetterAndRecognizedWithoutTheirBlanks() throws IOException {
        Path file = directory.resolve("a.csv");
        Files.write(file, latin1("Stra\u00dfe,\" a \"\"b\"\"\", input_1 , ,\tinput_0\n1,2,3,4,5\n"));
        CsvTable table = CsvTable.open(STORAGE, TableFiles.of(STORAGE, file.toString()), CsvOptions.NONE);
        assertEquals(List.of("Stra\u00dfe", " a \"b\"", " input_1 ", " ", "\tinput_0"), table.names());
        assertArrayEquals(new double[] {5, 3}, table.numbers("input").readRows(0, 1));
    }

    @Test
    void rowsHaveTheirBytesAndNumbers() throws IOException {
        CsvTable table = open("note,note,input_0\n\"C:\\dir0\\\",a,0.5\n \"C:\\dir1\\\" , b ,1e3\r\n", CsvOptions.NONE);
        assertEquals(List.of("note", "note", "input_0"), table.names());
        assertEquals("note,note,input_0", new String(table.header(), StandardCharsets.UTF_8));
        assertEquals(2, table.rows());
        assertEquals(3, table.cells());
        List<String> rows = new ArrayList<>();
        double[] numbers = new double[2];
        table.read(0, 2, row -> {
            row.numbers(table.columns("input"), numbers, rows.size());
            rows.add(new String(row.bytes(), StandardCharsets.UTF_8));
        });
        assertEquals(List.of("\"C:\\dir0\\\",a,0.5", " \"C:\\dir1\\\" , b ,1e3"), rows);
        assertArrayEquals(new double[] {0.5, 1000}, numbers);
    }

    /** Spark's own reader ends at 20,480. */
    @Test
    void tablesMayBeWide() throws IOException {
        int width = 30_000;
        CsvTable table = open(
                IntStream.range(0, width).mapToObj(i -> "input_" + i).collect(Collectors.joining(",", "", "\n"))
                        + IntStream.range(0, width).mapToObj(String::valueOf).collect(Collectors.joining(",")),
                CsvOptions.NONE);
        double[] numbers = new double[width];
        table.read(0, 1, row -> row.numbers(table.columns("input"), numbers, 0));
        assertArrayEquals(IntStream.range(0, width).asDoubleStream().toArray(), numbers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "1,2/3,4!,.", // whole numbers, not decimal commas
                "1,5;2,5!;,",
                "1.5;2!;.",
                "1;2/3,5;4!;,",
                "a;b/1,5;2!;,",
                "a;b/1.5;2,5!;.", // neither, so that the comma is told about
                "input_0;note/1;x, y!;.",
                "a,b;c/1,2!,.",
                "a, b;c/1,2/3,4!,.",
                "a;b, c/1,5;2/3;4!;,",
                "\"a;b\",c/1,2!,.",
                "\"a,b\";c/1;2!;.",
                "a|b/1|2!|.",
                "1 2/3 4! .",
                "input_0 input_1/1 2! .",
                "a b/1/2!,.", // a name of two words
                "a;b/1,234;2!;.", // perhaps 1234
                "a;b/1,234,567;2!;.",
                "a;b/0,234;2!;,",
                "a;b/1,234;2,5!;,",
                "1!,.",
                "\"1,5\"!,,"
            })
    void formatsAreRecognized(String text, String format) throws IOException {
        assertEquals(
                new CsvFormat((byte) format.charAt(0), (byte) format.charAt(1)),
                CsvFormat.recognize(
                        STORAGE,
                        List.of(Files.writeString(file(), text.replace('/', '\n'))
                                .toString()),
                        CsvOptions.NONE),
                text);
    }

    @Test
    void tabsAreRecognized() throws IOException {
        assertEquals('\t', open("a\tb c, d\n1\t2\n", CsvOptions.NONE).format().separator());
    }

    @Test
    void whatIsSaidHolds() throws IOException {
        double[] numbers = new double[2];
        CsvOptions german = new CsvOptions(Optional.of(';'), Optional.of(','), Optional.empty());
        open("a;b\n1,234;2\n", german).read(0, 1, row -> row.numbers(new int[] {0, 1}, numbers, 0));
        assertArrayEquals(new double[] {1.234, 2}, numbers);
        CsvOptions named = new CsvOptions(Optional.empty(), Optional.empty(), Optional.of(true));
        CsvTable table = open("0,1\n5,6\n", named);
        assertEquals(List.of("0", "1"), table.names());
        assertEquals(1, table.rows());
        CsvOptions unnamed = new CsvOptions(Optional.of('_'), Optional.empty(), Optional.of(false));
        assertEquals(2, open("a_b\n1_2\n", unnamed).rows());
    }

    @Test
    void aCommaThatMayBeADecimalOneIsToldAbout() throws IOException {
        CsvTable table = open("a;b\n1,234;2\n", CsvOptions.NONE);
        DataException failure = assertThrows(
                DataException.class, () -> table.read(0, 1, row -> row.numbers(new int[] {0}, new double[1], 0)));
        assertEquals(
                file() + " has \"1,234\" in row 0 (line 2), column 0 (\"a\"), which is not a number: if \",\" is its"
                        + " decimal sign, set problem.data.csv.decimal = \",\"",
                failure.getMessage());
    }

    @Test
    void whatCannotBeSaidIsRefused() {
        for (char separator : new char[] {'"', '\n', '\r', '.', '-', '7', 'a', '\u00e9'}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new CsvOptions(Optional.of(separator), Optional.empty(), Optional.empty()));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> new CsvOptions(Optional.empty(), Optional.of('\''), Optional.empty()));
        assertThrows(IllegalArgumentException.class, () -> CsvOptions.character(""));
        assertEquals(Optional.of('\t'), CsvOptions.character("tab"));
        assertEquals(Optional.empty(), CsvOptions.character("auto"));
    }

    @Test
    void cellsAreQuotedWhereTheyHaveToBe() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        CsvWriter writer = new CsvWriter(output, new CsvFormat((byte) ';', (byte) ','));
        writer.text("a b")
                .text("")
                .text(" a")
                .text("a;b")
                .text("a,b")
                .text("\"")
                .text("a\rb")
                .text("\u00e9")
                .end();
        writer.number(-1.5).number(1e-300).number(Double.NaN).end();
        assertEquals(
                "a b;\"\";\" a\";\"a;b\";a,b;\"\"\"\";\"a\rb\";\u00e9\n-1,5;1,0E-300;NaN\n",
                output.toString(StandardCharsets.UTF_8));
    }

    private CsvTable open(String text, CsvOptions told) throws IOException {
        Files.writeString(file(), text);
        return CsvTable.open(STORAGE, TableFiles.of(STORAGE, file().toString()), told);
    }

    private Path file() {
        return directory.resolve("a.csv");
    }
}
