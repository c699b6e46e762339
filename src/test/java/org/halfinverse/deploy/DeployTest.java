package org.halfinverse.deploy;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.internal.config.ConfigEntry$;
import org.apache.spark.metrics.sink.PrometheusServlet;
import org.halfinverse.cli.Hig;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.spark.TrainingMetrics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;
import picocli.CommandLine.Command;

/** The files in deploy/, the templates in conf/ and the page about clusters agree with the build, with Spark and with each other. */
class DeployTest {
    private static final Path DEPLOY = Path.of("deploy");
    private static final Path CONF = Path.of("conf");
    private static final Path KUBERNETES = DEPLOY.resolve("kubernetes");
    private static final Path STANDALONE = DEPLOY.resolve("standalone");
    private static final Path PROMETHEUS = DEPLOY.resolve("prometheus");
    private static final String SCRIPT = "submit.sh";
    private static final String TEMPLATE = ".template";

    private static final List<String> CONFIG_OBJECTS = List.of(
            "org.apache.spark.internal.config.package$",
            "org.apache.spark.internal.config.Deploy$",
            "org.apache.spark.internal.config.History$",
            "org.apache.spark.internal.config.Kryo$",
            "org.apache.spark.internal.config.Network$",
            "org.apache.spark.internal.config.Status$",
            "org.apache.spark.internal.config.UI$",
            "org.apache.spark.internal.config.Worker$",
            "org.apache.spark.deploy.k8s.Config$");
    /** Read by prefix, the rest of the name being the user's. */
    private static final List<String> PREFIXES = List.of(
            "spark.executorEnv.",
            "spark.hadoop.",
            "spark.kubernetes.driver.secrets.",
            "spark.kubernetes.driver.volumes.",
            "spark.kubernetes.executor.secrets.",
            "spark.metrics.conf.",
            "spark.yarn.appMasterEnv.");
    /** Read by name, by network code in Java, by TLS and by YARN, whose module is not on the class path. */
    private static final Set<String> NAMES = Set.of(
            "spark.network.crypto.authEngineVersion",
            "spark.ssl.rpc.enabled",
            "spark.yarn.am.attemptFailuresValidityInterval",
            "spark.yarn.maxAppAttempts");

    private static final Set<String> GAUGES = new TreeSet<>(TrainingMetrics.GAUGES);

    private static final Pattern SETTING = Pattern.compile("(?<![\\w./-])spark(?:\\.[a-zA-Z][\\w-]*)+");
    private static final Pattern OPTION = Pattern.compile("--conf \"?(spark[\\w.]+)=([^\"\\s]+)");
    private static final Pattern CLASS =
            Pattern.compile("org\\.(?:halfinverse|apache\\.spark)\\.[a-z.0-9]+\\.[A-Z]\\w+");
    private static final Pattern GAUGE = Pattern.compile("metrics_hig_driver_hig_([a-z_]+)_Value");
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(?:secret|password|token|(?:access|account)[._-]?key)\\w*[\"']?\\s*[:= ]\\s*[\"']?[a-z0-9+/]{16,}"
                    + "|-----BEGIN [A-Z ]*PRIVATE KEY");

    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

    private static Map<Path, String> texts;
    private static Document pom;

    @TempDir
    private Path directory;

    @BeforeAll
    static void read() throws IOException, ParserConfigurationException, SAXException, ClassNotFoundException {
        texts = new TreeMap<>();
        try (Stream<Path> deploy = Files.walk(DEPLOY);
                Stream<Path> conf = Files.list(CONF)) {
            Stream<Path> templates = conf.filter(path -> path.toString().endsWith(TEMPLATE));
            Path page = Path.of("src", "site", "markdown", "cluster.md");
            for (Path file : Stream.of(deploy.filter(Files::isRegularFile), templates, Stream.of(page))
                    .flatMap(paths -> paths)
                    .toList()) {
                texts.put(file, Files.readString(file));
            }
        }
        pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File("pom.xml"));
        for (String object : CONFIG_OBJECTS) { // each registers its settings when it is initialised
            Class.forName(object);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            value = {
                "hig-spark-(\\d[\\d.]*\\d(?:-SNAPSHOT)?)\\.jar -> /project/version",
                "hig-spark:(\\d[\\w.-]*) -> /project/version",
                "(?<![\\d.])(4\\.\\d+\\.\\d+)(?![\\d.]) -> /project/properties/spark.version",
                "[- ]?[Ss]cala ?(\\d\\.\\d+) -> /project/properties/scala.binary.version",
                "(?:Java |JDK |-java|java-)(\\d+) -> /project/properties/maven.compiler.release"
            })
    void everyVersionIsThatOfThePom(String pattern, String property) throws XPathExpressionException {
        String expected = pom(property);
        List<String> found = mentions(Pattern.compile(pattern), match -> match.group(1));
        assertFalse(found.isEmpty(), () -> "nothing says " + pattern);
        found.forEach(mention -> assertEquals(expected, mention.split(" in ", 2)[0], mention));
    }

