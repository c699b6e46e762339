package org.halfinverse.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.halfinverse.Fuzzing;
import org.halfinverse.Mutations;
import org.halfinverse.io.Storage;
import org.halfinverse.physics.FaultyClassException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage to a configuration makes its reader do anything but read it or say what is wrong. */
class ConfigurationFuzzTest {
    private static final Storage STORAGE = new Storage(Map.of());

    /** What of HOCON the examples do without. */
    private static final String FEATURES = """
            # comment
            include "toy.conf" // another
            base { optimizer { kappa = 0.25, truncation.tau = ${?TAU} } }
            optimizer = ${base.optimizer} { "learning-rate" : 0.5 }
            optimizer.truncation = ${base.optimizer.truncation} ${base.optimizer.truncation}
            base = null
            network.hidden = [3]
            network.hidden += ${network.hidden.0}
            network.hidden = ${network.hidden} [4, 5]
            name = a-${problem.type}${?problem.type}-\"""
            text\"""
            name = ${name}${name}
            problem { data { inputs = ${name}".npy", include "poisson.conf" } }
            spark { "a.b" = 1, a.b.c = ${seed}s, driver.memory = 1e3, include required("toy.conf") }
            """;

    @TempDir
    private Path directory;

    @Test
    void damagedConfigurations() throws IOException {
        Mutations mutations = new Mutations(examples());
        Path file = directory.resolve("a.conf");
        Fuzzing.run("configuration", Set.of(ConfigurationException.class, FaultyClassException.class), random -> {
            Files.write(file, mutations.next(random));
            ExperimentConfig.load(STORAGE, file.toString(), List.of());
        });
    }

    /** The examples, which may include one another; each is also written to where the damaged ones are. */
    private List<byte[]> examples() throws IOException {
        List<byte[]> examples = new ArrayList<>();
        try (var files = Files.list(Path.of("conf"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".conf"))
                    .sorted()
                    .toList()) {
                examples.add(Files.readAllBytes(file));
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        examples.add(ExperimentConfig.load(STORAGE, "conf/burgers-control.conf", List.of())
                .resolved()
                .getBytes(StandardCharsets.UTF_8));
        examples.add(FEATURES.getBytes(StandardCharsets.UTF_8));
        return examples;
    }
}
