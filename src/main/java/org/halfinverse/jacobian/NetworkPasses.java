package org.halfinverse.jacobian;

import java.io.Serializable;
import java.util.List;
import org.halfinverse.network.ForwardPass;

/**
 * The Jacobian of a block as the passes through network and simulator that it is made of: {@code J v = S (∂u/∂θ) v} is a
 * tangent pass, and {@code Jᵀw = (∂u/∂θ)ᵀ Sᵀw} a reverse pass with a single cotangent a sample.
 *
 * <p>Both are products of matrices over all samples. The cotangents D of all p outputs, with which such products can be made
 * as well, are p times as many numbers, and have to be read from memory for every vector.
 *
 * @param forward pass of the network that is differentiated, over B samples
 * @param simulator S by the network's outputs
 * @param indices of the samples, for messages
 */
record NetworkPasses(ForwardPass forward, SimulatorJacobians simulator, long[] indices) implements Serializable {
    /** Multiplications of a pass that take as long as one number of D takes from memory. */
    private static final double MULTIPLICATIONS = 2;

    /**
     * {@return whether products by passes are faster, which depends on sizes alone: bits must not depend on the memory at
     * hand}
     *
     * @param columns of the Jacobian
     * @param outputs p
     */
    static boolean pay(JacobianColumns columns, int outputs) {
        return columns.areComplete()
                && MULTIPLICATIONS * outputs * columns.preActivations() > columns.multiplications();
    }

    /**
     * {@return for each layer with parameters the cotangents D of all outputs, (B·p) × outputs}
     *
     * @throws NonFiniteException if one is not finite
     */
    List<double[]> cotangents() {
        return finite(forward.reverse(simulator.forEachSample(), simulator.outputs()));
    }

    /**
     * {@return {@code J v}, B·p entries}
     *
     * @param direction v, n entries
     */
    double[] product(double[] direction) {
        return simulator.product(forward.tangent(direction));
    }

    /**
     * {@return for each layer with parameters the cotangents of {@code wᵀJ}, B × outputs: {@code Jᵀw} is the sum of their outer
     * products with the layers' inputs}
     *
     * @param w B·p entries
     * @throws NonFiniteException if one is not finite
     */
    List<double[]> cotangents(double[] w) {
        return finite(forward.reverse(simulator.transposeProduct(w), 1));
    }

    private List<double[]> finite(List<double[]> cotangents) {
        NonFiniteException.requireFinite("Jacobian", cotangents.get(0), indices);
        return cotangents;
    }
}
