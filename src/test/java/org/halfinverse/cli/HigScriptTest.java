package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/hig} in a project of its own, whose Java prints its arguments. */
@DisabledOnOs(OS.WINDOWS)
class HigScriptTest {
    @TempDir
    private Path home;

    private Path script;
    private Path jar;

    @BeforeEach
    void layOut() throws IOException {
        script = home.resolve("scripts/hig");
        jar = home.resolve("target/hig-spark-1.jar");
        Files.createDirectories(script.getParent());
        Files.createDirectories(home.resolve("src/main"));
        Files.createDirectories(home.resolve("jdk/bin"));
        Files.createDirectories(jar.getParent());
        Files.copy(Path.of("scripts/hig"), script);
        Files.writeString(home.resolve("pom.xml"), "");
        Files.writeString(home.resolve("target/spark.classpath"), "a.jar:b.jar");
        Files.writeString(home.resolve("target/spark-jvm.options"), "");
        Path java = home.resolve("jdk/bin/java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        for (Path program : List.of(java, script)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        build("first");
    }

    @Test
    void aBuildLeavesTheJarOfARunningCommandAlone() throws Exception {
        Path running = jarOfACommand();
        assertNotEquals(jar, running);
        build("second");
        assertEquals("first", Files.readString(running));
        assertEquals("second", Files.readString(jarOfACommand()));
        assertEquals("first", Files.readString(running));
    }

    @Test
    void theSameBuildIsCopiedOnce() throws Exception {
        assertEquals(jarOfACommand(), jarOfACommand());
        assertEquals(1, copies());
    }

    @Test
    void fewCopiesAreKept() throws Exception {
        for (int i = 0; i < 6; i++) {
            build("build " + i);
            assertEquals("build " + i, Files.readString(jarOfACommand()));
        }
        assertEquals(3, copies());
    }

    private void build(String content) throws IOException {
        Files.writeString(jar, content);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60))); // newer than all sources
    }

    private long copies() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("target/running"))) {
            return files.count();
        }
    }

    private Path jarOfACommand() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "plan", "x.conf").redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        Process process = builder.start();
        List<String> arguments = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor(), arguments::toString);
        assertTrue(arguments.containsAll(List.of("-cp", "org.halfinverse.cli.Hig", "plan")), arguments::toString);
        String classPath = arguments.get(arguments.indexOf("-cp") + 1);
        assertTrue(classPath.endsWith(":a.jar:b.jar"), classPath);
        assertFalse(classPath.startsWith(":"), classPath);
        return Path.of(classPath.substring(0, classPath.indexOf(':')));
    }
}
