package org.halfinverse.ml;

import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.halfinverse.io.Storage;

/** Files as a Spark session sees them. */
final class SessionStorage {
    private SessionStorage() {}

    /**
     * {@return storage with the settings of Hadoop that a session has beyond those of its configuration files}
     *
     * @param context of the session
     */
    static Storage of(JavaSparkContext context) {
        Configuration plain = new Configuration();
        Map<String, String> settings = new TreeMap<>();
        for (Map.Entry<String, String> setting : context.hadoopConfiguration()) {
            String value = setting.getValue();
            if (!value.equals(plain.getRaw(setting.getKey()))) {
                settings.put(setting.getKey(), value);
            }
        }
        return new Storage(settings);
    }
}
