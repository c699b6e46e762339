package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets among the settings of Spark are given on, and told to nobody. */
class SecretsTest {
    private static final String SECRET = "hunter2";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hadoop.fs.s3a.secret.key = hunter2",
                "hadoop.fs.s3a.access.key = hunter2",
                "spark.ssl.keyStorePassword = hunter2",
                "\"odd\\nname.token\" = hunter2",
                "executor.extraJavaOptions = \"-Dstore.password=hunter2\"",
                "redaction.regex = pin, door.pin = hunter2"
            })
    void areLeftOutOfWhatARunWrites(String setting) throws IOException {
        Command command = train(setting + "\n app.tag = visible");
        assertEquals(0, command.exitCode(), command.err());
        Path run = directory.resolve("run");
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertFalse(
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET),
                        file.toString());
            }
        }
        List<String> lines = Files.readAllLines(run.resolve("config.conf"));
        String key = setting.substring(setting.lastIndexOf(", ") + 1).strip().split("[\" ]", 2)[0];
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("# Secret") && line.contains(key)), lines + key);
        assertTrue(lines.stream().anyMatch(line -> line.contains("conf/spark-defaults.conf")), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.contains("\"app.tag\"=visible")), lines.toString());
        Path again = directory.resolve("again");
        command = Command.hig("train", run.resolve("config.conf").toString(), "--output", again.toString());
        assertEquals(0, command.exitCode(), command.err());
    }

    @Test
    void withoutSecretsNothingIsSaidOfThem() throws IOException {
        train("executor.cores = 2");
        assertFalse(Files.readString(directory.resolve("run/config.conf")).contains("#"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spark.hadoop.fs.s3a.secret.key=hunter2",
                "spark.executor.extraJavaOptions=-Dstore.password=hunter2",
                "spark={ssl.keyPassword=hunter2}",
                " \"spark\".authenticate.secret = hunter2",
                "spark.hadoop.fs.s3a.secret.key={hunter2",
                "spark.some.token hunter2"
            })
    void areRefusedOnTheCommandLineWith2(String setting) throws IOException {
        Command command = train("", "--set", setting);
        assertRefused(command);
        assertTrue(command.err().contains("put it into Spark's conf/spark-defaults.conf"), command.err());
        assertFalse(Files.exists(directory.resolve("run")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.secret = hunter2 { b = 1",
                "a.secret = [hunter2, 3]",
                "a.secret = \"hunter2",
                "a.secret = x = hunter2",
                "a { secret = 1\n hunter2"
            })
    void areNotQuotedWhereTheConfigurationIsWrong(String setting) throws IOException {
        assertRefused(train(setting));
        Path included = Files.writeString(directory.resolve("included.conf"), "spark { " + setting + " }");
        Path conf = Files.writeString(directory.resolve("outer.conf"), "include \"" + included.getFileName() + "\"");
        assertRefused(Command.hig("train", conf.toString(), "--debug"));
    }

    private static void assertRefused(Command command) {
        assertEquals(2, command.exitCode(), command.err());
        assertTrue(command.err().startsWith("hig: "), command.err());
        assertFalse(command.err().contains(SECRET), command.err());
    }

    private Command train(String settings, String... more) throws IOException {
        Path conf = directory.resolve("toy.conf");
        Files.writeString(conf, """
                problem { type = toy, samples = 50 }
                network { hidden = [5] }
                training { batch-size = 50, max-epochs = 1 }
                output { directory = "%s" }
                spark { %s
                }
                """.formatted(directory.resolve("run"), settings));
        return Command.hig(Stream.concat(Stream.of("train", conf.toString(), "--debug"), Stream.of(more))
                .toArray(String[]::new));
    }
}
