package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program of a user's, built against the application jar before these tests, under {@code spark-submit}. */
class UserProgramIT {
    private static final Path PROJECT =
            Path.of("target", "examples", "training-programs").toAbsolutePath();

    @TempDir
    private Path directory;

    @Test
    void theApplicationJarMayComeAlongWithJars() throws Exception {
        String spark = Files.readString(Path.of(System.getProperty("hig.spark.classpath")))
                .strip();
        Path options = Path.of(System.getProperty("hig.spark.jvm.options")).toAbsolutePath();
        String application = Path.of(System.getProperty("hig.application.jar"))
                .toAbsolutePath()
                .toString();
        Path saved = directory.resolve("pipeline");
        List<String> arguments = List.of(
                "@" + options,
                "-cp",
                spark,
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                "local[2]",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--jars",
                application,
                "--class",
                "com.example.training.TrainingInPipeline",
                PROJECT.resolve("target/training-programs-1.0.jar").toString(),
                "data/states.csv",
                saved.toString());
        try (ChildProcess submit = ChildProcess.java(PROJECT, directory.resolve("submit.log"), arguments)) {
            assertEquals(0, submit.exitCode(), submit.output());
            assertTrue(submit.output().contains("mean losses ["), submit.output());
            assertTrue(submit.output().contains("|             control|"), submit.output());
        }
        try (var files = Files.walk(saved)) {
            assertTrue(files.anyMatch(file -> file.endsWith("run/model/parameters.npy")));
        }
    }
}
