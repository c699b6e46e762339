package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.Sent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NpzArrayTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final double[] NUMBERS = {1, -2.5, 3, 1e-300, -0.0, Double.MAX_VALUE};
    private static final int UTF_8_NAMES = 0x800;
    private static final int ENCRYPTED = 1;
    private static final int BZIP2 = 12;

    @TempDir
    private Path directory;

    @Test
    void readsAnArrayByItsName() throws IOException {
        StoredArray array = open(NpzBytes.deflated(Map.of("a", npy(new double[1], 1), "inputs", numbers())));
        assertEquals(path() + "[\"inputs\"]", array.path());
        assertEquals(List.of(3L, 2L), array.shape());
        assertEquals("(3, 2)", array.shapeText());
        assertEquals(3, array.rows());
        assertEquals(2, array.rowLength());
        assertArrayEquals(NUMBERS, array.readRows(0, 3));
        assertArrayEquals(new double[] {3, 1e-300}, array.readRows(1, 1));
        assertArrayEquals(new double[0], array.readRows(3, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> array.readRows(2, 2));
    }

    @Test
    void readsWhatNumPyStoresUncompressed() throws IOException {
        assertArrayEquals(
                NUMBERS, open(NpzBytes.asNumPyStores("inputs", numbers())).readRows(0, 3));
    }

    @Test
    void widensFloat32() throws IOException {
        byte[] header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(HexFormat.of().parseHex("934e554d50590100"))
                .putShort((short) header.length)
                .put(header);
        bytes.putFloat(0.1f).putFloat(-3);
        assertArrayEquals(
                new double[] {0.1f, -3},
                open(NpzBytes.asNumPyStores("inputs", bytes.array())).readRows(0, 2));
    }

    @Test
    void readsArraysLargerThanItsBuffer() throws IOException {
        double[] numbers = IntStream.range(0, 30_000).mapToDouble(Math::sin).toArray();
        StoredArray array = open(NpzBytes.deflated(Map.of("inputs", npy(numbers, 10_000, 3))));
        assertArrayEquals(numbers, array.readRows(0, 10_000));
    }

    @Test
    void whereItIsSentToItReadsItsFileAgain() throws IOException, ClassNotFoundException {
        StoredArray array = open(NpzBytes.deflated(Map.of("inputs", npy(new double[20_000], 10_000, 2))));
        int size = Sent.bytes(array).length;
        assertTrue(size < 5000, "its numbers do not travel: " + size + " bytes");
        StoredArray copy = Sent.sent(array);
        Files.delete(Path.of(path()));
        assertThrows(DataException.class, () -> copy.readRows(0, 1));
        write(NpzBytes.deflated(Map.of("inputs", numbers())));
        DataException changed = assertThrows(DataException.class, () -> copy.readRows(0, 1));
        assertTrue(
                changed.getMessage()
                        .endsWith("has changed while it was in use: its shape was (10000, 2) and is (3, 2)"),
                changed.getMessage());
        double[] numbers = new double[20_000];
        numbers[19_999] = 7;
        write(NpzBytes.deflated(Map.of("inputs", npy(numbers, 10_000, 2))));
        assertArrayEquals(new double[] {0, 7}, copy.readRows(9999, 1));
    }

    @Test
    void theFingerprintIsThatOfTheFile() throws IOException {
        String first = fingerprint(open(NpzBytes.deflated(Map.of("inputs", numbers()))));
        String second = fingerprint(open(NpzBytes.deflated(Map.of("inputs", npy(new double[6], 3, 2)))));
        assertNotEquals(first, second);
    }

    static Stream<Arguments> malformed() throws IOException {
        byte[] npy = npy(NUMBERS, 3, 2);
        byte[] deflated = NpzBytes.deflated(Map.of("inputs", npy));
        byte[] stored = NpzBytes.asNumPyStores("inputs", npy);
        byte[] damaged = stored.clone();
        damaged[200] ^= 1;
        byte[] moved = stored.clone();
        moved[stored.length - 22 - 56 + 42]++;
        byte[] torn = stored.clone();
        torn[stored.length - 22 - 56] ^= 1;
        byte[] twice = NpzBytes.deflated(Map.of("inputs", npy, "inputz", npy));
        replace(twice, "inputz", "inputs");
        return Stream.of(
                Arguments.of("empty", new byte[0], " is not a .npz file: there is no ZIP directory at its end"),
                Arguments.of("npy", npy, " is not a .npz file"),
                Arguments.of("cut", Arrays.copyOf(deflated, 90), " is not a .npz file: there is no ZIP directory"),
                Arguments.of("cut at the start", Arrays.copyOfRange(stored, 99, 338), "cannot be read as .npz: "),
                Arguments.of(
                        "a flipped bit", damaged, "cannot be read as .npz: the checksum of \"inputs.npy\" differs"),
                Arguments.of("a damaged directory", torn, "cannot be read as .npz: its directory is damaged"),
                Arguments.of("not there", moved, "\"inputs.npy\" is not where its directory says"),
                Arguments.of("two of a name", twice, " holds two arrays named \"inputs\""),
                Arguments.of(
                        "another array",
                        NpzBytes.deflated(Map.of("x", npy, "y", npy)),
                        " holds no array \"inputs\"; it holds x, y"),
                Arguments.of(
                        "another file",
                        NpzBytes.entry("inputs.txt", 0, NpzBytes.STORED, npy.length, npy),
                        " holds no array \"inputs\"; it holds inputs.txt"),
                Arguments.of(
                        "lines in a name", NpzBytes.entry("a\nb", 0, NpzBytes.STORED, npy.length, npy), "it holds a b"),
                Arguments.of(
                        "a name that is no UTF-8",
                        NpzBytes.entry("inp\u00ffts.npy", UTF_8_NAMES, NpzBytes.STORED, npy.length, npy),
                        "it holds inp\ufffdts"),
                Arguments.of(
                        "encrypted",
                        NpzBytes.entry("inputs.npy", ENCRYPTED, NpzBytes.STORED, npy.length, npy),
                        " cannot be read as .npz: \"inputs.npy\" is encrypted"),
                Arguments.of(
                        "another method",
                        NpzBytes.entry("inputs.npy", 0, BZIP2, npy.length, npy),
                        " cannot be read as .npz: \"inputs.npy\" is packed by method 12; stored and deflated arrays"),
                Arguments.of(
                        "a smaller size",
                        NpzBytes.entry("inputs.npy", 0, NpzBytes.STORED, npy.length - 1, npy),
                        "[\"inputs\"] has 175 bytes, but shape (3, 2) needs 176"),
                Arguments.of(
                        "a larger size",
                        NpzBytes.entry("inputs.npy", 0, NpzBytes.STORED, npy.length + 1, npy),
                        "[\"inputs\"] has 177 bytes, but shape (3, 2) needs 176"),
                Arguments.of(
                        "no array",
                        NpzBytes.deflated(Map.of("inputs", "text".getBytes(StandardCharsets.US_ASCII))),
                        "[\"inputs\"] is not a .npy file"),
                Arguments.of(
                        "a cut array",
                        NpzBytes.deflated(Map.of("inputs", Arrays.copyOf(npy, npy.length - 1))),
                        "[\"inputs\"] has 175 bytes, but shape (3, 2) needs 176"),
                Arguments.of(
                        "a longer array",
                        NpzBytes.deflated(Map.of("inputs", Arrays.copyOf(npy, npy.length + 1))),
                        "[\"inputs\"] has 177 bytes, but shape (3, 2) needs 176"),
                Arguments.of(
                        "more than the file can hold",
                        NpzBytes.entry("inputs.npy", 0, NpzBytes.STORED, 1_600_000_128, npy("(1000, 200000)")),
                        "[\"inputs\"] has shape (1000, 200000), which cannot be in a file of "),
                Arguments.of(
                        "more than any file can hold",
                        NpzBytes.deflated(Map.of("inputs", npy("(1000000000, 1000000000)"))),
                        "[\"inputs\"] has 176 bytes, but shape (1000000000, 1000000000) needs 8000000000000000128"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void refusesWhatItCannotRead(String name, byte[] bytes, String complaint) {
        DataException failure = assertThrows(DataException.class, () -> open(bytes));
        String message = failure.getMessage();
        assertTrue(message.startsWith(path()) && message.contains(complaint), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void refusesMoreArraysThanAnybodyHas() throws IOException {
        Map<String, byte[]> many = new TreeMap<>();
        IntStream.rangeClosed(0, 4096).forEach(i -> many.put("a" + i, new byte[0]));
        DataException failure = assertThrows(DataException.class, () -> open(NpzBytes.deflated(many)));
        assertEquals(path() + " holds more than 4096 files", failure.getMessage());
    }

    /** A file of a hundred thousand bytes that would become a hundred million. */
    @Test
    void anArchiveThatUnpacksToMuchIsReadNoFurtherThanItsShape() throws IOException {
        byte[] bomb = NpzBytes.deflated(Map.of("inputs", Arrays.copyOf(numbers(), 100_000_000)));
        assertTrue(bomb.length < 200_000);
        DataException failure = assertThrows(DataException.class, () -> open(bomb));
        assertTrue(failure.getMessage().contains("has 100000000 bytes, but shape"), failure.getMessage());
    }

    @Test
    void readsArchivesOfWhichTheShapesAreKnown() throws IOException {
        write(NpzBytes.deflated(Map.of("W0", numbers(), "b0", npy(new double[] {7, 8}, 2))));
        Map<String, double[]> arrays = read(Map.of("W0", List.of(3L, 2L), "b0", List.of(2L)));
        assertArrayEquals(NUMBERS, arrays.get("W0"));
        assertArrayEquals(new double[] {7, 8}, arrays.get("b0"));
        assertRefused(Map.of("W0", List.of(2L, 3L), "b0", List.of(2L)), "[\"W0\"] has shape (3, 2) instead of (2, 3)");
        assertRefused(Map.of("W0", List.of(3L, 2L)), " holds W0, b0, but must hold W0 and nothing else");
        assertRefused(
                new TreeMap<>(Map.of("W0", List.of(3L, 2L), "b0", List.of(2L), "W1", List.of(2L, 1L))),
                " holds no array \"W1\"; it holds W0, b0");
    }

    private void assertRefused(Map<String, List<Long>> shapes, String complaint) {
        DataException failure = assertThrows(DataException.class, () -> read(shapes));
        assertTrue(failure.getMessage().startsWith(path() + complaint), failure.getMessage());
    }

    private Map<String, double[]> read(Map<String, List<Long>> shapes) {
        return NpzArchive.read(STORAGE, path(), shapes);
    }

    private String path() {
        return directory.resolve("a.npz").toString();
    }

    private void write(byte[] bytes) throws IOException {
        Files.write(Path.of(path()), bytes);
    }

    private StoredArray open(byte[] bytes) throws IOException {
        write(bytes);
        return StoredArray.open(STORAGE, path(), "inputs", "input", CsvOptions.NONE);
    }

    private static String fingerprint(StoredArray array) {
        Fingerprint fingerprint = new Fingerprint();
        array.addTo(fingerprint);
        return fingerprint.hex();
    }

    private static byte[] numbers() throws IOException {
        return npy(NUMBERS, 3, 2);
    }

    private static byte[] npy(double[] numbers, long... shape) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        NpyArray.write(output, numbers, shape);
        return output.toByteArray();
    }

    /** Another name of the same length wherever it stands. */
    private static void replace(byte[] bytes, String name, String by) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace(name, by);
        System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, bytes.length);
    }

    /** The header of an array of some shape, and six numbers. */
    private static byte[] npy(String shape) throws IOException {
        String npy = new String(numbers(), StandardCharsets.ISO_8859_1);
        String changed = npy.replaceFirst("\\(3, 2\\), \\} {" + (shape.length() - 6) + "}", shape + ", }");
        return changed.getBytes(StandardCharsets.ISO_8859_1);
    }
}
