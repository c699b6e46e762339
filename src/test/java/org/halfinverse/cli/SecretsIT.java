package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfinverse.spark.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Spark says of its settings is passed on without secrets. */
@ExtendWith(LocalSpark.class)
class SecretsIT {
    @Test
    void aSettingThatSparkRefusesIsNotQuotedIfItIsSecret(@TempDir Path directory) throws IOException {
        Path conf = directory.resolve("toy.conf");
        Path run = directory.resolve("run");
        Files.writeString(conf, """
                problem { type = toy, samples = 50 }
                training { batch-size = 50, max-epochs = 1 }
                execution.mode = cluster
                output { directory = "%s" }
                spark { executor.extraJavaOptions = "-Dspark.store.password=hunter2" }
                """.formatted(run));
        Command command = Command.hig("train", conf.toString(), "--debug");
        assertEquals(2, command.exitCode(), command.err());
        assertTrue(
                command.err().contains("spark.executor.extraJavaOptions is not allowed to set Spark options"),
                command.err());
        assertFalse(command.err().contains("hunter2"), command.err());
        String log = Files.readString(run.resolve("log.txt"));
        assertTrue(log.contains("the run failed"), log);
        assertFalse(log.contains("hunter2"), log);
    }
}
