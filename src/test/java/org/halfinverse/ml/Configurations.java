package org.halfinverse.ml;

import com.typesafe.config.ConfigFactory;
import org.halfinverse.config.ExperimentConfig;

/** Configurations as a test writes them. */
final class Configurations {
    private Configurations() {}

    static ExperimentConfig parse(String text) {
        return ExperimentConfig.read(ConfigFactory.parseString(text));
    }
}
