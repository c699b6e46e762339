package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that would be read without end, into more memory than there is, or from places that nobody named. */
@Timeout(60)
class ConfigurationFilesTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final String TOY = "problem.type = toy\ntraining.max-epochs = 1\n";

    @TempDir
    private Path directory;

    @Test
    void readsWhatIsBeside() throws IOException {
        Files.createDirectory(directory.resolve("sub"));
        write("sub/b.conf", "include \"../c.conf\"\nname = b");
        write("c.conf", "name = c\nseed = 5");
        ExperimentConfig config = load("include \"sub/b.conf\"\ninclude required(\"c.conf\")\n" + TOY);
        assertEquals("c", config.name());
        assertEquals(5, config.seed());
    }

    @Test
    void whatIncludesItselfIsRefused() throws IOException {
        write("b.conf", "include \"sub/../c.conf\"");
        write("c.conf", "include \"b.conf\"");
        assertEquals(directory + "/a.conf includes itself", refusal("include \"a.conf\"\n" + TOY));
        assertEquals(
                directory + "/b.conf includes itself",
                refusal("include \"b.conf\"\n" + TOY).replace("/sub/..", ""));
    }

    @Test
    void includesThatMultiplyAreRefused() throws IOException {
        for (int i = 0; i < 30; i++) {
            write("i" + i + ".conf", "include \"i%1$s.conf\"\ninclude \"i%1$s.conf\"\n".formatted(i + 1));
        }
        write("i30.conf", "seed = 1");
        assertTrue(refusal("include \"i0.conf\"\n" + TOY).endsWith("a configuration includes at most 99 files"));
    }

    @Test
    void filesThatAreTooLargeAreRefused() throws IOException {
        write("large.conf", "#" + " ".repeat(3 << 20));
        load("include \"large.conf\"\n" + TOY);
        assertTrue(refusal("include \"large.conf\"\ninclude \"large.conf\"\n" + TOY)
                .endsWith("with all that it includes, it has at most 4194304 characters"));
        write("large.conf", "#" + " ".repeat(4 << 20));
        assertTrue(refusal("include \"large.conf\"\n" + TOY).endsWith("at most 4194304 are read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "url", "classpath"})
    void nothingIsReadPastTheStorage(String way) throws IOException {
        write("b.conf", "name = b");
        String what = way.equals("url") ? "file:" + directory + "/b.conf" : directory + "/b.conf";
        for (String include : List.of("include %s(\"%s\")\n", "include required(%s(\"%s\"))\n")) {
            assertEquals(
                    directory + "/a.conf includes a file by " + way + "(…), which is refused: write include"
                            + " \"other.conf\", with the path from this file",
                    refusal(include.formatted(way, what) + TOY));
        }
    }

    static Stream<Arguments> deep() {
        int depth = 100_000;
        return Stream.of(
                Arguments.of("lists", "network.hidden = " + "[".repeat(depth) + "]".repeat(depth)),
                Arguments.of("blocks", "a {".repeat(depth) + "}".repeat(depth)),
                Arguments.of("a path", "a" + ".a".repeat(depth) + " = 1"),
                Arguments.of("open lists", "x = " + "[".repeat(depth)),
                Arguments.of(
                        "a chain of substitutions",
                        IntStream.range(0, 900)
                                .mapToObj(i -> "a%d = ${a%d}\n".formatted(i, i + 1))
                                .collect(Collectors.joining("", "", "a900 = 1\n"))));
    }

    /** Refused for its depth, or for its unknown keys where the stack was deep enough. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("deep")
    void nestingWithoutEndIsRefused(String what, String text) throws IOException {
        String message = refusal(TOY + text);
        assertTrue(message.startsWith(directory + "/a.conf"), message);
    }

    @Test
    void substitutionsAsPeopleWriteThemAreMade() throws IOException {
        ExperimentConfig config = load(TOY + """
                network { hidden = [3] }
                network.hidden += 4
                network.hidden += 5
                optimizer { kappa = 0.25, truncation { tau = 1e-3 } }
                optimizer.truncation = ${optimizer.truncation} { relative = false }
                name = a
                name = ${name}-b
                name = ${name}-c
                output.directory = ${?HIG_NO_SUCH_VARIABLE}"runs/"${name}${name}
                """);
        assertEquals("a-b-c", config.name());
        assertEquals("runs/a-b-ca-b-c", config.output().directory());
        assertEquals(List.of(3, 4, 5), config.network().hidden());
    }

    /** The library that reads HOCON gives up on these. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            network = ${network} { activation = relu, activation = ${?HIG_NO_SUCH} } | relu
            network = ${compare.base}{ activation = relu, activation = ${compare.other} } | linear
            network = ${compare.base} ${?HIG_NO_SUCH} { activation = relu, activation = ${?HIG} } | relu
            "network" : ${?compare.base} {} { activation = relu # { \\n activation = ${compare.other} } | linear
            network = ${compare.base} { hidden = [1], hidden += 2 }, network.activation = relu | relu
            """)
    void blocksJoinedWithBlocksInWhichValuesAreReplacedAreRead(String joined, String activation) throws IOException {
        ExperimentConfig config = load(TOY + "network.hidden = [2]\ncompare { base.hidden = [2], other = linear }\n"
                + joined.replace("\\n", "\n"));
        assertEquals(activation, config.network().activation().label());
    }

    @Test
    void substitutionsThatCannotBeFollowedAreSaidToBeSo() {
        assertEquals(
                directory
                        + "/a.conf has substitutions ${…} that cannot be followed: write simpler ones, above all where"
                        + " blocks are joined, ${a} { … }, within a list",
                refusal(TOY + "base { x = 1 }\nlist = [ ${base} { y = 2, y = ${?HIG_NO_SUCH} } ]"));
    }

    @Test
    void valuesOfDifferentKindsThatAreJoinedAreNamedByTheirLineAlone() {
        assertEquals(
                directory + "/a.conf: 1: a value is of the wrong kind, or is joined with one of another" + " kind",
                refusal(TOY + "name = ${problem} hunter2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"poisson", "heat-inversion", "burgers-control", "quantum-dipole"})
    void gridsThatFillTheMemoryAreRefused(String problem) throws IOException {
        String key = problem.equals("quantum-dipole") ? "grid-points" : "grid";
        String message = refusal(TOY + "problem { type = %s, %s = 2147483647 }".formatted(problem, key));
        assertTrue(message.contains("at most") || message.contains("at the most"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"masses = 2147483647", "steps = 2147483647", "masses = 1000000, steps = 1000000"})
    void mapsThatFillTheMemoryAreRefused(String size) throws IOException {
        String message = refusal(TOY + "problem { type = oscillators-linear, %s }".formatted(size));
        assertTrue(message.contains("make a map of more than 200000 entries"), message);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private ExperimentConfig load(String text) throws IOException {
        write("a.conf", text);
        return ExperimentConfig.load(STORAGE, directory.resolve("a.conf").toString(), List.of());
    }

    private String refusal(String text) {
        return assertThrows(ConfigurationException.class, () -> load(text)).getMessage();
    }
}
