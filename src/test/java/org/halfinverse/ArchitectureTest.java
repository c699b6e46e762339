package org.halfinverse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.Arrays;
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
