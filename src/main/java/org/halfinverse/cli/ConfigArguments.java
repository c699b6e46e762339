package org.halfinverse.cli;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.spark.SparkRuntime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of all commands that read a configuration. */
final class ConfigArguments {
    @Parameters(index = "0", paramLabel = "CONF", description = "Configuration file (HOCON), any Hadoop path.")
    private String file = "";

    @Option(
            names = "--set",
            paramLabel = "key=value",
            description =
                    "Set one key of the configuration, for instance --set optimizer.kappa=0.7. It wins over the file and"
                            + " may be given several times.")
    private List<String> overrides = new ArrayList<>();

    /**
     * Reads and checks the configuration.
     *
     * @param output directory of the run, or null for the configuration's own
     */
    ExperimentConfig load(@Nullable String output) {
        return ExperimentConfig.load(unsharedStorage(), file, overrides(output));
    }

    /**
     * What was set on the command line.
     *
     * @param output directory of the run, or null for the configuration's own
     */
    List<String> overrides(@Nullable String output) {
        List<String> all = new ArrayList<>(overrides);
        if (output != null) {
            all.add("output.directory=" + ConfigUtil.quoteString(output));
        }
        return all;
    }

    /** Storage for what is read before the settings of Hadoop are known. */
    static Storage unsharedStorage() {
        return Storage.unshared(SparkRuntime.hadoopSettings(Map.of()));
    }

    /** The configuration file. */
    String path() {
        return file;
    }

    /** Storage as the configuration sets it up. */
    static Storage storage(ExperimentConfig config) {
        return new Storage(SparkRuntime.hadoopSettings(config.spark()));
    }
}
