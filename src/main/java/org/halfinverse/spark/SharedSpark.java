package org.halfinverse.spark;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Spark that stays open from one training to the next as long as they have the same settings of Spark:
 * executors are started once, and what is warm in them stays warm.
 */
public final class SharedSpark implements AutoCloseable {
    private @Nullable SparkRuntime connection;
    private Map<String, String> settings = Map.of();

    /**
     * How a training comes to the connection. It opens it if there is none, if that has ended, or if that has other
     * settings.
     *
     * @param wanted settings of the experiment
     * @return the access; a connection opened by it is closed with this object, or by an access with other settings
     */
    public SparkAccess access(Map<String, String> wanted) {
        SparkAccess own = SparkAccess.own(wanted);
        return new SparkAccess() {
            @Override
            public boolean hasMaster() {
                return own.hasMaster();
            }

            @Override
            public boolean isLocal() {
                return own.isLocal();
            }

            @Override
            public SparkRuntime open(String applicationName) {
                return SparkRuntime.of(connection(own, applicationName, wanted).context());
            }
        };
    }

    private SparkRuntime connection(SparkAccess own, String applicationName, Map<String, String> wanted) {
        if (connection != null && connection.isOpen() && settings.equals(wanted)) {
            return connection;
        }
        close();
        connection = own.open(applicationName);
        settings = wanted;
        return connection;
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
