package org.halfinverse.ml;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.config.HoconFailure;
import scala.Option;

/**
 * Parameters of a trainer as a configuration, and the defaults of a configuration as those of the parameters: each has
 * its key there, and is checked and explained there.
 */
final class TrainerSettings {
    /** The keys of parameters that are one setting each. */
    static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("loss", "problem.loss"),
            Map.entry("standardizeTargets", "problem.standardize-targets"),
            Map.entry("hiddenLayers", "network.hidden"),
            Map.entry("layers", "network.layers"),
            Map.entry("trainable", "network.trainable"),
            Map.entry("activation", "network.activation"),
            Map.entry("initialization", "network.initialization"),
            Map.entry("initialParameters", "network.initial-parameters"),
            Map.entry("standardizeInputs", "network.standardize-inputs"),
            Map.entry("optimizer", "optimizer.type"),
            Map.entry("learningRate", "optimizer.learning-rate"),
            Map.entry("kappa", "optimizer.kappa"),
            Map.entry("tau", "optimizer.truncation.tau"),
            Map.entry("relativeTruncation", "optimizer.truncation.relative"),
            Map.entry("parameterShare", "optimizer.parameter-share"),
            Map.entry("solver", "optimizer.solver"),
            Map.entry("batchSize", "training.batch-size"),
            Map.entry("shuffle", "training.shuffle"),
            Map.entry("lossReduction", "training.loss-reduction"),
            Map.entry("maxEpochs", "training.max-epochs"),
            Map.entry("maxSteps", "training.max-steps"),
            Map.entry("maxSeconds", "training.max-seconds"),
            Map.entry("patience", "training.patience"),
            Map.entry("keepBest", "output.keep-best"),
            Map.entry("seed", "seed"),
            Map.entry("evaluateEvery", "output.evaluate-every"),
            Map.entry("execution", "execution.mode"),
            Map.entry("blocks", "execution.blocks"),
            Map.entry("checkpointEvery", "output.checkpoint-every"));

    /** Parameters whose text is a value in HOCON. */
    private static final List<String> HOCON = List.of("layers", "trainable");

    /** Parameters whose default depends on another one, or that are a limit that need not be there. */
    private static final List<String> WITHOUT_DEFAULT =
            List.of("problem", "learningRate", "maxEpochs", "maxSteps", "maxSeconds", "patience");

    /** What a configuration has for all that is not set; the problem and the limit are only there to be allowed. */
    private static final Config DEFAULTS = ConfigFactory.parseString(
            ExperimentConfig.read(ConfigFactory.parseString("problem.type = toy, training.max-epochs = 1"))
                    .resolved());

    /** What a trainer has no use for, and why. */
    private static final Map<String, String> WITHOUT_EFFECT = Map.of(
            "problem.data",
                    "its samples are the rows of the data frame, and testFraction makes some of them test samples",
            "problem.samples", "its samples are the rows of the data frame",
            "problem.test-samples", "its samples are the rows of the data frame",
            "problem.target-noise", "its samples are the rows of the data frame",
            "problem.fresh", "its samples are the rows of the data frame",
            "output.directory", "checkpointDirectory is where it keeps run directories",
            "spark", "the Spark session runs already");

    private static final String ORIGIN = "the trainer's parameters";

    private TrainerSettings() {}

    /** Gives the parameters of a trainer the defaults that their settings have. */
    static void setDefaults(HalfInverseGradientTrainer trainer) {
        for (Param<?> param : trainer.params()) {
            String key = KEYS.get(param.name());
            if (key != null && !WITHOUT_DEFAULT.contains(param.name()) && DEFAULTS.hasPath(key)) {
                setDefault(trainer, param, key);
            }
        }
    }

    @SuppressWarnings("unchecked") // the class of a parameter tells its type
    private static void setDefault(HalfInverseGradientTrainer trainer, Param<?> param, String key) {
        Object value;
        if (param instanceof DoubleParam) {
            value = DEFAULTS.getDouble(key);
        } else if (param instanceof LongParam) {
            value = DEFAULTS.getLong(key);
        } else if (param instanceof IntParam) {
            value = DEFAULTS.getInt(key);
        } else if (param instanceof BooleanParam) {
            value = DEFAULTS.getBoolean(key);
        } else if (param instanceof IntArrayParam) {
            value = DEFAULTS.getIntList(key).stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
        } else {
            value = DEFAULTS.getString(key);
        }
        trainer.setDefault((Param<Object>) param, value);
    }

    /**
     * {@return the checked configuration that the parameters make}
     *
     * @param trainer with its parameters
     * @throws ConfigurationException if it is not one
     */
    static ExperimentConfig configuration(HalfInverseGradientTrainer trainer) {
        Config config = given(trainer, trainer.problemParameters())
                .map(text -> parsed("problemParameters", text).atKey("problem"))
                .orElse(ConfigFactory.empty());
        config = config.withFallback(given(trainer, trainer.settings())
                .map(text -> parsed("settings", text))
                .orElse(ConfigFactory.empty()));
        requireEffective(config);
        for (Param<?> param : trainer.params()) {
            String key = KEYS.get(param.name());
            Optional<?> value = key == null ? Optional.empty() : given(trainer, param);
            if (value.isPresent()) {
                config = config.withValue(
                        key,
                        HOCON.contains(param.name())
                                ? parsed(param.name(), "value = " + value.get()).getValue("value")
                                : value(value.get()));
            }
        }
        String problem = given(trainer, trainer.problem())
                .orElseThrow(
                        () -> new ConfigurationException("the trainer has no problem: call setProblem with the name of"
                                + " a built-in one, or of a class"));
        String name = problem.indexOf('.') < 0 ? "problem.type" : "problem.class";
        config = config.withValue(name, ConfigValueFactory.fromAnyRef(problem, ORIGIN));
        return ExperimentConfig.read(config);
    }

    private static void requireEffective(Config config) {
        for (String key : new TreeSet<>(WITHOUT_EFFECT.keySet())) {
            if (config.hasPath(key)) {
                throw new ConfigurationException(config.getValue(key).origin().description() + ": " + key
                        + " has no effect on a trainer: " + WITHOUT_EFFECT.get(key));
            }
        }
    }

    private static ConfigValue value(Object value) {
        return ConfigValueFactory.fromAnyRef(
                value instanceof int[] list ? Arrays.stream(list).boxed().toList() : value, ORIGIN);
    }

    private static Config parsed(String param, String text) {
        try {
            return ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription(param))
                    .resolve();
        } catch (ConfigException e) {
            throw HoconFailure.told(param, e);
        }
    }

    /** What was set, as opposed to defaults: a configuration knows those that depend on other settings. */
    static <V> Optional<V> given(HalfInverseGradientTrainer trainer, Param<V> param) {
        Option<V> value = trainer.get(param);
        return value.isDefined() ? Optional.of(value.get()) : Optional.empty();
    }
}
