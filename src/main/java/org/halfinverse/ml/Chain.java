package org.halfinverse.ml;

import java.util.Objects;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** Setters that return what they set, as those of Spark ML do. */
final class Chain {
    private Chain() {}

    /**
     * Sets a parameter.
     *
     * @param <T> the class that has it, and nothing else
     * @param <V> type of the parameter, where Scala has one that Java knows
     * @param params an instance of T
     * @param param the parameter
     * @param value of it
     * @return the instance
     * @throws NullPointerException if the value is null
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // each class gives itself for T
    static <T extends Params, V> T set(Params params, Param<V> param, V value) {
        Objects.requireNonNull(value, () -> param.name() + " is null: clear the parameter to leave it unset");
        return (T) params.set(param, value);
    }
}
