package org.halfinverse.spark;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.physics.ForeignCode;

/** The connection to Spark, open while a command runs. The master comes from outside, never from code. */
public final class SparkRuntime implements AutoCloseable {
    static final String MASTER = "spark.master";

    private static final String NAME = "spark.app.name";
    private static final String MAIN_CLASS = "org.halfinverse.cli.Hig";
    private static final String LOCAL = "local";
    private static final String SERIALIZER = "spark.serializer";
    private static final String REGISTRATOR = "spark.kryo.registrator";
    private static final String LOOPBACK = "127.0.0.1";
    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";
    /** Variables by which OpenBLAS chooses its kernels and their blocks, and so the last digits. */
    private static final List<String> BLAS_VARIABLES = List.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

    private static final String PREFIX = "spark.";
    private static final Pattern THREADS = Pattern.compile("local(\\[([1-9]\\d*|\\*)(,[1-9]\\d*)?])?");
    private static final String HADOOP_PREFIX = "spark.hadoop.";

    private final JavaSparkContext context;
    private final boolean owned;

    private SparkRuntime(JavaSparkContext context, boolean owned) {
        this.context = context;
        this.owned = owned;
    }

    /**
     * {@return a share in a connection that is there already, and is not closed with this one}
     *
     * @param context the caller's
     * @throws IllegalStateException if its serializer cannot carry samples, with a sentence for the user
     */
    static SparkRuntime of(JavaSparkContext context) {
        requireCarriesSamples(context.getConf());
        NativeBlas.install();
        return new SparkRuntime(context, false);
    }

    /**
     * Checks the serializer of a connection that was set up by somebody else.
     *
     * @throws IllegalStateException if it cannot carry samples, with a sentence for the user
     */
    static void requireCarriesSamples(SparkConf conf) {
        if (isKryo(conf) && !conf.get(REGISTRATOR, "").contains(RecordRegistrator.class.getName())) {
            throw new IllegalStateException(
                    "this Spark session serializes with Kryo, which cannot carry samples: start it"
                            + " with " + REGISTRATOR + "=" + RecordRegistrator.class.getName()
                            + ", or without spark.serializer");
        }
    }

    /**
     * {@return a connection} On a local master everything listens on loopback only and the web interface stays off,
     * unless settings say otherwise.
     *
     * @param applicationName shown by cluster managers
     * @param settings of the experiment; those given on the command line of {@code spark-submit} win
     * @throws IllegalStateException if Spark cannot start, with a sentence for the user
     */
    public static SparkRuntime open(String applicationName, Map<String, String> settings) {
        SparkConf conf = configuration(settings);
        if (conf.get(NAME, MAIN_CLASS).equals(MAIN_CLASS)) { // what spark-submit takes where no name is given
            conf.set(NAME, applicationName);
        }
        NativeBlas.install();
        sendToExecutors(conf, NativeBlas.PROPERTY);
        BLAS_VARIABLES.forEach(variable -> Optional.ofNullable(System.getenv(variable))
                .ifPresent(value -> conf.setIfMissing("spark.executorEnv." + variable, value)));
        if (isKryo(conf)) {
            conf.setIfMissing(REGISTRATOR, RecordRegistrator.class.getName());
        }
        if (isLocal(conf)) {
            conf.setIfMissing("spark.driver.host", LOOPBACK);
            conf.setIfMissing("spark.driver.bindAddress", LOOPBACK);
            conf.setIfMissing("spark.ui.enabled", "false");
        }
        conf.setIfMissing("spark.driver.maxResultSize", "0"); // what fits is decided before a run starts
        conf.setIfMissing("spark.locality.wait", "0"); // samples travel faster than a core would idle
        try {
            conf.validateSettings(); // the context does it too, and puts what is wrong into the log with its value
            return new SparkRuntime(new JavaSparkContext(conf), true);
        } catch (Exception e) { // also the checked SparkException, which Scala does not declare
            String told = String.valueOf(e.getMessage());
            String reason = SecretSettings.withoutSecrets(conf, told);
            String sentence = "Spark cannot start on " + conf.get(MASTER) + ": "
                    + reason.lines().findFirst().orElse("");
            throw reason.equals(told) ? new IllegalStateException(sentence, e) : new IllegalStateException(sentence);
        }
    }

