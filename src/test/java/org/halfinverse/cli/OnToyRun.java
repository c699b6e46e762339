package org.halfinverse.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of commands that each have a {@link ToyRun} of their own, of which nothing is there but the configuration. */
abstract class OnToyRun {
    @TempDir
    Path directory;

    ToyRun toy;
    Path conf;
    Path run;

    private final String[] settings;

    /**
     * Tests on the toy problem.
     *
     * @param settings which win over those of the toy run
     */
    OnToyRun(String... settings) {
        this.settings = settings;
    }

    @BeforeEach
    void configure() {
        toy = ToyRun.in(directory, settings);
        conf = toy.conf();
        run = toy.directory();
    }
}
