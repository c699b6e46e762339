package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @Test
    void equalNumbersHaveEqualFingerprintsAndOthersDoNot() {
        assertEquals(of(1, 2), of(1, 2));
        assertNotEquals(of(1, 2), of(2, 1));
        assertNotEquals(of(0.0), of(-0.0));
        assertNotEquals(
                new Fingerprint().add(1.0).add(2.0, 3.0).hex(),
                new Fingerprint().add(1.0, 2.0).add(3.0).hex());
    }

    /** Numbers are turned into bytes some at a time: those of the largest arrays would not fit one array of bytes. */
    @Test
    void everyNumberOfALongArrayCounts() {
        double[] numbers = new double[200_000];
        Arrays.setAll(numbers, i -> i);
        String before = of(numbers);
        for (int changed : new int[] {0, 65_535, 65_536, 131_072, 199_999}) {
            numbers[changed]++;
            assertNotEquals(before, of(numbers));
            numbers[changed]--;
        }
        assertEquals(before, of(numbers));
    }

    @Test
    void theChecksumOfAFileIsThatOfSha256sum() throws IOException {
        Path file = directory.resolve("abc");
        Files.writeString(file, "abc");
        assertEquals( // FIPS 180-2, appendix B.1
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                Fingerprint.ofContent(STORAGE, file.toString()));
    }

    @Test
    void everyByteOfAFileCounts() throws IOException {
        Path file = directory.resolve("data");
        byte[] bytes = new byte[200_000];
        Files.write(file, bytes);
        String before = ofFile(file);
        bytes[123_456] = 1;
        Files.write(file, bytes);
        assertNotEquals(before, ofFile(file));
    }

    /** The file is sparse: it takes no space. */
    @Test
    void aLargeFileIsReadInPiecesFromItsStartToItsEnd() throws IOException {
        Path file = directory.resolve("large");
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength((256L << 20) + 1);
            String empty = ofFile(file);
            content.seek(content.length() - 2);
            content.write(1);
            String changed = ofFile(file);
            assertNotEquals(empty, changed);
            content.setLength(content.length() + 1);
            assertNotEquals(changed, ofFile(file));
        }
    }

    private static String of(double... numbers) {
        return new Fingerprint().add(numbers).hex();
    }

    private static String ofFile(Path file) {
        return new Fingerprint().addFile(STORAGE, file.toString()).hex();
    }
}