    /**
     * The settings that Spark has for Hadoop, {@code spark.hadoop.*}, without a connection.
     *
     * @param settings of the experiment
     * @return names without the prefix, and values
     */
    public static Map<String, String> hadoopSettings(Map<String, String> settings) {
        Map<String, String> hadoop = new TreeMap<>();
        given(settings).forEach((name, value) -> {
            if (name.startsWith(HADOOP_PREFIX)) {
                hadoop.put(name.substring(HADOOP_PREFIX.length()), value);
            }
        });
        return hadoop;
    }

    /**
     * Settings that were given from outside, and those of the experiment, as {@link #configuration} has them. To load
     * Spark's own class for them takes as long as a small command.
     */
    private static Map<String, String> given(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(PREFIX))
                .forEach(name -> all.put(name, System.getProperty(name)));
        return all;
    }

    /** Where Spark is to run, if it is known. */
    static Optional<String> master(Map<String, String> settings) {
        return Optional.ofNullable(given(settings).get(MASTER));
    }

    /**
     * Whether Spark would be nothing but threads of this process.
     *
     * @param settings of the experiment
     * @return true for a master such as {@code local} and {@code local[2]}
     */
    public static boolean isWithinThisProcess(Map<String, String> settings) {
        return master(settings).filter(THREADS.asMatchPredicate()).isPresent();
    }

    /** Whether everything runs on this machine: with a local master, or if none is set. */
    static boolean isLocal(Map<String, String> settings) {
        return master(settings).orElse(LOCAL).startsWith(LOCAL);
    }

    /** The same of a connection. */
    static boolean isLocal(SparkConf conf) {
        return conf.get(MASTER, LOCAL).startsWith(LOCAL);
    }

    private static boolean isKryo(SparkConf conf) {
        return conf.get(SERIALIZER, "").endsWith("KryoSerializer");
    }

    /** Bits are the same only where all use the same BLAS. */
    private static void sendToExecutors(SparkConf conf, String property) {
        String value = System.getProperty(property);
        if (value != null) {
            String options = conf.get(EXECUTOR_OPTIONS, "");
            conf.set(EXECUTOR_OPTIONS, (options + " -D" + property + "=" + value).strip());
        }
    }

    /** Settings that were given from outside, and those of the experiment. */
    static SparkConf configuration(Map<String, String> settings) {
        SparkConf conf = new SparkConf();
        settings.forEach(conf::setIfMissing);
        return conf;
    }

    /**
     * Sends executors the files without which some code does not run there.
     *
     * @param part a problem or a simulator, of any kind
     */
    public void distribute(Object part) {
        distribute(context.sc(), part);
    }

    /**
     * Sends executors the files without which some code does not run there: Spark unpacks them in the working directory
     * of each, once for the same content.
     *
     * @param context the caller's
     * @param part a problem or a simulator, of any kind
     */
    public static void distribute(SparkContext context, Object part) {
        if (part instanceof ForeignCode code && !context.isLocal()) {
            ForeignCode.Archive archive = code.archive();
            context.addArchive(archive.path().toUri() + "#" + archive.name());
        }
    }

    /** {@return where Spark runs: the master, for instance {@code local[2]}} */
    public String master() {
        return context.master();
    }

    /** {@return the version of Spark, for instance {@code 4.2.0}} */
    public String version() {
        return context.version();
    }

    /**
     * {@return whether the cluster is still there: Spark ends a connection of itself when it cannot reach the master or
     * is refused, at first or later on, and nothing more can be computed with it}
     */
    public boolean isOpen() {
        return !context.sc().isStopped();
    }

    /** {@return what to tell the user when the connection has ended of itself, in one sentence} */
    public String lost() {
        return "the cluster " + master()
                + " cannot be reached or refuses: check its address, that it runs, and that spark.authenticate.secret"
                + " is the one it has";
    }

    JavaSparkContext context() {
        return context;
    }

    @Override
    public void close() {
        if (owned) {
            context.close();
        }
    }
}
