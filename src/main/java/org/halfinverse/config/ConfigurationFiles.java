package org.halfinverse.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.halfinverse.io.Storage;
import org.halfinverse.spark.SecretSettings;

/**
 * A file of HOCON and what it includes: {@code include "other.conf"} reads from beside the file that says so, through
 * the same storage. How much is read is bounded, and nothing is fetched by other ways: {@code include url(…)},
 * {@code file(…)} and {@code classpath(…)} are refused.
 */
final class ConfigurationFiles {
    private static final int LARGEST_TEXT = 4 << 20;
    private static final int MOST_FILES = 100;

    private final Storage storage;
    private final boolean separated;
    private final Deque<String> open = new ArrayDeque<>();
    private int files;
    private int characters;

    /**
     * One configuration, whose limits hold for all its files together.
     *
     * @param storage on which they lie
     * @param separated whether blocks that are joined, {@code ${a} { … }}, are separated while they are read
     */
    private ConfigurationFiles(Storage storage, boolean separated) {
        this.storage = storage;
        this.separated = separated;
    }

    /**
     * {@return the settings of a configuration, substitutions made}
     *
     * @param storage on which its files lie
     * @param path any Hadoop path
     * @param merge adds what comes from elsewhere, before substitutions are made
     * @throws ConfigException if it is not HOCON
     * @throws ConfigurationException if it includes what cannot be, or is too large
     * @throws org.halfinverse.io.DataException if it cannot be read
     */
    static Config resolved(Storage storage, String path, UnaryOperator<Config> merge) {
        Config config = merge.apply(new ConfigurationFiles(storage, false).parse(path));
        try {
            return config.resolve();
        } catch (ConfigException.BugOrBroken e) { // the library has lost its way, and nothing need be wrong
            return merge.apply(new ConfigurationFiles(storage, true).parse(path))
                    .resolve();
        }
    }

    private Config parse(String path) {
        String place = storage.qualify(path);
        if (open.contains(place)) {
            throw new ConfigurationException(path + " includes itself");
        }
        if (++files > MOST_FILES) {
            throw new ConfigurationException(
                    path + " is one file too many: a configuration includes at most " + (MOST_FILES - 1) + " files");
        }
        open.push(place);
        try {
            return parse(path, text(path));
        } finally {
            open.pop();
        }
    }

    private String text(String path) {
        String text = storage.readText(path, LARGEST_TEXT);
        characters += text.length();
        if (characters > LARGEST_TEXT) {
            throw new ConfigurationException(
                    path + " makes the configuration too long: with all that it includes, it has at most "
                            + LARGEST_TEXT + " characters");
        }
        return text;
    }

    private Config parse(String path, String text) {
        try {
            return ConfigFactory.parseString(
                    separated ? SeparatedBlocks.of(text) : text,
                    ConfigParseOptions.defaults().setOriginDescription(path).setIncluder(new Includer(path)));
        } catch (ConfigException.Parse e) {
            int line = e.origin().lineNumber();
            boolean secret = text.lines().limit(line).anyMatch(SecretSettings.in(Map.of())::isNamedIn);
            if (secret) { // the message may quote it
                throw new ConfigurationException(path + ": " + line + " is not valid HOCON: does a text need quotes?");
            }
            throw e;
        }
    }

    private final class Includer
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
        private final String path;

        Includer(String path) {
            this.path = path;
        }

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            return parse(Storage.sibling(path, what)).root();
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            throw refused("file");
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw refused("url");
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            throw refused("classpath");
        }

        private ConfigurationException refused(String kind) {
            return new ConfigurationException(path + " includes a file by " + kind
                    + "(…), which is refused: write include \"other.conf\", with the path from this file");
        }
    }
}
