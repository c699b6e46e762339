package org.halfinverse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /** From the bottom up: a layer may use those before it, never those behind it. */
    private static final String[][] LAYERS = {
        {"random", "linalg", "io", "loss"},
        {"physics"},
        {"network"},
        {"samples", "onnx", "python"},
        {"problems", "jacobian"},
        {"spectral"},
        {"optim"},
        {"train"},
        {"spark", "checkpoint"},
        {"config"},
        {"run"},
        {"series", "check"},
        {"report", "ml", "predict"},
        {"cli"},
    };

    private static final Pattern DRAWN_TYPE = Pattern.compile(" +(?:[├└] )?(?<name>[A-Z]\\w+) {2,}(?<does>.*)");

    /** Names of a single letter are functions of the mathematics. */
    private static final Pattern DRAWN_METHOD = Pattern.compile("([a-z]\\w+)\\(");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.halfinverse");

    @Test
    void arrowsBetweenLayersPointDown() {
        LayeredArchitecture architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (String[] level : LAYERS) {
            for (String layer : level) {
                architecture = architecture.layer(layer).definedBy("org.halfinverse." + layer + "..");
            }
        }
        for (int level = 0; level < LAYERS.length; level++) {
            String[] above = Arrays.stream(LAYERS)
                    .skip(level + 1L)
                    .flatMap(Arrays::stream)
                    .toArray(String[]::new);
            for (String layer : LAYERS[level]) {
                architecture = above.length == 0
                        ? architecture.whereLayer(layer).mayNotBeAccessedByAnyLayer()
                        : architecture.whereLayer(layer).mayOnlyBeAccessedByLayers(above);
            }
        }
        architecture.check(CLASSES);
    }

    /** The figure of the page on architecture: each type stands below one that works with it, and has the methods told. */
    @Test
    void theWalkFromTheCommandToTheStepIsAsThePageDrawsIt() throws IOException {
        List<String> figure = Files.readAllLines(Path.of("src/site/markdown/architecture.md")).stream()
                .dropWhile(line -> !line.startsWith("Eight types lead"))
                .skip(1)
                .dropWhile(String::isBlank)
                .takeWhile(line -> line.startsWith("    "))
                .toList();
        assertEquals(8, figure.size());
        assertTrue(figure.get(0).strip().startsWith("TrainCommand "), figure.get(0));
        Deque<JavaClass> above = new ArrayDeque<>();
        Deque<Integer> depths = new ArrayDeque<>();
        for (String line : figure) {
            Matcher drawn = DRAWN_TYPE.matcher(line);
            assertTrue(drawn.matches(), line);
            JavaClass type = CLASSES.stream()
                    .filter(candidate -> candidate.getSimpleName().equals(drawn.group("name")))
                    .findFirst()
                    .orElseThrow();
            while (!depths.isEmpty() && depths.getFirst() >= drawn.start("name")) {
                depths.pop();
                above.pop();
            }
            assertTrue(above.isEmpty() || worksWith(above.getFirst(), type), line);
            Matcher method = DRAWN_METHOD.matcher(drawn.group("does"));
            while (method.find()) {
                assertTrue(
                        type.getMethods().stream()
                                .anyMatch(known -> known.getName().equals(method.group(1))),
                        line);
            }
            above.push(type);
            depths.push(drawn.start("name"));
        }
    }

    /** Whether a type, something within it or one of its implementations names another one in its code. */
    private static boolean worksWith(JavaClass type, JavaClass other) {
        return CLASSES.stream()
                .filter(some ->
                        some.isAssignableTo(type.getName()) || some.getName().startsWith(type.getName() + "$"))
                .flatMap(some -> some.getDirectDependenciesFromSelf().stream())
                .anyMatch(dependency -> dependency.getTargetClass().equals(other));
    }

    @Test
    void everyPackageBelongsToALayer() {
        String[] packages = Arrays.stream(LAYERS)
                .flatMap(Arrays::stream)
                .map(layer -> "org.halfinverse." + layer + "..")
                .toArray(String[]::new);
        classes().should().resideInAnyPackage(packages).check(CLASSES);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("org.halfinverse.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyThreePackagesKnowSpark() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.halfinverse.spark..", "org.halfinverse.ml..", "org.halfinverse.predict..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.spark..")
                .check(CLASSES);
    }

    @Test
    void randomNumbersComeFromCountersOnly() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }

    @Test
    void nothingPrintsPastTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.halfinverse.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
