package org.halfinverse.spark;

import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** The way in which a training gets its connection to Spark, and what is known of that connection before. */
public interface SparkAccess {
    /** {@return whether it is known where Spark runs; if not, {@link #open} cannot succeed} */
    boolean hasMaster();

    /** {@return whether everything runs in this JVM: the master is {@code local…}, or none is known} */
    boolean isLocal();

    /**
     * {@return the connection, for the caller to close}
     *
     * @param applicationName shown by cluster managers where the connection is a new one
     * @throws IllegalStateException if Spark cannot start or does not fit, with a sentence for the user
     */
    SparkRuntime open(String applicationName);

    /**
     * {@return access to a connection of the training's own, opened when it is needed}
     *
     * @param settings of the experiment
     */
    static SparkAccess own(Map<String, String> settings) {
        return new SparkAccess() {
            @Override
            public boolean hasMaster() {
                return SparkRuntime.master(settings).isPresent();
            }

            @Override
            public boolean isLocal() {
                return SparkRuntime.isLocal(settings);
            }

            @Override
            public SparkRuntime open(String applicationName) {
                return SparkRuntime.open(applicationName, settings);
            }
        };
    }

    /**
     * {@return access to a connection that is there already and stays open}
     *
     * @param context the caller's
     */
    static SparkAccess to(JavaSparkContext context) {
        return new SparkAccess() {
            @Override
            public boolean hasMaster() {
                return true;
            }

            @Override
            public boolean isLocal() {
                return SparkRuntime.isLocal(context.getConf());
            }

            @Override
            public SparkRuntime open(String applicationName) {
                return SparkRuntime.of(context);
            }
        };
    }
}
