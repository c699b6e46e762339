package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.example.data.Group;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.DataException;
import org.halfinverse.io.ParquetFiles;
import org.halfinverse.io.Storage;
import org.halfinverse.physics.Problem;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.samples.DataFiles;
import org.halfinverse.samples.FileSamples;
import org.halfinverse.samples.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from Parquet. */
class ParquetInputsTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final Problem PROBLEM = new Oscillators(ForceLaw.LINEAR, 1, 0.2, 1, 3, 0.5);

    @TempDir
    private Path directory;

    @Test
    void oneTableMayHoldInputsTargetsAndStates() throws IOException {
        String file = write("a.parquet", 2, 0);
        FileSamples samples = open(file, Optional.of(file), Optional.of(file));
        assertEquals(3, samples.samples());
        Samples block = samples.read(1, 2);
        assertArrayEquals(new double[] {302, 303, 304, 305}, block.inputs());
        assertArrayEquals(new double[] {102, 103, 104, 105}, block.targets());
        assertArrayEquals(new double[] {202, 203, 204, 205}, block.states());
        assertArrayEquals(
                new double[] {302, 303, 304, 305},
                open(file, Optional.empty(), Optional.empty()).read(1, 2).targets(),
                "targets that nobody named are derived");
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
        assertEquals(file + "[\"input\"] has shape (3, 3), where inputs of shape (N, 2) are needed", refusal(file));
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() throws IOException {
        String file = write("a.parquet", 2, Double.NaN);
        assertEquals(file + "[\"input\"] has NaN in row 0, column 0, where finite numbers are needed", refusal(file));
    }

    @Test
    void theFingerprintIsThatOfTheContent() throws IOException {
        String before = open(write("a.parquet", 2, 0), Optional.empty(), Optional.empty())
                .fingerprint();
        assertEquals(
                before,
                open(write("b.parquet", 2, 0), Optional.empty(), Optional.empty())
                        .fingerprint());
        assertNotEquals(
                before,
                open(write("a.parquet", 2, 1), Optional.empty(), Optional.empty())
                        .fingerprint());
    }

    private static String refusal(String file) {
        return assertThrows(
                        DataException.class,
                        () -> open(file, Optional.empty(), Optional.empty()).read(0, 3))
                .getMessage();
    }

    private static FileSamples open(String inputs, Optional<String> targets, Optional<String> states) {
        return FileSamples.open(PROBLEM, new DataFiles(inputs, targets, states), CsvOptions.NONE, STORAGE);
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
