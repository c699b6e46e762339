package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SeparatedBlocksTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a = ${b} { c = 1 }              | a = ${b}, a { c = 1 }
            a : ${?b}{ c = 1 }              | a : ${?b}, a { c = 1 }
            a.b."c d" = ${e}  {}            | a.b."c d" = ${e}, a.b."c d" {}
            a { b = ${c} { d = 1 } }        | a { b = ${c}, b { d = 1 } }
            a { b = 1 } { c = 1 }           | a { b = 1 }, a { c = 1 }
            a = ${b} {} {}                  | a = ${b}, a {}, a {}
            a = ${"}{"} {}                  | a = ${"}{"}, a {}
            a = [ ${b} { c = ${d} {} } ]    | a = [ ${b} { c = ${d}, c {} } ]
            a = 1, b = ${c} {}              | a = 1, b = ${c}, b {}
            """)
    void blocksAreSeparatedFromWhatTheyAreJoinedWith(String joined, String separated) {
        assertEquals(separated, SeparatedBlocks.of(joined));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a = ${b}/c
            a = "${b} { c = 1 }"
            a += ${b} { c = 1 }
            a = [ ${b} { c = 1 } ]
            a = ${b} # { c = 1 }
            a = ${b} // { c = 1 }
            a = ${b} [ 1 ]
            a = x, b { c = 1 }
            a = ${b
            a = ${b} } { c = 1 }
            a = \"\"\"${b} {\"\"\"
            """)
    void whatIsNoJoinedBlockIsLeftAsItStands(String text) {
        String unquoted = text.replace("\\\"", "\"");
        assertEquals(unquoted, SeparatedBlocks.of(unquoted));
    }

    static Stream<String> meanings() throws IOException {
        try (Stream<Path> examples = Files.list(Path.of("conf"))) {
            List<String> texts = examples.filter(path -> path.toString().endsWith(".conf"))
                    .sorted()
                    .map(SeparatedBlocksTest::text)
                    .toList();
            return Stream.concat(texts.stream(), Stream.of("""
                    # a = ${b} {
                    base { x = 1, y { z = "}{" } } // ${base} {
                    other = ${base} { y
                       { u = 2 } }, "third" : ${other}${base} { list = [ ${base} { v = 3 }, 4 ] }
                    text = ${base.x}" { "\"\"\"${other} {\"\"\"
                    other =
                      ${other} { w = ${third} { x = 5 } }
                    list = [1], list = ${list} [2], list += ${base} { x = 6 }
                    """, "{ a { b = 1 }, c = ${a} { d = 2 } { e = 3 } }"));
        }
    }

    /** The examples, and a text with all that HOCON has to offer here. */
    @ParameterizedTest
    @MethodSource("meanings")
    void theMeaningStays(String text) {
        assertEquals(resolved(text), resolved(SeparatedBlocks.of(text)));
        assertEquals(text.lines().count(), SeparatedBlocks.of(text).lines().count());
        assertTrue(SeparatedBlocks.of(text).length() >= text.length() - 1, "but for blanks nothing goes");
    }

    private static Config resolved(String text) {
        return ConfigFactory.parseString(text, ConfigParseOptions.defaults()).resolve();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).replaceAll("include \"[^\"]*\"", "");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
