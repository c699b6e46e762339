package org.halfinverse.jacobian;

import java.util.Arrays;
import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.physics.InvertibleSimulator;
import org.halfinverse.samples.Samples;

/**
 * How far controls are from those that scale-invariant physics updates aim at (Holl, Koltun, Thuerey, NeurIPS 2022):
 *
 * <pre>
 *   u_i − u_i*,   u_i* = P⁻¹(x_i; y_i − ∂L/∂y_i),   or   u_i* = u_i − S_i⁺ ∂L/∂y_i
 * </pre>
 *
 * by the inverse of an {@link InvertibleSimulator}, else by the pseudo-inverse of the simulator's Jacobian without the
 * singular values up to a share of the largest.
 *
 * @param physics with the simulator P
 * @param cutoff that share
 */
record ControlDisplacement(GuardedPhysics physics, double cutoff) {
    /**
     * {@return the displacements u − u* of a block, B × q}
     *
     * @param block B samples
     * @param controls u, B × q
     * @param outputs y, B × p
     * @param jacobians S, B × p × q
     * @param lossGradient ∂L/∂y, B × p
     */
    double[] of(Samples block, double[] controls, double[] outputs, double[] jacobians, double[] lossGradient) {
        if (physics.simulator() instanceof InvertibleSimulator) {
            double[] wanted = new double[outputs.length];
            Arrays.setAll(wanted, entry -> outputs[entry] - lossGradient[entry]);
            double[] displacements = new double[controls.length];
            physics.invert(block, controls, wanted, displacements);
            Arrays.setAll(displacements, entry -> controls[entry] - displacements[entry]);
            return displacements;
        }
        return byPseudoInverse(block.samples(), jacobians, lossGradient);
    }

    private double[] byPseudoInverse(int samples, double[] jacobians, double[] lossGradient) {
        int p = physics.simulator().outputSize();
        int q = physics.simulator().controlSize();
        boolean constant = physics.simulator().constantJacobian().isPresent();
        double[] displacements = new double[samples * q];
        DenseSvd svd = null;
        for (int i = 0; i < samples; i++) {
            if (svd == null || !constant) {
                svd = DenseSvd.of(p, q, Arrays.copyOfRange(jacobians, i * p * q, (i + 1) * p * q));
            }
            double[] c = svd.leftCoordinates(Arrays.copyOfRange(lossGradient, i * p, (i + 1) * p));
            double[] sigmas = svd.singularValues();
            for (int k = 0; k < c.length; k++) {
                c[k] = sigmas[k] > cutoff * sigmas[0] ? c[k] / sigmas[k] : 0;
            }
            System.arraycopy(svd.combineRight(c), 0, displacements, i * q, q);
        }
        return displacements;
    }
}
