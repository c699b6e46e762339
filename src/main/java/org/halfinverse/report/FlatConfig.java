package org.halfinverse.report;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.File;
import java.net.URL;
import java.util.Map;
import java.util.TreeMap;

/** The settings of a run, each under its whole name. */
final class FlatConfig {
    private static final ConfigParseOptions NOTHING_ELSE =
            ConfigParseOptions.defaults().setIncluder(new NoIncludes());

    private FlatConfig() {}

    /**
     * {@return the values of a {@code config.conf} as text by name, sorted}
     *
     * @param text its content
     * @throws com.typesafe.config.ConfigException if it is no HOCON
     */
    static Map<String, String> parse(String text) {
        Config config = ConfigFactory.parseString(text, NOTHING_ELSE);
        Map<String, String> values = new TreeMap<>();
        config.entrySet()
                .forEach(entry ->
                        values.put(String.join(".", ConfigUtil.splitPath(entry.getKey())), text(entry.getValue())));
        return values;
    }

    private static String text(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING
                ? value.unwrapped().toString()
                : value.render(ConfigRenderOptions.concise());
    }

    /** A run's settings stand in its own file; others that it names are not opened. */
    private static final class NoIncludes
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            return ConfigFactory.empty().root();
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return ConfigFactory.empty().root();
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            return ConfigFactory.empty().root();
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            return ConfigFactory.empty().root();
        }
    }
}
