package org.halfinverse.jacobian;

import java.util.Optional;
import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.network.Network;
import org.halfinverse.samples.Samples;

/**
 * The directions of the control that the outputs feel, where the simulator's Jacobian S is constant with rank r below
 * the control's width q: the rows of an orthonormal basis Q, r × q, with {@code S = S Qᵀ Q}.
 *
 * <p>Then {@code y = P(x; u)} depends on u through {@code Q u} alone, which is the output of the same network with the
 * narrower last layer {@code W̃ = W Qᵀ}, {@code b̃ = b Qᵀ} (that layer is linear). With E the map from the narrow
 * parameters θ̃ back to θ, that multiplies the last layer by Q from the right and has orthonormal columns,
 *
 * <pre>
 *   J = J̃ Eᵀ,   V f(Λ) Uᵀ g = E Ṽ f(Λ) Uᵀ g
 * </pre>
 *
 * so that decompositions of J̃ are those of J without its exact zeros, and smaller. An example is a force over q time
 * steps that only the final state of p entries feels.
 */
final class ControlSubspace implements ControlCoordinates {
    private final int rank;
    private final int controlSize;
    private final double[] basis;
    private final double[] jacobian;
    private final Network narrow;

    private ControlSubspace(Network narrow, int controlSize, double[] basis, int rank, double[] simulatorJacobian) {
        this.rank = rank;
        this.controlSize = controlSize;
        this.basis = basis;
        int outputs = simulatorJacobian.length / controlSize;
        this.jacobian = new double[outputs * rank];
        Gemm.multiplyTransposedB(outputs, rank, controlSize, simulatorJacobian, 0, basis, 0, 0, jacobian);
        this.narrow = narrow;
    }

    /**
     * Finds the subspace.
     *
     * @param network that puts out the control
     * @param simulatorJacobian S, constant and finite
     * @return the subspace; empty if the outputs feel every direction, or none, or the last layer is not dense and linear
     */
    static Optional<ControlSubspace> of(Network network, double[] simulatorJacobian) {
        int q = network.outputSize();
        int outputs = simulatorJacobian.length / q;
        DenseSvd svd = DenseSvd.of(outputs, q, simulatorJacobian.clone());
        double[] sigmas = svd.singularValues();
        double rounding = Math.ulp(1.0) * Math.max(outputs, q) * sigmas[0];
        int rank = 0;
        while (rank < sigmas.length && sigmas[rank] > rounding) {
            rank++;
        }
        if (rank == q || rank == 0) {
            return Optional.empty();
        }
        double[] basis = new double[rank * q];
        for (int k = 0; k < rank; k++) {
            double[] unit = new double[sigmas.length];
            unit[k] = 1;
            System.arraycopy(svd.combineRight(unit), 0, basis, k * q, q);
        }
        int features = rank;
        return network.withOutputSize(rank)
                .map(narrow -> new ControlSubspace(narrow, q, basis, features, simulatorJacobian));
    }

    /** {@return the network with the narrower last layer} */
    @Override
    public Network network() {
        return narrow;
    }

    /** {@code S Qᵀ}. */
    @Override
    public SimulatorJacobians linearize(GuardedPhysics physics, Samples block, double[] controls, double[] outputs) {
        physics.simulate(block, controls, outputs);
        return new SimulatorJacobians(block.samples(), jacobian.length / rank, rank, jacobian);
    }

    /** {@code ũ Q}. */
    @Override
    public double[] controls(int samples, double[] coordinates) {
        double[] controls = new double[samples * controlSize];
        Gemm.multiply(samples, controlSize, rank, coordinates, 0, basis, 0, 0, controls, 0);
        return controls;
    }

    /** {@code ū Qᵀ}. */
    @Override
    public double[] coordinates(int samples, double[] cotangents) {
        double[] coordinates = new double[samples * rank];
        Gemm.multiplyTransposedB(samples, rank, controlSize, cotangents, 0, basis, 0, 0, coordinates);
        return coordinates;
    }

    /** The last layer, biases below its weights, times Qᵀ. */
    @Override
    public double[] restrict(double[] theta) {
        AffineLayer last = lastLayer();
        double[] result = new double[narrow.parameterCount()];
        System.arraycopy(theta, 0, result, 0, last.weightOffset());
        double[] product = new double[(last.inputs() + 1) * rank];
        Gemm.multiplyTransposedB(
                last.inputs() + 1, rank, controlSize, theta, last.weightOffset(), basis, 0, 0, product);
        System.arraycopy(product, 0, result, last.weightOffset(), product.length);
        return result;
    }

    /** The last layer times Q. */
    @Override
    public double[] expand(double[] direction) {
        AffineLayer last = lastLayer();
        int rows = last.inputs() + 1;
        double[] layer = new double[rows * rank];
        System.arraycopy(direction, last.weightOffset(), layer, 0, layer.length);
        double[] product = new double[rows * controlSize];
        Gemm.multiply(rows, controlSize, rank, layer, 0, basis, 0, 0, product, 0);
        double[] result = new double[last.weightOffset() + product.length];
        System.arraycopy(direction, 0, result, 0, last.weightOffset());
        System.arraycopy(product, 0, result, last.weightOffset(), product.length);
        return result;
    }

    private AffineLayer lastLayer() {
        return narrow.affineLayers().get(narrow.affineLayers().size() - 1);
    }
}
