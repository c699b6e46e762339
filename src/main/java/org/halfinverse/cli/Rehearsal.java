package org.halfinverse.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs small commands for the classes that they load: the JVM that {@code scripts/hig} starts with this class writes these
 * into an archive, from which later commands start in less time.
 */
public final class Rehearsal {
    private static final String SETTINGS = """
            name = rehearsal
            problem { type = toy, samples = 64, test-samples = 16 }
            network.hidden = [5]
            training { batch-size = 16, max-steps = 3 }
            execution.blocks = 2
            """;
    private static final String INPUTS = "input\n0.1\n0.2\n0.3\n";

    private Rehearsal() {}

    /**
     * Runs the commands in a directory for temporary files, and prints nothing.
     *
     * @param arguments none
     * @throws IOException if the directory cannot be made
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("hig");
        int code;
        try {
            code = run(directory);
        } finally {
            delete(directory);
        }
        System.exit(code);
    }

    /**
     * Runs the commands.
     *
     * @param directory for what they write
     * @return the largest exit code, 0 if all went well
     * @throws IOException if the directory cannot be written to
     */
    static int run(Path directory) throws IOException {
        String conf = write(directory.resolve("rehearsal.conf"), SETTINGS);
        String inputs = write(directory.resolve("inputs.csv"), INPUTS);
        String trained = directory.resolve("trained").toString();
        String page = directory.resolve("page").toString();
        List<String[]> commands = List.of(
                new String[] {"--help"},
                new String[] {"train", conf, "--output", trained},
                new String[] {"plan", conf},
                new String[] {"check", conf},
                new String[] {"report", trained, "--output", page},
                new String[] {"predict", trained, "--inputs", inputs, "--outputs", trained + ".npy"},
                new String[] {"predict", trained, "--inputs", inputs, "--outputs", trained + ".csv", "--simulate"},
                new String[] {"train", conf, "--output", trained + "-2", "--set", "execution.mode=cluster"});
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream silence = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        System.setOut(silence);
        System.setErr(silence);
        try {
            return commands.stream().mapToInt(Hig::run).max().orElseThrow();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static String write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        return file.toString();
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
