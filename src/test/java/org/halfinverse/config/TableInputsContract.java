package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.physics.Problem;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.samples.DataFiles;
import org.halfinverse.samples.FileSamples;
import org.halfinverse.samples.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Samples from tables, each of whose columns is a component or an entry of one. */
abstract class TableInputsContract {
    static final Storage STORAGE = new Storage(Map.of());

    private static final Problem PROBLEM = new Oscillators(ForceLaw.LINEAR, 1, 0.2, 1, 3, 0.5);

    @TempDir
    Path directory;

    /** A file of three rows of two entries: targets from 100 on, states from 200 on, inputs from 300 on. */
    abstract String table() throws IOException;

    @Test
    void oneTableMayHoldInputsTargetsAndStates() throws IOException {
        String file = table();
        FileSamples samples = open(file, Optional.of(file), Optional.of(file));
        assertEquals(3, samples.samples());
        Samples block = samples.read(1, 2);
        assertArrayEquals(new double[] {302, 303, 304, 305}, block.inputs());
        assertArrayEquals(new double[] {102, 103, 104, 105}, block.targets());
        assertArrayEquals(new double[] {202, 203, 204, 205}, block.states());
        assertArrayEquals(
                new double[] {302, 303, 304, 305},
                open(file).read(1, 2).targets(),
                "targets that nobody named are derived");
    }

    /** The sentence with which a file is refused, at once or when two rows are read. */
    static String refusal(String file) {
        return assertThrows(DataException.class, () -> open(file).read(0, 2)).getMessage();
    }

    static FileSamples open(String inputs) {
        return open(inputs, Optional.empty(), Optional.empty());
    }

    static FileSamples open(String inputs, Optional<String> targets, Optional<String> states) {
        return FileSamples.open(PROBLEM, new DataFiles(inputs, targets, states), CsvOptions.NONE, STORAGE);
    }
}
