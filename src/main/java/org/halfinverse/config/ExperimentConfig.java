package org.halfinverse.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.halfinverse.checkpoint.CheckpointWriter;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.spark.SecretSettings;
import org.halfinverse.train.Limits;

/**
 * A whole configuration, checked, every default filled in.
 *
 * @param name of the experiment
 * @param seed of everything random
 * @param problem what is learned
 * @param network which network learns it
 * @param optimizer by which method
 * @param training on which mini-batches and how long
 * @param execution where
 * @param output what is written where
 * @param spark settings for Spark
 * @param resolved all of it as HOCON, from which the same experiment can be read again
 */
public record ExperimentConfig(
        String name,
        long seed,
        ProblemConfig problem,
        NetworkConfig network,
        OptimizerConfig optimizer,
        TrainingConfig training,
        ExecutionConfig execution,
        OutputConfig output,
        Map<String, String> spark,
        String resolved) {
    /** Where a setting of the command line is said to come from. */
    private static final String SET = "--set";

    private static final Pattern SPARK = Pattern.compile("[\\s\"]*spark\\b");
    private static final Pattern HOCON =
            Pattern.compile("[\\[{\"]|.*\\$\\{|(true|false|null|-?[0-9.]+([eE][-+]?[0-9]+)?)$");

    /**
     * Mini-batches and limits.
     *
     * @param batchSize b
     * @param shuffle whether each epoch has an order of its own
     * @param lossReduction how sample losses become a mini-batch loss
     * @param limits when to stop
     */
    public record TrainingConfig(long batchSize, boolean shuffle, LossReduction lossReduction, Limits limits) {
        static TrainingConfig read(Settings settings) {
            TrainingConfig training = new TrainingConfig(
                    settings.integer("batch-size", 32, 1),
                    settings.flag("shuffle", true),
                    settings.choice("loss-reduction", LossReduction.MEAN, LossReduction::label),
                    new Limits(
                            settings.optionalPositiveInteger("max-steps"),
                            settings.optionalPositiveInteger("max-epochs"),
                            settings.optionalPositiveReal("max-seconds"),
                            settings.optionalPositiveInteger("patience")));
            if (training.limits.steps().isEmpty()
                    && training.limits.epochs().isEmpty()
                    && training.limits.seconds().isEmpty()) {
                throw new ConfigurationException(
                        "training has no end: set training.max-epochs, training.max-steps or training.max-seconds");
            }
            return training;
        }
    }

    /**
     * Where the work is done.
     *
     * @param mode in the driver, on the cluster, or whichever is cheaper
     * @param blocks P, into which every data set is divided
     */
    public record ExecutionConfig(Mode mode, int blocks) {
        private static final long MOST_BLOCKS = 100_000;

        /** Where mini-batches are linearised. */
        public enum Mode {
            /** Whichever is cheaper. */
            AUTO,
            /** In the driver's own threads, without Spark. */
            DRIVER,
            /** In Spark's executors. */
            CLUSTER;

            /** {@return the name in configurations and metrics, for instance {@code driver}} */
            public String label() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        static ExecutionConfig read(Settings settings) {
            return new ExecutionConfig(settings.choice("mode", Mode.AUTO, Mode::label), (int)
                    settings.integerWithin("blocks", 8, 1, MOST_BLOCKS));
        }
    }

    /**
     * What is written where.
     *
     * @param directory of the run, any Hadoop path
     * @param evaluateEvery epochs between evaluations; 0 for only the first and the last
     * @param traceParameters whether θ is written after every step
     * @param spectrum whether metrics have some of the singular values of each step
     * @param saturation whether evaluations look at the hidden units
     * @param watchSample number of the training sample whose outputs are followed, if any
     * @param checkpoints when checkpoints are written; the last step is in any case
     * @param keepCheckpoints how many stay when newer ones come
     * @param keepBest whether the model is that of the evaluation with the lowest loss instead of the last one
     * @param tensorboard whether scalars are written for TensorBoard
     */
    public record OutputConfig(
            String directory,
            long evaluateEvery,
            boolean traceParameters,
            boolean spectrum,
            boolean saturation,
            OptionalLong watchSample,
            CheckpointWriter.Schedule checkpoints,
            int keepCheckpoints,
            boolean keepBest,
            boolean tensorboard) {
        static OutputConfig read(Settings settings, String name) {
            String directory = settings.text("directory", "runs/" + name);
            if (directory.isBlank()) {
                throw new ConfigurationException("output.directory is empty");
            }
            return new OutputConfig(
                    directory,
                    settings.integer("evaluate-every", 1, 0),
                    settings.flag("trace-parameters", false),
                    settings.flag("spectrum", false),
                    settings.flag("saturation", false),
                    settings.optionalInteger("watch-sample", 0),
                    new CheckpointWriter.Schedule(
                            settings.optionalPositiveInteger("checkpoint-every"),
                            settings.realWithin("checkpoint-seconds", 60, 0, Double.POSITIVE_INFINITY)),
                    settings.positiveInteger("keep-checkpoints", 3),
                    settings.flag("keep-best", false),
                    settings.flag("tensorboard", false));
        }
    }

    /**
     * {@return the checked configuration of a file}
     *
     * @param storage where it lies
     * @param path any Hadoop path
     * @param overrides {@code key=value}, which win over the file
     * @throws ConfigurationException if it is not one
     */
    public static ExperimentConfig load(Storage storage, String path, List<String> overrides) {
        return read(resolve(storage, path, overrides));
    }

    /**
     * {@return the settings of a configuration file, substitutions made, without a look at what their keys mean}
     *
     * @param storage where it lies
     * @param path any Hadoop path
     * @param overrides {@code key=value}, which win over the file
     * @throws ConfigurationException if it is not HOCON
     */
    public static Config resolve(Storage storage, String path, List<String> overrides) {
        try {
            return ConfigurationFiles.resolved(storage, path, file -> {
                Config config = file;
                for (String override : overrides) {
                    config = override(config, override);
                }
                return config;
            });
        } catch (DataException e) {
            throw new ConfigurationException("configuration " + e.getMessage(), e);
        } catch (ConfigException e) {
            throw HoconFailure.told(path, e);
        } catch (StackOverflowError e) { // parsing and resolving are recursive; nothing of theirs is kept
            throw new ConfigurationException(path + " is nested too deeply", e);
        }
    }

    private static Config override(Config config, String override) {
        int equals = override.indexOf('=');
        if (SPARK.matcher(override).lookingAt() && SecretSettings.in(Map.of()).isNamedIn(override)) {
            String key = override.substring(0, Math.max(0, equals)).strip();
            throw new ConfigurationException("--set " + key + " is refused, since every user of this machine can read"
                    + " secrets on command lines: put it into Spark's conf/spark-defaults.conf, or let the configuration"
                    + " file take it from the environment, ${VARIABLE}");
        }
        if (equals < 1) {
            throw new ConfigurationException("--set " + override + " is not of the form key=value");
        }
        String key = override.substring(0, equals).strip();
        String value = override.substring(equals + 1).strip();
        try {
            ConfigValue setting = overrideValue(value);
            List<String> path = ConfigUtil.splitPath(key);
            for (int i = path.size() - 1; i >= 0; i--) { // an unknown block is then said to come from the command line
                setting = ConfigValueFactory.fromMap(Map.of(path.get(i), setting), SET);
            }
            return ((ConfigObject) setting).toConfig().withFallback(config);
        } catch (ConfigException e) {
            throw new ConfigurationException("--set " + override + " is not a key and a value in HOCON");
        }
    }

    /** Numbers, lists, blocks, quoted texts and substitutions are HOCON; anything else is the value as it stands. */
    private static ConfigValue overrideValue(String text) {
        ConfigValue literal = ConfigValueFactory.fromAnyRef(text);
        ConfigValue value = literal;
        if (HOCON.matcher(text).lookingAt()) {
            ConfigObject parsed = ConfigFactory.parseString(
                            "value = " + text, ConfigParseOptions.defaults().setOriginDescription(SET))
                    .root();
            value = parsed.size() == 1 ? parsed.getOrDefault("value", literal) : literal;
        }
        return value.withOrigin(ConfigOriginFactory.newSimple(SET));
    }

    /**
     * {@return the checked configuration of settings that are no file}
     *
     * @param config resolved
     * @throws ConfigurationException if they are not those of an experiment
     */
    public static ExperimentConfig read(Config config) {
        Settings settings = new Settings(config);
        settings.has("version"); // written by a run for its readers
        settings.has("compare"); // of several experiments, of which this is what they share
        settings.has("sweep");
        String name = settings.text("name", "hig");
        long seed = settings.integer("seed", 1, Long.MIN_VALUE);
        ProblemConfig problem = ProblemConfig.read(settings.block("problem"));
        NetworkConfig network = NetworkConfig.read(settings.block("network"));
        TrainingConfig training = TrainingConfig.read(settings.block("training"));
        OptimizerConfig optimizer =
                OptimizerConfig.read(settings.block("optimizer"), training.lossReduction(), training.limits(), seed);
        ExecutionConfig execution = ExecutionConfig.read(settings.block("execution"));
        OutputConfig output = OutputConfig.read(settings.block("output"), name);
        Settings block = settings.block("spark");
        Map<String, String> given = block.everything();
        Map<String, String> spark = prefixed(given);
        Set<String> secrets = secrets(spark);
        given.keySet().removeIf(key -> secrets.contains(prefixed(key)));
        block.record(given);
        settings.refuseUnknown();
        return new ExperimentConfig(
                name,
                seed,
                problem,
                network,
                optimizer,
                training,
                execution,
                output,
                spark,
                leftOut(secrets) + settings.resolved());
    }

    /** The keys whose values are written nowhere. */
    private static Set<String> secrets(Map<String, String> spark) {
        if (spark.isEmpty()) {
            return Set.of();
        }
        SecretSettings secrets;
        try {
            secrets = SecretSettings.in(spark);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("spark.redaction.regex is not a regular expression", e);
        }
        Set<String> keys = new TreeSet<>();
        spark.forEach((key, value) -> {
            if (secrets.contains(key, value)) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** A comment for whoever runs the same configuration again. */
    private static String leftOut(Set<String> secrets) {
        return secrets.isEmpty()
                ? ""
                : secrets.stream()
                                .map(ConfigUtil::quoteString)
                                .collect(Collectors.joining(", ", "# Secret, and so not written here: ", "."))
                        + "\n# They belong in Spark's conf/spark-defaults.conf, or in the environment.\n";
    }

    /** In the block {@code spark} the prefix of Spark's keys is the name of the block. */
    private static Map<String, String> prefixed(Map<String, String> settings) {
        Map<String, String> spark = new TreeMap<>();
        settings.forEach((key, value) -> spark.put(prefixed(key), value));
        if (spark.containsKey("spark.master")) {
            throw new ConfigurationException("spark.master is not a setting of an experiment: give --master instead");
        }
        return spark;
    }

    private static String prefixed(String key) {
        return key.startsWith("spark.") ? key : "spark." + key;
    }
}
