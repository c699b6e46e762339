package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A jar that does not fit what it runs with is told by the failure that this comes from. */
class BrokenRegistrationTest {
    @TempDir
    private Path directory;

    /** Cannot be initialised, as a class whose library is of another version. */
    public static final class NeedsAnotherVersion implements ProblemFactory {
        private static final String VERSION = version();

        private static String version() {
            throw new IllegalStateException("library 2.20 is here, 2.21 is needed");
        }

        @Override
        public String type() {
            return VERSION;
        }

        @Override
        public Problem create(Parameters parameters) {
            throw new IllegalStateException(VERSION);
        }
    }

    @Test
    void theRootOfAFailureToLoadIsTold() throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.writeString(services.resolve(ProblemFactory.class.getName()), NeedsAnotherVersion.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            Command command = Command.hig("plan", "conf/toy-ill-conditioned.conf");
            assertEquals(2, command.exitCode());
            assertTrue(
                    command.err()
                            .contains("a class cannot be loaded: java.lang.IllegalStateException: library 2.20 is here,"
                                    + " 2.21 is needed"),
                    command.err());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
