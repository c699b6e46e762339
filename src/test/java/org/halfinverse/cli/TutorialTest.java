package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.halfinverse.TestVectors;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.SimulatorChecks;
import org.halfinverse.run.Version;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tutorial shows is what happens. */
class TutorialTest {
    private static final Path PAGES = Path.of("src", "site", "markdown");
    private static final Path EXAMPLE = Path.of("src", "site", "examples", "controlled-pendulum");
    private static final String PACKAGE = "com.example.pendulum";
    private static final Pattern TYPE = Pattern.compile("(?:class|record) (\\w+)");

    @TempDir
    private static Path classes;

    private static Map<String, String> sources;
    private static List<String> configurations;
    private static boolean compiled;
    private static String diagnostics;

    @TempDir
    private Path directory;

    @BeforeAll
    static void compile() throws IOException {
        String page = Files.readString(PAGES.resolve("tutorial.md"));
        configurations = blocks(page, "hocon");
        sources = new LinkedHashMap<>();
        for (String block : blocks(page, "java")) {
            sources.put(TYPE.matcher(block).results().findFirst().orElseThrow().group(1), block);
        }
        List<String> options =
                List.of("-Xlint:all,-path,-classfile,-processing", "-Werror", "-proc:none", "-d", classes.toString());
        StringWriter output = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Source> files = sources.entrySet().stream()
                .map(source -> new Source(source.getKey(), source.getValue()))
                .toList();
        compiled = compiler.getTask(output, null, null, options, null, files).call();
        diagnostics = output.toString();
    }

    @Test
    void itsCodeCompilesWithoutAWarning() {
        assertEquals(5, sources.size());
        assertTrue(compiled, diagnostics);
        assertEquals("", diagnostics);
    }

    @Test
    void itsSimulatorsHaveTheDerivativesOfWhatTheyCompute() throws Exception {
        try (URLClassLoader loader = loader()) {
            for (String name : List.of("PendulumByHand", "PendulumEquation", "Pendulum")) {
                SimulatorChecks.assertConsistent(simulator(loader, name));
            }
        }
    }

    @Test
    void theOneByHandAndTheOneByAutomaticDifferentiationAreTheSame() throws Exception {
        try (URLClassLoader loader = loader()) {
            // 20 steps of some ten roundings each, of numbers of a few units.
            assertArrayEquals(
                    jacobian(simulator(loader, "PendulumByHand")), jacobian(simulator(loader, "Pendulum")), 1e-14);
        }
    }

    @Test
    void itTrainsWithItsOwnCodeAndConfiguration() throws Exception {
        Path conf = directory.resolve("pendulum.conf");
        Files.writeString(conf, configurations.get(0));
        Command check = hig("check", conf.toString());
        assertEquals(0, check.exitCode(), check.out() + check.err());
        Command train = hig(
                "train", conf.toString(), "--output", directory.resolve("run").toString());
        assertEquals(0, train.exitCode(), train.err());
        // The page has 1.7e-3 for other samples.
        double loss = Double.parseDouble(train.out().replaceAll("(?s).*mean loss  train ([^,]*),.*", "$1"));
        assertTrue(loss < 0.02, train.out());
    }

    @Test
    void itShowsTheSourcesOfTheExampleWithoutTheirComments() throws IOException {
        Path directory = EXAMPLE.resolve("src/main/java").resolve(PACKAGE.replace('.', '/'));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String source = Files.readString(file).replaceAll("(?s) */\\*\\*.*?\\*/\n", "");
                assertEquals(source, sources.get(file.getFileName().toString().replace(".java", "")));
            }
        }
    }

    @Test
    void itShowsTheConfigurationOfTheExample() {
        assertEquals(
                ConfigFactory.parseFile(EXAMPLE.resolve("conf/pendulum.conf").toFile()),
                ConfigFactory.parseString(String.join("\n", configurations)));
    }

    @Test
    void itsVersionIsTheOneThatIsBuilt() throws IOException {
        Pattern version =
                Pattern.compile("(?:hig-spark-|<hig-spark\\.version>|<artifactId>hig-spark</artifactId>\\s*<version>)"
                        + "(\\d+\\.\\d+\\.\\d+(?:-SNAPSHOT)?)");
        for (Path file : List.of(
                PAGES.resolve("tutorial.md"),
                PAGES.resolve("extending.md"),
                EXAMPLE.resolve("README.md"),
                EXAMPLE.resolve("pom.xml"))) {
            Set<String> mentioned = version.matcher(Files.readString(file))
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet());
            assertEquals(Set.of(Version.current()), mentioned, file::toString);
        }
    }

    /** With the code of the page on the class path, as HIG_CLASSPATH puts it there. */
    private static Command hig(String... arguments) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = loader()) {
            thread.setContextClassLoader(loader);
            return Command.hig(arguments);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static URLClassLoader loader() throws IOException {
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, TutorialTest.class.getClassLoader());
    }

    private static Simulator simulator(ClassLoader loader, String name) throws ReflectiveOperationException {
        Constructor<?> constructor =
                loader.loadClass(PACKAGE + "." + name).getDeclaredConstructor(int.class, double.class, double.class);
        constructor.setAccessible(true);
        return (Simulator) constructor.newInstance(20, 0.1, 0.1);
    }

    private static double[] jacobian(Simulator simulator) {
        double[] outputs = new double[simulator.outputSize()];
        double[] jacobian = new double[outputs.length * simulator.controlSize()];
        simulator.linearize(
                1,
                TestVectors.gaussian(50, simulator.stateSize()),
                TestVectors.gaussian(51, simulator.controlSize()),
                outputs,
                jacobian);
        return jacobian;
    }

    private static List<String> blocks(String page, String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String type, String code) {
            super(
                    URI.create("string:///" + PACKAGE.replace('.', '/') + "/" + type + ".java"),
                    JavaFileObject.Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
