package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The application jar as users run it, in a JVM of its own. */
class ApplicationIT {
    private static final String JAR = System.getProperty("hig.application.jar");
    private static final String JVM_OPTIONS = System.getProperty("hig.spark.jvm.options");
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    @Test
    void theJarCarriesWhatItNeedsButNeitherSparkNorScala() throws IOException {
        try (JarFile jar = new JarFile(JAR)) {
            for (String carried : List.of(
                    "org/halfinverse/cli/Hig.class",
                    "org/ejml/data/DMatrixRMaj.class",
                    "org/hipparchus/CalculusFieldElement.class",
                    "picocli/CommandLine.class",
                    "com/typesafe/config/Config.class",
                    "me/tongfei/progressbar/ProgressBar.class",
                    "META-INF/services/org.halfinverse.physics.ProblemFactory")) {
                assertTrue(jar.getEntry(carried) != null, carried);
            }
            assertTrue(jar.stream().noneMatch(entry -> entry.getName().startsWith("org/apache/spark")));
            assertTrue(jar.stream().noneMatch(entry -> entry.getName().startsWith("scala/")));
        }
    }

    @Test
    void trainsThroughRowMatrixUnderSparkSubmit() throws Exception {
        Path run = directory.resolve("run");
        List<String> submit = java(sparkClasspath());
        submit.addAll(List.of("org.apache.spark.deploy.SparkSubmit", "--master", "local[2]", "--class"));
        submit.addAll(List.of("org.halfinverse.cli.Hig", JAR, "train", "conf/toy-ill-conditioned.conf"));
        submit.addAll(List.of("--set", "training.max-epochs=20", "--output", run.toString()));
        try (ChildProcess process = start(submit)) {
            assertEquals(0, process.exitCode(), process.output());
            assertTrue(process.output().contains("finished after 20 steps"), process.output());
        }
        assertTrue(Files.readString(run.resolve("metrics.jsonl")).contains("\"solver\":\"mllib\""));
        assertEquals(
                30,
                NpyArray.open(STORAGE, run.resolve("model/parameters.npy").toString())
                        .readAll()
                        .length);
    }

    /** With a progress bar, whose library would like to have the signals of a terminal, and without. */
    @Timeout(300)
    @ParameterizedTest
    @CsvSource({"INT, 100", "TERM, 0"})
    void aSignalEndsATrainingAfterItsStepWithEverythingWritten(String signal, int terminalWidth) throws Exception {
        Path run = directory.resolve("run");
        List<String> command = java(JAR + ":" + sparkClasspath());
        command.addAll(1, List.of("-Dspark.master=local[2]", "-Dhig.terminal.width=" + terminalWidth));
        command.addAll(List.of("org.halfinverse.cli.Hig", "train", "conf/toy-ill-conditioned.conf"));
        command.addAll(List.of("--set", "training.max-epochs=1000000", "--output", run.toString()));
        Path metrics = run.resolve("metrics.jsonl");
        try (ChildProcess process = start(command)) {
            while (process.isAlive() && !(Files.exists(metrics) && Files.size(metrics) > 2000)) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            process.signal(signal);
            assertEquals(130, process.exitCode(), process.output());
            assertTrue(process.output().contains("interrupted after "), process.output());
            assertFalse(process.output().contains("Exception"), process.output());
        }
        int steps = new ObjectMapper()
                .readTree(run.resolve("model/model.json").toFile())
                .at("/training/steps")
                .asInt();
        List<String> lines = Files.readAllLines(metrics);
        assertTrue(steps > 0);
        assertTrue(Files.exists(run.resolve(String.format("checkpoints/step-%09d/SHA256SUMS", steps))));
        assertTrue(lines.get(lines.size() - 2).startsWith("{\"step\":" + steps + ","), lines.get(lines.size() - 2));
        assertTrue(lines.get(lines.size() - 1).contains("train_loss"), "the last line is an evaluation");
    }

    /** A full batch, whose steps are epochs, with nothing but their number limited. */
    @Test
    void onATerminalItShowsABarAndTrains() throws Exception {
        ToyRun toy = new ToyRun(directory.resolve("toy.conf"), directory.resolve("run"))
                .configure("problem { type = toy, samples = 50 }\ntraining { batch-size = 50, max-steps = 3 }");
        Path log = directory.resolve("output.txt");
        int exitCode = ChildProcess.onTerminal(
                Path.of("").toAbsolutePath(),
                log,
                Map.of(),
                List.of("scripts/hig", "train", toy.conf().toString()));
        String shown = Files.readString(log);
        assertEquals(0, exitCode, shown);
        assertTrue(shown.contains("train 100%"), shown);
        assertTrue(shown.contains("finished after 3 steps"), shown);
    }

    @Test
    void withoutAMasterItSaysHowToStart() throws Exception {
        List<String> command = java(JAR + ":" + sparkClasspath());
        command.addAll(List.of("org.halfinverse.cli.Hig", "train", "conf/toy-ill-conditioned.conf"));
        command.addAll(List.of("--output", directory.resolve("run").toString()));
        try (ChildProcess process = start(command)) {
            assertEquals(2, process.exitCode(), process.output());
            String sentence = "no Spark master is set: start with scripts/hig or spark-submit";
            assertTrue(process.output().contains(sentence), process.output());
        }
    }

    private static List<String> java(String classpath) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + JVM_OPTIONS);
        command.addAll(List.of("-Xmx1g", "-Dlog4j2.configurationFile=conf/log4j2.properties", "-cp", classpath));
        return command;
    }

    private static String sparkClasspath() throws IOException {
        return Files.readString(Path.of(System.getProperty("hig.spark.classpath")))
                .strip();
    }

    private ChildProcess start(List<String> command) throws IOException {
        return new ChildProcess(
                Path.of("").toAbsolutePath(),
                directory.resolve("output.txt"),
                Map.of("SPARK_LOCAL_IP", "127.0.0.1"),
                command);
    }
}
