package org.halfinverse.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.train.TrainingListener;

/** Two steps on the heat equation backwards, by a network of convolutions. */
final class FieldTraining {
    static final Storage STORAGE = new Storage(Map.of());

    private static final String CONFIGURATION = """
            problem { type = heat-inversion, grid = 8, samples = 32, test-samples = 0 }
            network {
              layers = [
                { conv1d { channels = 2, kernel = 3 } }
                { residual { layers = [ { conv1d { channels = 2, kernel = 3, padding = periodic } } ] } }
                { dense { units = 4, activation = relu } }
                { conv1d { channels = 2, kernel = 3 } }
                %s
              ]
            }
            optimizer { type = hig, truncation { tau = 1e-3, relative = true } }
            training { batch-size = 32, max-steps = 2 }
            execution { mode = driver, blocks = 4 }
            """;

    private final Path conf;

    /**
     * Writes the configuration.
     *
     * @param directory in which it stands
     * @param last a further layer, or nothing
     */
    FieldTraining(Path directory, String last) {
        conf = directory.resolve("heat.conf");
        try {
            Files.writeString(conf, CONFIGURATION.formatted(last));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration with other settings. */
    ExperimentConfig config(String... settings) {
        return ExperimentConfig.load(STORAGE, conf.toString(), List.of(settings));
    }

    /** θ after the training with other settings. */
    double[] theta(String... settings) {
        return theta(config(settings));
    }

    /** θ after a training. */
    static double[] theta(ExperimentConfig config) {
        return new Experiment(config, STORAGE)
                .fit(new TrainingListener() {})
                .result()
                .theta();
    }
}
