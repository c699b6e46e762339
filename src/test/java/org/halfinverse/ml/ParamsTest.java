package org.halfinverse.ml;

import static org.halfinverse.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every parameter of a trainer and of the evaluator, found by reflection: whoever adds one has it tested here. */
class ParamsTest {
    private static Stream<Param<?>> params() {
        return Stream.concat(
                Arrays.stream(new HalfInverseGradientTrainer("trainer").params()),
                Arrays.stream(new MeanLoss("loss").params()));
    }

    /** A new instance of what has the parameter. */
    private static Params owner(Param<?> param) {
        return param.parent().equals("trainer") ? new HalfInverseGradientTrainer("trainer") : new MeanLoss("loss");
    }

    @ParameterizedTest
    @MethodSource("params")
    void hasASetterThatReturnsItsObjectAndAGetter(Param<?> param) throws ReflectiveOperationException {
        Params owner = owner(param);
        Object value = value(getter(owner, param).getReturnType());
        assertSame(owner, setter(owner, param).invoke(owner, value));
        assertSameValue(value, getter(owner, param).invoke(owner));
        assertTrue(owner.isSet(param));
        assertSameValue(value, owner.getOrDefault(param));
    }

    @ParameterizedTest
    @MethodSource("params")
    void isExplained(Param<?> param) {
        assertTrue(param.doc().matches("\\S+( \\S+){2,}"), "a few words: " + param.doc());
        assertEquals(
                1, params().filter(other -> other.doc().equals(param.doc())).count(), "words of its own");
        String explained = owner(param).explainParams();
        assertTrue(explained.contains(param.name() + ": " + param.doc()));
        assertFalse(explained.contains("[I@"), explained);
        String key = TrainerSettings.KEYS.get(param.name());
        assertTrue(key == null || param.doc().endsWith("(" + key + ")"), param.doc());
    }

    @Test
    void theWidthsOfLayersAreExplainedAsNumbers() {
        HalfInverseGradientTrainer trainer = new HalfInverseGradientTrainer().setHiddenLayers(new int[] {7, 5});
        assertTrue(trainer.explainParam(trainer.hiddenLayers()).contains("current: [7, 5])"), trainer::explainParams);
        // As Spark has it in all else.
        assertEquals(
                "maxSteps: " + trainer.maxSteps().doc() + " (undefined)", trainer.explainParam(trainer.maxSteps()));
    }

    @ParameterizedTest
    @MethodSource("params")
    void isCopied(Param<?> param) throws ReflectiveOperationException {
        Params owner = owner(param);
        Object value = value(getter(owner, param).getReturnType());
        setter(owner, param).invoke(owner, value);
        Params copy = owner.copy(new ParamMap());
        assertSameValue(value, getter(copy, param).invoke(copy));
        assertEquals(owner.uid(), copy.uid());
    }

    @ParameterizedTest
    @MethodSource("params")
    void survivesItsJson(Param<?> param) throws ReflectiveOperationException {
        Object value = value(getter(owner(param), param).getReturnType());
        @SuppressWarnings("unchecked")
        Param<Object> any = (Param<Object>) param;
        assertSameValue(value, any.jsonDecode(any.jsonEncode(value)));
    }

    /** The defaults are those of the configuration, where it has one that depends on nothing else. */
    @ParameterizedTest
    @MethodSource("params")
    void hasTheDefaultOfItsSetting(Param<?> param) throws ReflectiveOperationException {
        Config defaults = ConfigFactory.parseString(Configurations.parse("problem.type = toy, training.max-steps = 1")
                .resolved());
        List<String> own = List.of("inputCol", "controlCol", "testFraction", "lossCol");
        List<String> conditional = List.of("learningRate", "maxSteps");
        Params owner = owner(param);
        String key = TrainerSettings.KEYS.get(param.name());
        if (key != null && defaults.hasPath(key) && !conditional.contains(param.name())) {
            Object value = getter(owner, param).invoke(owner);
            assertEquals(
                    defaults.getValue(key).unwrapped().toString(),
                    value instanceof int[] list ? Arrays.toString(list) : text(value));
        } else if (!owner.hasDefault(param)) {
            assertThrows(NoSuchElementException.class, () -> owner.getOrDefault(param));
        } else {
            assertTrue(own.contains(param.name()), param.name());
        }
    }

    private static String text(Object value) {
        return value instanceof Double number && number == Math.rint(number)
                ? String.valueOf(number.longValue())
                : String.valueOf(value);
    }

    /** All settings are parameters, but for some that are rarely needed or do not belong to an estimator. */
    @Test
    void everySettingIsAParameterOrKnownNotToBeOne() {
        Set<String> settings = new TreeSet<>();
        ConfigFactory.parseString(Configurations.parse("problem.type = toy, training.max-steps = 1")
                        .resolved())
                .entrySet()
                .forEach(entry -> settings.add(entry.getKey()));
        settings.removeAll(TrainerSettings.KEYS.values());
        assertEquals(
                new TreeSet<>(List.of(
                        "name",
                        "optimizer.batch-reference",
                        "optimizer.batch-scaling",
                        "optimizer.beta1",
                        "optimizer.beta2",
                        "optimizer.damping",
                        "optimizer.epsilon",
                        "optimizer.krylov-iterations",
                        "optimizer.max-update-norm",
                        "optimizer.memory",
                        "optimizer.momentum",
                        "optimizer.momentum-type",
                        "optimizer.rank",
                        "optimizer.schedule.type",
                        "optimizer.step-control",
                        "optimizer.weight-decay",
                        "output.checkpoint-seconds",
                        "output.directory",
                        "output.keep-checkpoints",
                        "output.saturation",
                        "output.spectrum",
                        "output.tensorboard",
                        "output.trace-parameters",
                        "problem.data.test-fraction",
                        "problem.fresh",
                        "problem.lambda",
                        "problem.samples",
                        "problem.target-noise",
                        "problem.test-samples",
                        "problem.type")),
                settings);
    }

