package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import org.halfinverse.spark.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalSpark.class)
class RehearsalIT {
    @Test
    void allItsCommandsPass(@TempDir Path directory) throws IOException {
        assertEquals(0, Rehearsal.run(directory));
    }
}
