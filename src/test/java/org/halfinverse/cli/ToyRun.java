package org.halfinverse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A configuration of the toy problem and the directory of its run. Fifty samples in mini-batches of twenty: three steps
 * an epoch.
 *
 * @param conf the file
 * @param directory of the run
 */
record ToyRun(Path conf, Path directory) {
    /** A network of 22 parameters; a run of one epoch, if settings say nothing else. */
    private static final String TOY = """
            name = toy
            problem { type = toy, samples = 50, test-samples = 20 }
            network { hidden = [5] }
            training { batch-size = 20, max-epochs = 1 }
            """;

    /**
     * Writes the configuration.
     *
     * @param directory in which it stands as {@code toy.conf}, and the run as {@code run}
     * @param settings which win over those above
     */
    static ToyRun in(Path directory, String... settings) {
        ToyRun run = new ToyRun(directory.resolve("toy.conf"), directory.resolve("run"));
        return run.configure(TOY + String.join("\n", settings));
    }

    /**
     * Writes another configuration.
     *
     * @param text all of it but the directory of the run
     */
    ToyRun configure(String text) {
        try {
            Files.writeString(conf, text + "\noutput.directory = \"" + directory + "\"\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** A file of the run. */
    Path file(String name) {
        return directory.resolve(name);
    }

    /** The program with this configuration. */
    Command hig(String command, String... more) {
        return Command.hig(arguments(command, more));
    }

    /** The same, in front of a terminal. */
    Command onTerminal(String command, String... more) {
        return Command.onTerminal(arguments(command, more));
    }

    private String[] arguments(String command, String... more) {
        return Stream.concat(Stream.of(command, conf.toString()), Stream.of(more))
                .toArray(String[]::new);
    }
}
