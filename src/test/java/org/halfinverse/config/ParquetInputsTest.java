package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.halfinverse.io.ParquetFiles;
import org.halfinverse.samples.FileSamples;
import org.junit.jupiter.api.Test;

/** Samples from Parquet. */
class ParquetInputsTest extends TableInputsContract {
    @Override
    String table() throws IOException {
        return write("a.parquet", 2, 0);
    }

    @Test
    void targetsMayComeFromAnotherTable() throws IOException {
        FileSamples samples =
                open(write("a.parquet", 2, 0), Optional.of(write("b.parquet", 2, 1000)), Optional.empty());
        assertArrayEquals(new double[] {302, 303}, samples.read(1, 1).inputs());
        assertArrayEquals(new double[] {1102, 1103}, samples.read(1, 1).targets());
    }

    @Test
    void listsOfAnotherLengthAreRefused() throws IOException {
        String file = write("a.parquet", 3, 0);
        assertEquals(file + "[\"input\"] has shape (3, 3), but inputs of shape (N, 2) are needed", refusal(file));
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() throws IOException {
        String file = write("a.parquet", 2, Double.NaN);
        assertEquals(file + "[\"input\"] has NaN in row 0, column 0; all numbers must be finite", refusal(file));
    }

    @Test
    void theFingerprintIsThatOfTheContent() throws IOException {
        String before = open(write("a.parquet", 2, 0)).fingerprint();
        assertEquals(before, open(write("b.parquet", 2, 0)).fingerprint());
        assertNotEquals(before, open(write("a.parquet", 2, 1)).fingerprint());
    }

    /** Three rows: targets from 100 on, states from 200 on, inputs from 300 on. */
    private String write(String name, int width, double offset) throws IOException {
        Path file = directory.resolve(name);
        ParquetFiles.write(
                file,
                "message m { repeated double target; repeated double state; required int32 unused;"
                        + " repeated double input; }",
                writer -> {
                    for (int row = 0; row < 3; row++) {
                        int from = row * width;
                        writer.row(group -> {
                            group.append("unused", from);
                            for (int entry = from; entry < from + width; entry++) {
                                append(group, entry + offset);
                            }
                        });
                    }
                });
        return file.toString();
    }

    private static void append(Group group, double number) {
        group.append("target", 100 + number).append("state", 200 + number).append("input", 300 + number);
    }
}
