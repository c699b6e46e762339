package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    /** What a library says of a configuration that it cannot follow may be all of that configuration. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            list = [ ${network} { y = 2, y = ${?HIG_NO_SUCH} } ]       | substitutions ${…} that cannot be followed
            name = ${spark} x                                          | a value is of the wrong kind
            name = ${spark}                                            | name must be a text, not
            name = ${network.no.such}                                  | Could not resolve substitution
            name = ${name}                                             | cycle of substitutions
            compare = [ { name = { spark = ${spark} } } ]              | must be a text
            sweep = { spark.hadoop.fs.s3a.secret.key = hunter2 }       | must be a list of the values
            """)
    void areNotQuotedWhereALibraryQuotesThem(String line, String sentence) throws IOException {
        String command = line.startsWith("compare") || line.startsWith("sweep") ? line.split(" ", 2)[0] : "train";
        Path conf = directory.resolve("toy.conf");
        Files.writeString(conf, """
                problem { type = toy, samples = 50 }
                network { hidden = [5] }
                training { batch-size = 50, max-epochs = 1 }
                spark { hadoop.fs.s3a.secret.key = hunter2 }
                """ + line);
        Command refused = Command.hig(
                command, conf.toString(), "--output", directory.resolve("run").toString());
        assertRefused(refused);
        refused.refused(2, sentence);
        assertRefused(Command.hig(command, conf.toString(), "--debug"));
    }

    @Test
    void areNotQuotedFromTheSettingsOfAnEarlierRun() throws IOException {
        Command command = train("hadoop.fs.s3a.secret.key = x");
        assertEquals(0, command.exitCode(), command.err());
        Files.writeString(
                directory.resolve("run/config.conf"),
                "\nspark { some.secret = hunter2 }\nl = [ ${spark} { y = 2, y = ${?HIG_NO_SUCH} } ]",
                StandardOpenOption.APPEND);
        Path run = directory.resolve("run");
        new Storage(Map.of()).delete("" + run.resolve("checkpoints"));
        new Storage(Map.of()).delete("" + run.resolve("model"));
        Command resumed = train("hadoop.fs.s3a.secret.key = x", "--resume");
        assertEquals(5, resumed.exitCode(), resumed.err());
        assertFalse(resumed.err().contains(SECRET), resumed.err());
        Command report = Command.hig("report", run.toString(), "--debug");
        assertEquals(0, report.exitCode(), report.err());
        assertFalse(report.err().contains(SECRET), report.err());
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
