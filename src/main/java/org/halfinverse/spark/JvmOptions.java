package org.halfinverse.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Writes the JVM options without which Spark does not run on this Java version, as an argument file for
 * {@code java @file}. Run by the build; the options are Spark's own list, never a copy of it, with two changes that spare
 * the user a warning at every start: without the incubator module of vectors, which only a BLAS in Java uses, and with the
 * permission for {@code sun.misc.Unsafe} that Java asks for from version 23 on (older ones ignore it, as Spark's list says).
 */
public final class JvmOptions {
    private static final String INCUBATOR = "--add-modules=jdk.incubator.vector";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    private JvmOptions() {}

    /** The options. */
    static List<String> options() {
        return Stream.concat(
                        Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
                                .filter(option -> !option.equals(INCUBATOR)),
                        Stream.of(UNSAFE))
                .distinct()
                .toList();
    }

    /**
     * Writes the file.
     *
     * @param arguments its path
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, String.join("\n", options()) + "\n");
    }
}
