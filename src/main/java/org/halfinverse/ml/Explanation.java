package org.halfinverse.ml;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** What {@code explainParams} says: as Spark has it, but arrays as their numbers, where Spark prints addresses in memory. */
final class Explanation {
    private Explanation() {}

    /**
     * {@return the explanation of a parameter: name, meaning, default and current value}
     *
     * @param params that has it
     * @param param which
     */
    static String of(Params params, Param<?> param) {
        Optional<String> standard = value(params.getDefault(param)).map(text -> "default: " + text);
        Optional<String> current = value(params.get(param)).map(text -> "current: " + text);
        String values = standard.isEmpty() && current.isEmpty()
                ? "undefined"
                : standard.map(text -> current.map(other -> text + ", " + other).orElse(text))
                        .or(() -> current)
                        .orElseThrow();
        return param.name() + ": " + param.doc() + " (" + values + ")";
    }

    private static Optional<String> value(scala.Option<?> value) {
        return value.isEmpty() ? Optional.empty() : Optional.of(text(value.get()));
    }

    private static String text(Object value) {
        return value instanceof int[] numbers ? Arrays.toString(numbers) : String.valueOf(value);
    }
}
