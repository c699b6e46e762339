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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    private final Map<String, String> environment = new HashMap<>();
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
        // An archive is made by the option that names it; what its making writes to standard output goes nowhere.
        Files.writeString(java, """
                #!/bin/sh
                printf '%s\\n' "$@"
                for option; do
                  case $option in
                    -XX:ArchiveClassesAtExit=*) [ -e "$HIG_TEST_FAILS" ] || echo classes > "${option#*=}" ;;
                  esac
                done
                """);
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

    @Test
    void theClassesOfABuildAreWrittenOnceForEachJava() throws Exception {
        release("17");
        Path archive = archiveOf(command("plan", "x.conf"));
        assertEquals("classes\n", Files.readString(archive));
        FileTime written = Files.getLastModifiedTime(archive);
        assertEquals(archive, archiveOf(command("train", "x.conf")));
        assertEquals(written, Files.getLastModifiedTime(archive));
        release("25");
        Path ofAnotherJava = archiveOf(command("plan", "x.conf"));
        assertNotEquals(archive, ofAnotherJava);
        build("second");
        assertNotEquals(ofAnotherJava, archiveOf(command("plan", "x.conf")));
    }

    @Test
    void whereNoArchiveCanBeMadeCommandsRunWithoutAndItIsTriedOnce() throws Exception {
        release("17");
        Path fails = Files.writeString(home.resolve("fails"), "");
        environment.put("HIG_TEST_FAILS", fails.toString());
        assertEquals(List.of(), archives(command("plan", "x.conf")));
        Files.delete(fails);
        assertEquals(List.of(), archives(command("plan", "x.conf")));
    }

    @Test
    void noArchiveIsMadeWhereItIsNotWantedOrNothingIsKnownOfTheJava() throws Exception {
        assertEquals(List.of(), archives(command("plan", "x.conf")));
        release("17");
        environment.put("HIG_JAVA_OPTS", "-Xshare:off");
        assertEquals(List.of(), archives(command("plan", "x.conf")));
        assertEquals(1, copies());
    }

    @Test
    void archivesGoWithTheirBuilds() throws Exception {
        release("17");
        for (int i = 0; i < 6; i++) {
            build("build " + i);
            command("plan", "x.conf");
        }
        assertEquals(6, copies(), "three jars, each with its archive");
    }

    @Test
    void anInstallationThatNobodyMayWriteToRunsItsJar() throws Exception {
        Files.writeString(home.resolve("target/running"), "no directory, so that nothing can be written into it");
        assertEquals(jar, jarOfACommand());
    }

    @Test
    void onlyShortCommandsDoWithoutTheSlowerCompiler() throws Exception {
        String quick = "-XX:TieredStopAtLevel=1";
        assertTrue(command("check", "x.conf").contains(quick));
        assertFalse(command("plan", "x.conf").contains(quick), "it times steps, as a training makes them");
        assertFalse(command("train", "x.conf").contains(quick));
    }

    @Test
    void onlyCommandsWithALogStartLog4j() throws Exception {
        String none = "-Dlog4j2.loggerContextFactory=org.apache.logging.log4j.simple.SimpleLoggerContextFactory";
        String log4j = "-Dlog4j2.configurationFile=" + home.resolve("conf/log4j2.properties");
        assertTrue(command("plan", "x.conf").contains(none));
        assertFalse(command("plan", "x.conf").contains(log4j));
        assertTrue(command("train", "x.conf").contains(log4j));
        assertFalse(command("train", "x.conf").contains(none));
        environment.put("HIG_JAVA_OPTS", "-Dlog4j2.level=debug");
        assertTrue(command("plan", "x.conf").contains(log4j), "which the user has settings for");
    }

    private void release(String version) throws IOException {
        Files.writeString(home.resolve("jdk/release"), "JAVA_VERSION=" + version);
    }

    private static List<Path> archives(List<String> arguments) {
        String option = "-XX:SharedArchiveFile=";
        return arguments.stream()
                .filter(argument -> argument.startsWith(option))
                .map(argument -> Path.of(argument.substring(option.length())))
                .toList();
    }

    private static Path archiveOf(List<String> arguments) {
        assertEquals(1, archives(arguments).size(), arguments::toString);
        return archives(arguments).get(0);
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

    private List<String> command(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        List<String> given = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertEquals(0, process.waitFor(), given::toString);
        return given;
    }

    private Path jarOfACommand() throws IOException, InterruptedException {
        List<String> arguments = command("plan", "x.conf");
        assertTrue(arguments.containsAll(List.of("-cp", "org.halfinverse.cli.Hig", "plan")), arguments::toString);
        String classPath = arguments.get(arguments.indexOf("-cp") + 1);
        assertTrue(classPath.endsWith(":a.jar:b.jar"), classPath);
        assertFalse(classPath.startsWith(":"), classPath);
        return Path.of(classPath.substring(0, classPath.indexOf(':')));
    }
}
