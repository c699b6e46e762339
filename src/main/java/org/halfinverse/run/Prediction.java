package org.halfinverse.run;

import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.samples.Samples;

/**
 * What a trained network, and the simulator behind it, make of some samples.
 *
 * @param controls u, B × controlSize, sample-major
 * @param outputs y, B × outputSize, sample-major; nothing if they were not asked for
 * @param losses ℓ, B; nothing if they were not asked for
 */
public record Prediction(double[] controls, double[] outputs, double[] losses) {
    /**
     * {@return the results, computed}
     *
     * @param physics network plus simulator plus loss
     * @param theta θ, n entries
     * @param samples B of them; states and targets only where they are needed
     * @param output whether y is wanted
     * @param loss whether ℓ is wanted
     */
    public static Prediction of(PhysicsModel physics, double[] theta, Samples samples, boolean output, boolean loss) {
        double[] controls = physics.controls(theta, samples.samples(), samples.inputs());
        double[] none = {};
        double[] outputs = output || loss ? physics.simulate(samples, controls) : none;
        return new Prediction(controls, outputs, loss ? physics.lossesOf(samples, outputs) : none);
    }
}
