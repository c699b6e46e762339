package org.halfinverse.spark;

import java.util.Arrays;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import scala.Tuple2;
import scala.util.matching.Regex;

/**
 * The settings of Spark that nobody else may read: those that Spark itself hides in its logs and its web interface, by
 * the regular expression {@code spark.redaction.regex} (by default: secret, password, token, access key).
 */
public final class SecretSettings {
    private static final String UNREADABLE = "*********";

    private final Regex pattern;

    private SecretSettings(Regex pattern) {
        this.pattern = pattern;
    }

    /**
     * {@return what counts as secret among some settings}
     *
     * @param settings of Spark, perhaps with a regular expression of their own
     * @throws IllegalArgumentException if that is no regular expression
     */
    public static SecretSettings in(Map<String, String> settings) {
        return in(SparkRuntime.configuration(settings));
    }

    private static SecretSettings in(SparkConf conf) {
        return new SecretSettings(conf.get(package$.MODULE$.SECRET_REDACTION_PATTERN()));
    }

    /**
     * {@return whether a setting is secret: its name or its value speaks of a secret}
     *
     * @param key its name
     * @param value its value, in which there may be options with names of their own
     */
    public boolean contains(String key, String value) {
        return isNamedIn(key) || isNamedIn(value);
    }

    /**
     * {@return whether a text speaks of a secret: the regular expression is found in it}
     *
     * @param text any
     */
    public boolean isNamedIn(String text) {
        return pattern.findFirstIn(text).isDefined();
    }

    /**
     * {@return a text in which the values of secret settings are unreadable}
     *
     * @param conf the settings
     * @param text in which they may stand
     */
    static String withoutSecrets(SparkConf conf, String text) {
        SecretSettings secrets = in(conf);
        return Arrays.stream(conf.getAll())
                .filter(setting -> secrets.contains(setting._1(), setting._2()))
                .map(Tuple2::_2)
                .filter(value -> !value.isBlank())
                .reduce(text, (readable, value) -> readable.replace(value, UNREADABLE));
    }
}