    @Test
    void settingsMayBeGivenAsHocon() {
        ExperimentConfig config = TrainerSettings.configuration(new HalfInverseGradientTrainer()
                .setProblem("toy")
                .setProblemParameters("lambda = 0.01")
                .setSettings("optimizer { beta1 = 0.8, kappa = 0.1 }")
                .setKappa(0.75)
                .setMaxSteps(3));
        Config resolved = ConfigFactory.parseString(config.resolved());
        assertEquals(0.01, resolved.getDouble("problem.lambda"));
        assertEquals(0.8, resolved.getDouble("optimizer.beta1"));
        assertEquals(
                0.75, resolved.getDouble("optimizer.kappa"), "what has a parameter of its own is taken from there");
    }

    @Test
    void layersAreAListInHocon() {
        ExperimentConfig config = TrainerSettings.configuration(new HalfInverseGradientTrainer()
                .setProblem("toy")
                .setLayers("[ { dense { units = 5, activation = relu } }, { dense {} } ]")
                .setTrainable("[1]")
                .setParameterShare(0.5)
                .setMaxSteps(3));
        Config resolved = ConfigFactory.parseString(config.resolved());
        assertEquals(5, resolved.getConfigList("network.layers").get(0).getInt("dense.units"));
        assertEquals(List.of(1), resolved.getIntList("network.trainable"));
        assertEquals(0.5, config.optimizer().parameterShare());
        refused(
                "layers: 1: network.layers must be a list of blocks with a name each, [ { name { … } }, … ], not 3",
                new HalfInverseGradientTrainer().setLayers("3"));
    }

    @Test
    void settingsWithoutEffectAreRefused() {
        refused(
                "settings: 1: problem.data has no effect on a trainer: its samples are the rows of the data frame, and"
                        + " testFraction makes some of them test samples",
                new HalfInverseGradientTrainer().setSettings("problem.data.test-fraction = 0.2"));
        refused(
                "problemParameters: 1: problem.samples has no effect on a trainer: its samples are the rows of the data"
                        + " frame",
                new HalfInverseGradientTrainer().setProblemParameters("samples = 100"));
        refused(
                "settings: 1: output.directory has no effect on a trainer: checkpointDirectory is where it keeps run"
                        + " directories",
                new HalfInverseGradientTrainer().setSettings("output.directory = runs/a"));
        refused(
                "settings: 1: spark has no effect on a trainer: the Spark session runs already",
                new HalfInverseGradientTrainer().setSettings("spark.executor.memory = 4g"));
    }

    private static void refused(String sentence, HalfInverseGradientTrainer trainer) {
        assertRefused(
                ConfigurationException.class,
                sentence,
                () -> TrainerSettings.configuration(trainer.setProblem("toy").setMaxSteps(1)));
    }

    @Test
    void nullIsNoValue() {
        assertEquals(
                "stateCol is null: clear the parameter to leave it unset",
                assertThrows(NullPointerException.class, () -> new HalfInverseGradientTrainer().setStateCol(null))
                        .getMessage());
    }

    @Test
    void aNameWithDotsIsThatOfAClass() {
        RuntimeException refused = assertThrows(
                RuntimeException.class,
                () -> TrainerSettings.configuration(new HalfInverseGradientTrainer()
                        .setProblem("a.b.Missing")
                        .setMaxSteps(1)));
        assertTrue(refused.getMessage().startsWith("problem.class = a.b.Missing is not on the class path"));
    }

    /** Sets a parameter by its setter to a value that is no default. */
    static void setToSomething(Params owner, Param<?> param) throws ReflectiveOperationException {
        setter(owner, param).invoke(owner, value(getter(owner, param).getReturnType()));
    }

    private static Method getter(Params owner, Param<?> param) throws NoSuchMethodException {
        return owner.getClass().getMethod("get" + capitalized(param));
    }

    private static Method setter(Params owner, Param<?> param) throws NoSuchMethodException {
        return owner.getClass()
                .getMethod("set" + capitalized(param), getter(owner, param).getReturnType());
    }

    private static String capitalized(Param<?> param) {
        return Character.toUpperCase(param.name().charAt(0)) + param.name().substring(1);
    }

    private static Object value(Class<?> type) {
        if (type == int[].class) {
            return new int[] {3, 1, 4};
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == double.class) {
            return 0.625;
        }
        if (type == long.class) {
            return 1L << 40;
        }
        return type == int.class ? (Object) 17 : "any text, \"quoted\"";
    }

    static void assertSameValue(Object expected, Object actual) {
        if (expected instanceof int[] list) {
            assertArrayEquals(list, (int[]) actual);
        } else {
            assertEquals(expected, actual);
        }
    }
}
