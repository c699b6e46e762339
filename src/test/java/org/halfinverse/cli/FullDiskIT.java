package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfinverse.io.FullFileSystem;
import org.halfinverse.io.FullFileSystem.Failure;
import org.halfinverse.spark.LocalSpark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk that becomes full while Spark works. */
@ExtendWith(LocalSpark.class)
class FullDiskIT {
    @TempDir
    private Path directory;

    private ToyRun toy;

    @BeforeEach
    void configure() {
        FullFileSystem.register();
        toy = ToyRun.in(directory, "training.max-epochs = 3", "optimizer.solver = gram", "output.checkpoint-every = 1");
    }

    @AfterEach
    void empty() {
        FullFileSystem.unregister();
    }

    @ParameterizedTest
    @CsvSource({
        "npy, CHECKED",
        "npz, UNCHECKED",
        "csv, ERROR",
        "csv, UNCHECKED",
        "parquet, CHECKED",
        "parquet, UNCHECKED"
    })
    void predictionsThatCannotBeWrittenLeaveNothing(String format, Failure how) throws IOException {
        toy.hig("train", "--quiet", "--set", "execution.mode=driver").succeeded();
        Path inputs = Files.writeString(directory.resolve("x.csv"), "input\n0.5\n0.25\n");
        Path outputs = directory.resolve("y." + format);
        FullFileSystem.fill(path -> path.contains("y." + format), 0, how);
        Command.hig(
                        "predict",
                        toy.directory().toString(),
                        "--inputs",
                        inputs.toString(),
                        "--outputs",
                        "full:" + outputs)
                .refused(4, "No space left on device");
        assertFalse(Files.exists(outputs));
    }

    /** All that a run writes, or only what Spark keeps between the stages of a job, on a disk of a few pages; more when it goes on. */
    @ParameterizedTest
    @CsvSource({"48k, disk/run", "8k, run"})
    void aSmallDiskForATrainingAndForSpark(String size, String place) throws IOException, InterruptedException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                mount("-t", "tmpfs", "-o", "size=" + size, "tmpfs", disk.toString()), "no tmpfs may be mounted here");
        try {
            Path run = directory.resolve(place);
            String[] arguments = {
                "--output",
                run.toString(),
                "--quiet",
                "--resume",
                "--set",
                "execution.mode=cluster",
                "--set",
                "spark.local.dir=" + disk.resolve("spark")
            };
            toy.hig("train", arguments).refused(4, "No space left on device");
            mount("-o", "remount,size=20m", disk.toString());
            toy.hig("train", arguments).succeeded();
            Path undisturbed = directory.resolve("undisturbed");
            toy.hig("train", "--quiet", "--output", undisturbed.toString()).succeeded();
            assertArrayEquals(
                    Files.readAllBytes(undisturbed.resolve("model/parameters.npy")),
                    Files.readAllBytes(run.resolve("model/parameters.npy")));
        } finally {
            new ProcessBuilder("umount", "--lazy", disk.toString()).start().waitFor();
        }
    }

    private static boolean mount(String... arguments) throws IOException, InterruptedException {
        String[] command = new String[arguments.length + 1];
        command[0] = "mount";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) { // no such program
            return false;
        }
    }
}
