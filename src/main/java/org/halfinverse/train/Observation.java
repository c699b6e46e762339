package org.halfinverse.train;

import java.util.Optional;

/**
 * What is looked at besides the losses, where it is asked for.
 *
 * @param saturation outputs of the hidden units over the training samples
 * @param outputs y of the watched sample
 * @param targets ŷ of the watched sample
 */
public record Observation(
        Optional<ActivationMoments> saturation, Optional<double[]> outputs, Optional<double[]> targets) {
    /** Nothing. */
    public static final Observation NONE = new Observation(Optional.empty(), Optional.empty(), Optional.empty());
}
