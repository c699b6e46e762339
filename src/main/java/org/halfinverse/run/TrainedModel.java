package org.halfinverse.run;

import java.util.List;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.PhysicsModel;

/**
 * A trained network with the simulator that it drives, as a run directory keeps it.
 *
 * @param config of the training
 * @param physics network, with its standardisation, plus simulator plus loss
 * @param theta θ, n entries
 * @param description the content of {@code model.json}
 */
public record TrainedModel(ExperimentConfig config, PhysicsModel physics, double[] theta, String description) {
    /**
     * {@return the model of a run directory, from its {@code config.conf} and {@code model/}}
     *
     * @param storage on which it lies
     * @param run the run directory, any Hadoop path
     * @throws DataException if there is none, or it is damaged, or of a version that is not known here
     * @throws ConfigurationException if its configuration is not one, or its problem's class is missing
     */
    public static TrainedModel read(Storage storage, String run) {
        return read(storage, run, List.of());
    }

    /**
     * {@return the model of a run directory, from its {@code config.conf} and {@code model/}, with changed settings}
     *
     * @param storage on which it lies
     * @param run the run directory, any Hadoop path
     * @param overrides {@code key=value}, which win over the configuration
     * @throws DataException if there is none, or it is damaged, or of a version that is not known here
     * @throws ConfigurationException if its configuration is not one, or its problem's class is missing
     */
    public static TrainedModel read(Storage storage, String run, List<String> overrides) {
        return ModelFiles.read(new RunDirectory(storage, run), overrides);
    }

    /**
     * What the network does, to the digits of predictions on Spark.
     *
     * @param inputs s, B × inputSize, sample-major
     * @return the controls u, B × controlSize, sample-major
     * @throws IllegalArgumentException if the last sample is not whole
     */
    public double[] controls(double... inputs) {
        int width = physics.network().inputSize();
        if (inputs.length % width != 0) {
            throw new IllegalArgumentException(
                    inputs.length + " inputs are given, but a sample of this network has " + width);
        }
        return physics.controls(theta, inputs.length / width, inputs);
    }

    /**
     * Writes {@code config.conf} and {@code model/}.
     *
     * @param storage where to
     * @param run a directory that is not there yet, any Hadoop path
     * @throws DataException if that is not possible
     */
    public void write(Storage storage, String run) {
        RunDirectory directory = new RunDirectory(storage, run);
        storage.createDirectory(run);
        directory.writeConfig(config.resolved());
        ModelFiles.write(directory, this);
    }
}
