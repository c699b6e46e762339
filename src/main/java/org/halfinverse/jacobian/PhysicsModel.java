package org.halfinverse.jacobian;

import java.io.Serializable;
import java.util.List;
import org.halfinverse.loss.Loss;
import org.halfinverse.network.ForwardPass;
import org.halfinverse.network.Mlp;
import org.halfinverse.physics.Simulator;

/**
 * Network plus simulator plus loss: {@code ℓ(P(x; f(s; θ)), ŷ)} and its derivatives by θ, block by block.
 *
 * @param network f, with n parameters
 * @param simulator P, with p outputs
 * @param loss ℓ
 */
public record PhysicsModel(Mlp network, Simulator simulator, Loss loss) implements Serializable {
    /** Checks that the network drives the simulator. */
    public PhysicsModel {
        if (network.outputSize() != simulator.controlSize()) {
            throw new IllegalArgumentException("the network has " + network.outputSize()
                    + " outputs, the simulator a control of " + simulator.controlSize());
        }
    }

    /**
     * The simulated outputs.
     *
     * @param theta n parameters
     * @param block B samples
     * @return y, B × p
     */
    public double[] outputs(double[] theta, SampleBlock block) {
        double[] controls = network.outputs(theta, block.samples(), block.inputs());
        double[] outputs = new double[block.samples() * simulator.outputSize()];
        simulator.simulate(block.samples(), block.states(), controls, outputs);
        return outputs;
    }

    /**
     * The losses, for evaluation.
     *
     * @param theta n parameters
     * @param block B samples
     * @return ℓ, B entries, finite or not
     */
    public double[] losses(double[] theta, SampleBlock block) {
        double[] outputs = outputs(theta, block);
        double[] losses = new double[block.samples()];
        loss.evaluate(block.samples(), outputs, block.targets(), losses, new double[outputs.length]);
        return losses;
    }

    /**
     * Loss and gradient, with one reverse pass a sample whatever p is.
     *
     * @param theta n parameters
     * @param block B samples
     * @param weight of one sample in the loss of the mini-batch
     * @param gradient n entries, to which {@code Jᵀg} of this block is added
     * @return Σ weight · ℓ_i
     * @throws NonFiniteException if a loss or a derivative is not finite, naming the sample
     */
    public double addLossGradient(double[] theta, SampleBlock block, double weight, double[] gradient) {
        int samples = block.samples();
        ForwardPass forward = network.forward(theta, samples, block.inputs());
        double[] outputs = new double[samples * simulator.outputSize()];
        double[] losses = new double[samples];
        double[] controlCotangents = new double[samples * network.outputSize()];
        simulator.vectorJacobian(
                samples,
                block.states(),
                forward.outputs(),
                outputs,
                y -> weightedLossGradient(y, block, weight, losses),
                controlCotangents);
        requireFinite("loss", losses, block);
        requireFinite("derivative of the loss by the control", controlCotangents, block);
        List<double[]> deltas = network.reverse(theta, forward, controlCotangents, 1);
        requireFinite("derivative of the loss by the first layer", deltas.get(0), block);
        FactoredJacobian.addOuterProducts(network, samples, forward.layerInputs(), deltas, gradient);
        return weight * sum(losses);
    }

    /**
     * Loss, loss gradient and Jacobian, the latter as its factors.
     *
     * @param theta n parameters
     * @param block B samples
     * @param weight of one sample in the loss of the mini-batch
     * @return the block's linearisation, B·p rows
     * @throws NonFiniteException if a loss or a derivative is not finite, naming the sample
     */
    public FactoredJacobian linearize(double[] theta, SampleBlock block, double weight) {
        int samples = block.samples();
        int p = simulator.outputSize();
        ForwardPass forward = network.forward(theta, samples, block.inputs());
        double[] outputs = new double[samples * p];
        double[] simulatorJacobians = new double[samples * p * simulator.controlSize()];
        simulator.linearize(samples, block.states(), forward.outputs(), outputs, simulatorJacobians);
        double[] losses = new double[samples];
        double[] lossGradient = weightedLossGradient(outputs, block, weight, losses);
        requireFinite("loss", losses, block);
        requireFinite("derivative of the loss by the output", lossGradient, block);
        requireFinite("simulator Jacobian", simulatorJacobians, block);
        List<double[]> deltas = network.reverse(theta, forward, simulatorJacobians, p);
        requireFinite("Jacobian", deltas.get(0), block);
        return new FactoredJacobian(
                network, samples, p, forward.layerInputs(), deltas, lossGradient, weight * sum(losses));
    }

    private double[] weightedLossGradient(double[] outputs, SampleBlock block, double weight, double[] losses) {
        double[] gradient = new double[outputs.length];
        loss.evaluate(block.samples(), outputs, block.targets(), losses, gradient);
        for (int entry = 0; entry < gradient.length; entry++) {
            gradient[entry] *= weight;
        }
        return gradient;
    }

    private static void requireFinite(String what, double[] values, SampleBlock block) {
        for (int entry = 0; entry < values.length; entry++) {
            if (!Double.isFinite(values[entry])) {
                long sample = block.indices()[entry / (values.length / block.samples())];
                throw new NonFiniteException("the " + what + " of sample " + sample + " is " + values[entry]);
            }
        }
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