    @Test
    void everyClassExists() {
        List<String> missing = mentions(CLASS, MatchResult::group).stream()
                .filter(mention -> !exists(mention.split(" in ", 2)[0]))
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void sparkKnowsEverySetting() {
        List<String> unknown = mentions(SETTING, MatchResult::group).stream()
                .filter(mention -> !isKnown(mention.split(" in ", 2)[0]))
                .toList();
        assertEquals(List.of(), unknown);
    }

    @Test
    void sparkTakesEveryValue() throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<Path, String> file : texts.entrySet()) {
            String name = file.getKey().getFileName().toString();
            if (name.startsWith("spark-defaults.conf")) {
                String alternatives = file.getValue().replaceAll("(?m)^#(?=spark\\.)", "");
                properties(alternatives).forEach((key, value) -> values.put(key + " in " + file.getKey(), value));
            } else if (name.equals(SCRIPT)) {
                OPTION.matcher(file.getValue())
                        .results()
                        .filter(option -> !option.group(2).contains("$"))
                        .forEach(option -> values.put(option.group(1) + " in " + file.getKey(), option.group(2)));
            }
        }
        Path application = KUBERNETES.resolve("spark-application.yaml");
        documents(application)
                .get(0)
                .at("/spec/sparkConf")
                .properties()
                .forEach(setting -> values.put(
                        setting.getKey() + " in " + application,
                        setting.getValue().textValue()));
        assertTrue(values.size() > 40, () -> "only " + values);
        assertAll(values.entrySet().stream().map(setting -> () -> convert(setting.getKey(), setting.getValue())));
    }

    @Test
    void metricsPropertiesNameInstancesOfSpark() throws IOException {
        for (Path file :
                List.of(PROMETHEUS.resolve("metrics.properties"), CONF.resolve("metrics.properties.template"))) {
            properties(texts.get(file))
                    .keySet()
                    .forEach(key -> assertTrue(
                            key.matches(
                                    "(driver|executor|master|worker|applications)\\.(sink|source)\\.[a-zA-Z]+\\.[a-z]+"),
                            () -> key + " in " + file));
        }
    }

    @Test
    void everyFileThatIsNamedExists() {
        List<String> missing = Stream.of(
                        mentions(
                                Pattern.compile("(?<!SPARK_HOME/)\\b(?:deploy|conf)/[\\w-]+[\\w./@-]*\\w"),
                                MatchResult::group),
                        mentions(Pattern.compile("(?<=[(\\[`])(?:\\.\\./)+([\\w./-]+)"), match -> match.group(1)))
                .flatMap(List::stream)
                .filter(mention -> !Files.exists(Path.of(mention.split(" in ", 2)[0])))
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void everyYamlFileIsReadAndNamesItsKind() throws IOException {
        for (Path file : texts.keySet()) {
            if (file.toString().matches(".*\\.ya?ml")) {
                List<JsonNode> documents = documents(file);
                assertFalse(documents.isEmpty(), file::toString);
                if (file.startsWith(KUBERNETES)) {
                    documents.forEach(document -> assertIsObject(file, document));
                }
            }
        }
    }

    @Test
    void driversMayDoOnlyWhatTheyDo() throws IOException {
        JsonNode role = documents(KUBERNETES.resolve("rbac.yaml")).stream()
                .filter(document -> document.path("kind").textValue().equals("Role"))
                .findFirst()
                .orElseThrow();
        Set<String> resources = new TreeSet<>();
        role.path("rules").forEach(rule -> {
            rule.path("resources").forEach(resource -> resources.add(resource.textValue()));
            rule.path("verbs").forEach(verb -> assertTrue(verb.textValue().matches("[a-z]+"), () -> "verb " + verb));
        });
        assertEquals(Set.of("configmaps", "pods", "services"), resources);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/spec/driver", "/spec/executor"})
    void theApplicationRunsWithoutPrivileges(String role) throws IOException {
        JsonNode application =
                documents(KUBERNETES.resolve("spark-application.yaml")).get(0);
        assertUnprivileged(
                role, application.at(role + "/podSecurityContext"), application.at(role + "/securityContext"));
    }

    @Test
    void thePodsOfTheScriptRunWithoutPrivileges() throws IOException {
        JsonNode pod = documents(KUBERNETES.resolve("pod-template.yaml")).get(0);
        assertUnprivileged(
                "pod template", pod.at("/spec/securityContext"), pod.at("/spec/containers/0/securityContext"));
    }

    @Test
    void theApplicationComesBackAndGoesOn() throws IOException {
        JsonNode application =
                documents(KUBERNETES.resolve("spark-application.yaml")).get(0).path("spec");
        assertEquals("OnFailure", application.at("/restartPolicy/type").textValue());
        assertTrue(application.at("/restartPolicy/onFailureRetries").intValue() > 0, "no retries");
        assertEquals(Hig.class.getName(), application.path("mainClass").textValue());
        List<String> arguments = new ArrayList<>();
        application.path("arguments").forEach(argument -> arguments.add(argument.textValue()));
        assertEquals("train", arguments.get(0));
        assertTrue(arguments.contains("--resume"), arguments::toString);
        String volume = application.at("/driver/volumeMounts/0/mountPath").textValue();
        String output = arguments.get(arguments.indexOf("--output") + 1);
        assertTrue(output.startsWith(volume + "/"), () -> output + " is not on the volume " + volume);
        String configuration = arguments.get(1).replaceFirst("^/opt/hig-spark/", "");
        assertEquals(
                "oscillators-linear",
                ExperimentConfig.load(storage(), configuration, List.of()).name());
    }

    @Test
    void theImageDoesNotRunAsRoot() {
        List<String> lines = texts.get(KUBERNETES.resolve("Dockerfile"))
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        assertTrue(lines.get(0).startsWith("FROM "), lines::toString);
        assertTrue(
                lines.get(lines.size() - 1).matches("USER [1-9]\\d*"),
                () -> "last line: " + lines.get(lines.size() - 1));
        lines.forEach(line -> assertFalse(line.matches("(?i)ADD\\s.*|.*\\bcurl\\b.*|.*\\bwget\\b.*"), line));
        String uid = lines.get(lines.size() - 1).substring("USER ".length());
        String application = texts.get(KUBERNETES.resolve("spark-application.yaml"));
        assertTrue(application.contains("runAsUser: " + uid), () -> "the application runs as another user than " + uid);
    }

    @TestFactory
    Stream<DynamicTest> everyScriptIsBash() {
        return texts.keySet().stream()
                .filter(file -> file.toString().contains(".sh"))
                .map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
                    assertEquals("", run(List.of("bash", "-n", file.toString()), Map.of()).output);
                    assertEquals(file.endsWith(SCRIPT), Files.isExecutable(file), () -> file + ": executable");
                }));
    }

    @TestFactory
    Stream<DynamicTest> shellcheckFindsNothing() {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "shellcheck")));
        return texts.keySet().stream()
                .filter(file -> file.endsWith(SCRIPT))
                .map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
                    assumeTrue(there, "there is no shellcheck");
                    assertEquals("", run(List.of("shellcheck", file.toString()), Map.of()).output);
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone", "yarn", "kubernetes"})
    void aScriptSubmitsTheSameCommandAgainAndAgain(String cluster) throws Exception {
        Path home = Files.createDirectories(directory.resolve("with space"));
        Path script = home.resolve("deploy").resolve(cluster).resolve(SCRIPT);
        Files.createDirectories(script.getParent());
        Files.copy(DEPLOY.resolve(cluster).resolve(SCRIPT), script);
        String jar = "hig-spark-" + pom("/project/version") + ".jar";
        Files.createFile(home.resolve(jar));
        Path submit = Files.createDirectories(home.resolve("spark/bin")).resolve("spark-submit");
        Files.writeString(submit, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        assertTrue(submit.toFile().setExecutable(true));
        Map<String, String> environment = Map.of(
                "SPARK_HOME", home.resolve("spark").toString(),
                "HIG_MASTER", "spark://host:7077",
                "HIG_SECRET_FILE", "secret.conf",
                "HIG_IMAGE", "registry/hig-spark",
                "HIG_KUBERNETES", "https://host:6443");

        Ended ended =
                run(List.of("bash", script.toString(), "my.conf", "/runs/my run", "--set", "seed=2"), environment);

        assertEquals(0, ended.code, ended.output);
        List<String> arguments = ended.output.lines().toList();
        assertEquals(Hig.class.getName(), arguments.get(arguments.indexOf("--class") + 1));
        int train = arguments.indexOf("train");
        String application = arguments.get(train - 1);
        assertTrue(
                Set.of(home.resolve(jar).toString(), "local:///opt/hig-spark/hig-spark.jar")
                        .contains(application),
                application);
        List<String> command = arguments.subList(train + 1, arguments.size());
        assertEquals(List.of("my.conf", "--output", "/runs/my run", "--resume"), command.subList(0, 4));
        assertEquals(List.of("--set", "seed=2"), command.subList(command.size() - 2, command.size()));
        List<String> overrides = new ArrayList<>();
        for (int i = 4; i < command.size(); i += 2) {
            assertEquals("--set", command.get(i));
            overrides.add(command.get(i + 1));
        }
        assertEquals(
                2, ExperimentConfig.load(storage(), "conf/toy.conf", overrides).seed());
        assertEquals(2, run(List.of("bash", script.toString(), "my.conf"), environment).code);
    }

    @TestFactory
    Stream<DynamicTest> everyServiceIsConfined() {
        return texts.entrySet().stream()
                .filter(file -> file.getKey().toString().endsWith(".service"))
                .map(file -> DynamicTest.dynamicTest(file.getKey().toString(), () -> {
                    List<String> lines = file.getValue().lines().toList();
                    for (String line : List.of(
                            "User=hig-spark",
                            "NoNewPrivileges=yes",
                            "ProtectSystem=strict",
                            "ProtectHome=yes",
                            "PrivateTmp=yes",
                            "CapabilityBoundingSet=",
                            "Restart=on-failure",
                            "LoadCredential=secret.conf:/etc/hig-spark/secret.conf",
                            "EnvironmentFile=/etc/hig-spark/spark-env.sh")) {
                        assertTrue(lines.contains(line), () -> "no line " + line);
                    }
                }));
    }

    @Test
    void exitCodesAreThoseOfTheProgram() {
        Set<String> codes = Arrays.stream(Hig.class.getAnnotation(Command.class).exitCodeList())
                .map(line -> line.split(":", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
        String unit = texts.get(STANDALONE.resolve("hig-train@.service"));
        assertEquals(Set.of("1", "2", "3", "5"), statuses(unit, "RestartPreventExitStatus"));
        Set<String> named = statuses(unit, "SuccessExitStatus");
        assertEquals(Set.of("130"), named);
        named.addAll(statuses(unit, "RestartPreventExitStatus"));
        Pattern.compile("(?m)^\\| ([\\d, ]+) \\|")
                .matcher(texts.get(Path.of("src", "site", "markdown", "cluster.md")))
                .results()
                .forEach(row -> named.addAll(List.of(row.group(1).split(", "))));
        named.removeAll(codes);
        assertEquals(Set.of(), named, "exit codes that hig does not have");
    }

    @Test
    void theStandaloneClusterIsClosed() throws IOException {
        Map<String, String> settings = properties(texts.get(STANDALONE.resolve("spark-defaults.conf")));
        assertEquals("false", settings.get("spark.master.rest.enabled"), "spark.master.rest.enabled");
        assertEquals("true", settings.get("spark.authenticate"), "spark.authenticate");
        assertEquals("true", settings.get("spark.network.crypto.enabled"), "spark.network.crypto.enabled");
        assertEquals("true", settings.get("spark.io.encryption.enabled"), "spark.io.encryption.enabled");
    }

    @Test
    void noFileHoldsASecret() {
        assertEquals(List.of(), mentions(SECRET, MatchResult::group));
    }

    @Test
    void alertsAskForGaugesThatThereAre() {
        Set<String> asked = GAUGE.matcher(texts.get(PROMETHEUS.resolve("alerts.yml")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertFalse(asked.isEmpty());
        asked.removeAll(GAUGES);
        assertEquals(Set.of(), asked, "gauges that hig does not have");
    }

    @Test
    void prometheusAsksWhereSparkAnswers() throws IOException {
        Set<String> answered = new TreeSet<>(Set.of("/metrics/executors/prometheus"));
        properties(texts.get(PROMETHEUS.resolve("metrics.properties"))).forEach((key, value) -> {
            if (key.endsWith(".path")) {
                answered.add(value + "/");
            }
        });
        Set<String> asked = new TreeSet<>();
        documents(PROMETHEUS.resolve("prometheus.yml"))
                .get(0)
                .path("scrape_configs")
                .forEach(job -> asked.add(job.path("metrics_path").asText()));
        assertEquals(answered, asked);
    }

    @Test
    void theListOfGaugesIsComplete() {
        Set<String> listed = texts.get(PROMETHEUS.resolve("README.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pattern.compile("`([a-z_]+)`").matcher(line).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(GAUGES, listed);
    }

    @Test
    void sparkGivesGaugesTheNamesThatAlertsAskFor() {
        MetricRegistry registry = new MetricRegistry();
        String namespace = properties(texts.get(CONF.resolve("spark-defaults.conf.template")))
                .get("spark.metrics.namespace");
        GAUGES.forEach(gauge -> registry.register(namespace + ".driver.hig." + gauge, (Gauge<Double>) () -> 1.0));
        String snapshot = new PrometheusServlet(new Properties(), registry).getMetricsSnapshot();
        Set<String> shown = GAUGE.matcher(snapshot)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(GAUGES, shown);
    }

    private record Ended(int code, String output) {}

    private static Ended run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private static List<String> mentions(Pattern pattern, Function<MatchResult, String> part) {
        return texts.entrySet().stream()
                .flatMap(file -> pattern.matcher(file.getValue())
                        .results()
                        .map(match -> part.apply(match) + " in " + file.getKey()))
                .distinct()
                .toList();
    }

    private static boolean exists(String name) {
        try {
            Class.forName(name, false, DeployTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean isKnown(String key) {
        return ConfigEntry$.MODULE$.findEntry(key) != null
                || NAMES.contains(key)
                || PREFIXES.stream().anyMatch(key::startsWith);
    }

    private static void convert(String mention, String value) {
        ConfigEntry<?> entry = ConfigEntry$.MODULE$.findEntry(mention.split(" in ", 2)[0]);
        if (entry != null) {
            try {
                entry.valueConverter().apply(value);
            } catch (RuntimeException e) {
                throw new AssertionError(mention + ": " + e.getMessage(), e);
            }
        }
    }

    private static Map<String, String> properties(String text) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> settings.put(key, properties.getProperty(key)));
        return settings;
    }

    private static List<JsonNode> documents(Path file) throws IOException {
        return YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(texts.get(file))
                .readAll();
    }

    private static void assertIsObject(Path file, JsonNode document) {
        String kind = document.path("kind").asText();
        assertTrue(document.hasNonNull("apiVersion") && !kind.isEmpty(), () -> file + " has an object without a kind");
        if (kind.equals("SparkApplication")) {
            assertEquals(
                    "sparkoperator.k8s.io/v1beta2", document.path("apiVersion").asText());
        }
        if (!kind.equals("Namespace") && !kind.equals("Pod")) {
            assertEquals(
                    "hig", document.at("/metadata/namespace").asText(), () -> "namespace of " + kind + " in " + file);
        }
    }

    private static void assertUnprivileged(String who, JsonNode pod, JsonNode container) {
        assertAll(
                who,
                () -> assertTrue(pod.path("runAsNonRoot").booleanValue(), "runAsNonRoot"),
                () -> assertTrue(pod.path("runAsUser").intValue() > 0, "runAsUser"),
                () -> assertEquals(
                        "RuntimeDefault", pod.at("/seccompProfile/type").asText()),
                () -> assertTrue(container.has("allowPrivilegeEscalation"), "allowPrivilegeEscalation is left open"),
                () -> assertFalse(
                        container.path("allowPrivilegeEscalation").booleanValue(), "allowPrivilegeEscalation"),
                () -> assertEquals("ALL", container.at("/capabilities/drop/0").asText()));
    }

    private static Set<String> statuses(String unit, String key) {
        return unit.lines()
                .filter(line -> line.startsWith(key + "="))
                .flatMap(line -> Arrays.stream(line.substring(key.length() + 1).split(" ", -1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String pom(String path) throws XPathExpressionException {
        return XPathFactory.newInstance().newXPath().evaluate(path, pom);
    }

    private static Storage storage() {
        return new Storage(Map.of());
    }
}
