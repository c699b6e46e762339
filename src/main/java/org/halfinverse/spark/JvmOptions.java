package org.halfinverse.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Writes the JVM options without which Spark does not run on this Java version, as an argument file for
 * {@code java @file}. Run by the build; the options are Spark's own list, never a copy of it.
 */
public final class JvmOptions {
    private JvmOptions() {}

    /**
     * Writes the file.
     *
     * @param arguments its path
     * @throws IOException if it cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, String.join("\n", JavaModuleOptions.defaultModuleOptionArray()) + "\n");
    }
}
