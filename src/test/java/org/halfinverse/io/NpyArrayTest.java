package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyArrayTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final String MATRIX = "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }\n";
    private static final double[] NUMBERS = {1, -2.5, 3, 1e-300, -0.0, Double.MAX_VALUE};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersionOfTheHeader(int version) throws IOException {
        NpyArray array = open(file(version, MATRIX, float64(NUMBERS)));
        assertEquals(List.of(3L, 2L), array.shape());
        assertEquals("(3, 2)", array.shapeText());
        assertEquals(3, array.rows());
        assertEquals(2, array.rowLength());
        assertArrayEquals(NUMBERS, array.readAll());
    }

    @Test
    void readsAHeaderWithoutPaddingAndInAnotherOrder() throws IOException {
        byte[] bytes = file(1, "{'shape':(3,2),'descr':'<f8','fortran_order':False}", float64(NUMBERS));
        assertArrayEquals(NUMBERS, open(bytes).readAll());
    }

    @Test
    void widensFloat32() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(0.1f).putFloat(-3).putFloat(Float.MIN_VALUE);
        NpyArray array = open(file(1, MATRIX.replace("<f8", "<f4").replace("(3, 2)", "(3,)"), data.array()));
        assertArrayEquals(new double[] {0.1f, -3, Float.MIN_VALUE}, array.readAll());
        assertArrayEquals(new double[] {-3}, array.readRows(1, 1));
    }

    @Test
    void readsShapesOfAnyNumberOfAxes() throws IOException {
        NpyArray scalar = open(file(1, MATRIX.replace("(3, 2)", "()"), float64(7)));
        assertEquals("()", scalar.shapeText());
        assertArrayEquals(new double[] {7}, scalar.readAll());
        NpyArray vector = open(file(1, MATRIX.replace("(3, 2)", "(6,)"), float64(NUMBERS)));
        assertEquals("(6,)", vector.shapeText());
        assertArrayEquals(NUMBERS, vector.readAll());
        NpyArray cube = open(file(1, MATRIX.replace("(3, 2)", "(1, 3, 2)"), float64(NUMBERS)));
        assertEquals(6, cube.rowLength());
        assertArrayEquals(NUMBERS, cube.readRows(0, 1));
        NpyArray empty = open(file(1, MATRIX.replace("(3, 2)", "(0, 2)"), new byte[0]));
        assertEquals(0, empty.rows());
        assertArrayEquals(new double[0], empty.readAll());
        NpyArray widthless = open(file(1, MATRIX.replace("(3, 2)", "(1000000000000, 0)"), new byte[0]));
        assertEquals(1_000_000_000_000L, widthless.rows());
        assertArrayEquals(new double[0], widthless.readAll());
    }

    /** Rows of an array of three axes, whose columns lie apart in the file. */
    @Test
    void readsRowsOfFortranOrder() throws IOException {
        double[] numbers = IntStream.range(0, 2 * 3 * 4).asDoubleStream().toArray();
        double[] stored = new double[numbers.length];
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                for (int k = 0; k < 4; k++) {
                    stored[i + 2 * (j + 3 * k)] = numbers[(i * 3 + j) * 4 + k];
                }
            }
        }
        String header = MATRIX.replace("False", "True").replace("(3, 2)", "(2, 3, 4)");
        NpyArray array = open(file(1, header, float64(stored)));
        assertArrayEquals(numbers, array.readAll());
        assertArrayEquals(Arrays.copyOfRange(numbers, 12, 24), array.readRows(1, 1));
        assertArrayEquals(new double[0], array.readRows(1, 0));
    }

    /** One after the other in a file, as {@code numpy.save} leaves them that is given an open file twice. */
    @Test
    void ofSeveralArraysTheFirstIsRead() throws IOException {
        byte[] first = file(1, MATRIX, float64(NUMBERS));
        NpyArray array = open(concatenate(first, file(2, MATRIX.replace("8", "4"), new byte[7])));
        assertArrayEquals(NUMBERS, array.readAll());
    }

    @Test
    void readsSlicesOfRows() throws IOException {
        NpyArray array = open(file(1, MATRIX, float64(NUMBERS)));
        assertArrayEquals(new double[] {1, -2.5}, array.readRows(0, 1));
        assertArrayEquals(new double[] {3, 1e-300, -0.0, Double.MAX_VALUE}, array.readRows(1, 2));
        assertArrayEquals(new double[0], array.readRows(3, 0));
    }

    @Test
    void readsSlicesLargerThanItsBuffer() throws IOException {
        double[] numbers = TestVectors.gaussian(0, 60_000);
        NpyArray array = open(file(1, MATRIX.replace("(3, 2)", "(20000, 3)"), float64(numbers)));
        assertArrayEquals(numbers, array.readAll());
        assertArrayEquals(Arrays.copyOfRange(numbers, 300, 45_300), array.readRows(100, 15_000));
    }

    @Test
    void refusesRowsThatAreNotThere() throws IOException {
        NpyArray array = open(file(1, MATRIX, float64(NUMBERS)));
        assertThrows(IndexOutOfBoundsException.class, () -> array.readRows(-1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.readRows(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> array.readRows(2, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> array.readRows(Long.MAX_VALUE, 1));
    }

    @Test
    void saysSoWhenAFileGotShorterAfterItWasOpened() throws IOException {
        byte[] bytes = file(1, MATRIX, float64(NUMBERS));
        NpyArray array = open(bytes);
        Files.write(Path.of(array.path()), Arrays.copyOf(bytes, bytes.length - 8));
        DataException failure = assertThrows(DataException.class, array::readAll);
        assertEquals(array.path() + " cannot be read: it ends too early", failure.getMessage());
    }

    @Test
    void refusesToWriteNumbersThatDoNotFillTheShape() {
        assertThrows(
                IllegalArgumentException.class,
                () -> NpyArray.write(new ByteArrayOutputStream(), new double[] {1, 2}, 7));
    }

    @Test
    void writesTheBytesOfNumPy() throws IOException {
        // 10 bytes of prefix, then 0x76 = 118 bytes of header: the numbers start at 128, a multiple of 64.
        byte[] expected = concatenate(
                HexFormat.of().parseHex("934e554d505901007600"),
                ("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }" + " ".repeat(60) + "\n")
                        .getBytes(StandardCharsets.US_ASCII),
                HexFormat.of().parseHex("000000000000f03f" + "00000000000004c0"));
        assertEquals(144, expected.length);
        assertArrayEquals(expected, written(new double[] {1, -2.5}, 2));
    }

    @Test
    void readsWhatItWrites() throws IOException {
        double[] numbers = TestVectors.gaussian(1, 30_000);
        assertArrayEquals(numbers, open(written(numbers, 30_000)).readAll());
        NpyArray matrix = open(written(numbers, 10_000, 3));
        assertEquals(List.of(10_000L, 3L), matrix.shape());
        assertArrayEquals(numbers, matrix.readAll());
        assertEquals(List.of(), open(written(new double[] {4})).shape());
        assertEquals(List.of(0L, 5L), open(written(new double[0], 0, 5)).shape());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 99, 100, 1_000_000_000})
    void alignsItsNumbersWhateverTheShape(int length) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        NpyHeader.write(output, length, 0, 12345);
        byte[] bytes = output.toByteArray();
        assertEquals(0, bytes.length % 64);
        assertEquals(bytes.length - 10, (bytes[8] & 0xFF) + 256 * (bytes[9] & 0xFF));
        assertEquals('\n', bytes[bytes.length - 1]);
        assertEquals(List.of((long) length, 0L, 12345L), open(bytes).shape());
    }

    static Stream<Arguments> malformed() {
        byte[] good = file(1, MATRIX, float64(NUMBERS));
        byte[] wrongMagic = good.clone();
        wrongMagic[5] = 'X';
        int headerEnd = 10 + MATRIX.length();
        byte[] hugeHeader = concatenate(HexFormat.of().parseHex("934e554d50590200ffffffff"), new byte[50]);
        return Stream.of(
                Arguments.of("wrong magic", wrongMagic, "does not start with \\x93NUMPY"),
                Arguments.of("text", "1.0, 2.0\n".getBytes(StandardCharsets.US_ASCII), "does not start with"),
                Arguments.of("empty", new byte[0], "ends within the header"),
                Arguments.of("cut in the magic", Arrays.copyOf(good, 4), "ends within the header"),
                Arguments.of("cut in the length", Arrays.copyOf(good, 9), "ends within the header"),
                Arguments.of("cut in the header", Arrays.copyOf(good, headerEnd - 1), "ends within the header"),
                Arguments.of("no data", Arrays.copyOf(good, headerEnd), "70 bytes, but shape (3, 2) needs 118"),
                Arguments.of("cut in the data", Arrays.copyOf(good, good.length - 1), "117 bytes, but shape (3, 2)"),
                Arguments.of("trailing byte", Arrays.copyOf(good, good.length + 1), "119 bytes, but shape (3, 2)"),
                Arguments.of("version 0", file(0, MATRIX, float64(NUMBERS)), "version 0"),
                Arguments.of("version 4", file(4, MATRIX, float64(NUMBERS)), "version 4"),
                Arguments.of("huge header", hugeHeader, "claims a header of 4294967295 bytes"),
                Arguments.of("a type of two lines", changed("<f8", "<f\n8"), "of type \"<f 8\", which is unknown"),
                Arguments.of("no type", changed("<f8", ""), "of type \"\", which is unknown"),
                Arguments.of("long double", changed("<f8", "<f16"), "type <f16, which differ from machine to machine"),
                Arguments.of("complex", changed("<f8", "<c16"), "holds complex numbers (<c16)"),
                Arguments.of("complex of old", changed("<f8", "D"), "holds complex numbers (D)"),
                Arguments.of("objects", changed("<f8", "|O"), "holds Python objects, which are never loaded"),
                Arguments.of("texts", changed("<f8", "<U7"), "holds texts (<U7)"),
                Arguments.of("bytes", changed("<f8", "|S3"), "holds texts (|S3)"),
                Arguments.of("dates", changed("<f8", "<M8[ns]"), "holds dates or times (<M8[ns])"),
                Arguments.of("raw records", changed("<f8", "|V16"), "holds records (|V16)"),
                Arguments.of("records", changed("'<f8'", "[('a', '<f8')]"), "holds records of several fields"),
                Arguments.of("arrays", changed("'<f8'", "('<f8', (2,))"), "holds records of several fields"),
                Arguments.of("no order", changed("fortran_order", "order"), "header without a descr, a fortran_order"),
                Arguments.of("no shape", changed("shape", "form"), "header without a descr, a fortran_order"),
                Arguments.of("no flag", changed("False", "0"), "header without a descr, a fortran_order"),
                Arguments.of("no tuple", changed("(3, 2)", "(6)"), "header without a descr, a fortran_order"),
                Arguments.of("another key", changed("{", "{'x': 1, "), "header without a descr, a fortran_order"),
                Arguments.of("no dictionary", changed(MATRIX, "(1, 2)"), "header without a descr, a fortran_order"),
                Arguments.of("not closed", changed("}", ""), "has a header that cannot be read: it ends too early"),
                Arguments.of("text not closed", changed("<f8'", "<f8"), "has a header that cannot be read: "),
                Arguments.of("something behind", changed("}", "} + 1"), "cannot be read: \"+ 1\" at position 60"),
                Arguments.of("deep", changed("(3, 2)", "[".repeat(9999)), "more than 32 brackets within each other"),
                Arguments.of("a text as shape", changed("(3, 2)", "('3', 2)"), "shape that cannot be: (3, 2)"),
                Arguments.of("negative shape", changed("(3, 2)", "(-3, 2)"), "shape that cannot be: (-3, 2)"),
                Arguments.of("two negatives", changed("(3, 2)", "(-3, -2)"), "shape that cannot be: (-3, -2)"),
                Arguments.of("product overflows", changed("(3, 2)", "(4294967296, 4294967296)"), "cannot be"),
                Arguments.of("bytes overflow", changed("(3, 2)", "(1152921504606846976, 2)"), "cannot be"),
                Arguments.of(
                        "length overflows", changed("(3, 2)", "(99999999999999999999,)"), "cannot be read: \"9999"),
                Arguments.of("more than any disk", changed("(3, 2)", "(1000000000000, 2)"), "needs 16000000000082"),
                Arguments.of("no numbers", changed("(3, 2)", "(x, 2)"), "cannot be read: \"x, 2)"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void refusesWhatIsNoArray(String name, byte[] bytes, String complaint) {
        DataException failure = assertThrows(DataException.class, () -> open(bytes));
        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith(path("a.npy") + " "), message);
        assertTrue(message.contains(complaint), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void refusesAFileThatIsNotThere() {
        DataException failure = assertThrows(DataException.class, () -> NpyArray.open(STORAGE, path("none.npy")));
        assertEquals(path("none.npy") + " cannot be read: no such file", failure.getMessage());
    }

    @Test
    void refusesADirectory() {
        DataException failure = assertThrows(DataException.class, () -> NpyArray.open(STORAGE, directory.toString()));
        assertEquals(directory + " cannot be read: it is a directory", failure.getMessage());
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private NpyArray open(byte[] bytes) throws IOException {
        Files.write(directory.resolve("a.npy"), bytes);
        return NpyArray.open(STORAGE, path("a.npy"));
    }

    private static byte[] written(double[] numbers, long... shape) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        NpyArray.write(output, numbers, shape);
        return output.toByteArray();
    }

    private static byte[] changed(String from, String to) {
        return file(1, MATRIX.replace(from, to), float64(NUMBERS));
    }

    /** A file of any version, put together by hand. */
    private static byte[] file(int version, String header, byte[] data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer prefix = ByteBuffer.allocate(version == 1 ? 10 : 12).order(ByteOrder.LITTLE_ENDIAN);
        prefix.put(HexFormat.of().parseHex("934e554d5059")).put((byte) version).put((byte) 0);
        if (version == 1) {
            prefix.putShort((short) text.length);
        } else {
            prefix.putInt(text.length);
        }
        return concatenate(prefix.array(), text, data);
    }

    private static byte[] float64(double... numbers) {
        ByteBuffer data = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        IntStream.range(0, numbers.length).forEach(i -> data.putDouble(numbers[i]));
        return data.array();
    }

    private static byte[] concatenate(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
