package org.halfinverse.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.halfinverse.run.Version;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page about programs shows those of the example, and every parameter as it is. */
class JavaApiPageTest {
    private static final Path EXAMPLE = Path.of("src", "site", "examples", "training-programs");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (.*?) \\|(.*?) ?\\|");

    private static String page;

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("src", "site", "markdown", "java-api.md"));
    }

    private static List<String> blocks(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void itShowsTheProgramsOfTheExampleWithoutTheirJavadoc() throws IOException {
        Set<String> programs = new TreeSet<>();
        try (Stream<Path> files = Files.list(EXAMPLE.resolve("src/main/java/com/example/training"))) {
            for (Path file : files.toList()) {
                programs.add(Files.readString(file).replaceAll("(?s) */\\*\\*.*?\\*/\n", ""));
            }
        }
        assertEquals(programs, new TreeSet<>(blocks("java")));
        assertEquals(List.of(Files.readString(EXAMPLE.resolve("shell/train.scala"))), blocks("scala"));
    }

    @Test
    void itShowsTheDependenciesOfTheExample() throws IOException {
        String pom = Files.readString(EXAMPLE.resolve("pom.xml"));
        assertEquals(1, blocks("xml").size());
        assertTrue(pom.contains(blocks("xml").get(0)), pom);
    }

    @Test
    void itsVersionIsTheOneThatIsBuilt() throws IOException {
        Pattern version = Pattern.compile("(?:hig-spark-|<hig-spark\\.version>)(\\d+\\.\\d+\\.\\d+(?:-SNAPSHOT)?)");
        for (String text : List.of(
                page, Files.readString(EXAMPLE.resolve("README.md")), Files.readString(EXAMPLE.resolve("pom.xml")))) {
            assertEquals(
                    Set.of(Version.current()),
                    version.matcher(text).results().map(match -> match.group(1)).collect(Collectors.toSet()));
        }
    }

    /** Key and default of each parameter, by its name. */
    private static Map<String, List<String>> table() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        ROW.matcher(page.substring(page.indexOf("## Parameters")))
                .results()
                .forEach(row -> rows.put(
                        row.group(1),
                        List.of(row.group(2), row.group(3).replace("`", "").strip())));
        return rows;
    }

    @Test
    void itsTableHasEveryParameterWithItsKeyAndDefault() {
        Map<String, List<String>> table = table();
        HalfInverseGradientTrainer trainer = new HalfInverseGradientTrainer();
        assertEquals(
                Arrays.stream(trainer.params()).map(Param::name).collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(table.keySet()));
        for (Param<?> param : trainer.params()) {
            List<String> row = table.get(param.name());
            String key = TrainerSettings.KEYS.get(param.name());
            assertTrue(key == null || row.get(0).equals("`" + key + "`"), row.get(0));
            String shown = row.get(1);
            if (trainer.hasDefault(param)) {
                Object value = trainer.getOrDefault(param);
                Object unwrapped = value instanceof int[] list ? Arrays.toString(list) : value;
                assertEquals(canonical(String.valueOf(unwrapped)), canonical(shown), param.name());
            } else {
                assertEquals("", shown, param.name());
            }
        }
    }

    /** Numbers without regard to how they are written. */
    private static Object canonical(String value) {
        Object parsed =
                ConfigFactory.parseString("value = " + value).getValue("value").unwrapped();
        return parsed instanceof Number number ? number.doubleValue() : parsed;
    }
}
