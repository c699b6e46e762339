package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class NpzArchiveTest {
    @Test
    void holdsAnNpyFileForEachArrayInOrder() throws IOException {
        List<String> names = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                contents.add(zip.readAllBytes());
                assertEquals(LocalDateTime.of(1980, 1, 1, 0, 0), entry.getTimeLocal());
            }
        }
        assertEquals(List.of("W0.npy", "b0.npy"), names);
        assertArrayEquals(npy(new double[] {1, 2, 3, 4, 5, 6}, 3, 2), contents.get(0));
        assertArrayEquals(npy(new double[] {7, 8}, 2), contents.get(1));
    }

    @Test
    void equalContentGivesEqualBytes() throws IOException {
        assertArrayEquals(archive(), archive());
    }

    @Test
    void leavesTheStreamOpen() throws IOException {
        boolean[] closed = new boolean[1];
        OutputStream output = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        new NpzArchive().add("x", new double[] {1}, 1).writeTo(output);
        assertEquals(false, closed[0]);
    }

    private static byte[] archive() throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        new NpzArchive()
                .add("W0", new double[] {1, 2, 3, 4, 5, 6}, 3, 2)
                .add("b0", new double[] {7, 8}, 2)
                .writeTo(output);
        return output.toByteArray();
    }

    private static byte[] npy(double[] numbers, long... shape) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        NpyArray.write(output, numbers, shape);
        return output.toByteArray();
    }
}
