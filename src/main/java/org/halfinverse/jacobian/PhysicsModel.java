package org.halfinverse.jacobian;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.Loss;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.network.ForwardPass;
import org.halfinverse.network.Network;
import org.halfinverse.physics.Simulator;
import org.halfinverse.samples.Samples;

/**
 * Network plus simulator plus loss: {@code ℓ(P(x; f(s; θ)), ŷ)} and its derivatives by θ, block by block.
 *
 * <p>Where the simulator's Jacobian is constant and does not feel all of the control, the Jacobian of a block and its
 * gradient are those of a narrower network ({@link ControlSubspace}): {@link #columns} parameters instead of n, and
 * {@link #expand} leads back to θ.
 */
public final class PhysicsModel implements Serializable {
    /** Enough for full speed of the matrix products. */
    public static final int MOST_SAMPLES = 256;

    private static final long PIECE_BUDGET = 1 << 23;

    private final Network network;
    private final GuardedPhysics physics;
    private final double share;
    private final ControlCoordinates coordinates;
    private final JacobianColumns columns;
    private final int trainedParameters;

    /**
     * A model.
     *
     * @param network f, with n parameters
     * @param simulator P, with p outputs
     * @param loss ℓ
     * @throws IllegalArgumentException if the network does not drive the simulator
     * @throws org.halfinverse.physics.FaultyClassException if the simulator's constant Jacobian is not one
     * @throws NonFiniteException if the simulator's constant Jacobian is not finite
     */
    public PhysicsModel(Network network, Simulator simulator, Loss loss) {
        this(network, simulator, loss, 1);
    }

    /**
     * A model of whose Jacobian a step takes a share of the columns: each of them belongs to one parameter then.
     *
     * @param network f, with n parameters
     * @param simulator P, with p outputs
     * @param loss ℓ
     * @param share of the columns, in (0, 1]
     * @throws IllegalArgumentException if the network does not drive the simulator
     * @throws org.halfinverse.physics.FaultyClassException if the simulator's constant Jacobian is not one
     * @throws NonFiniteException if the simulator's constant Jacobian is not finite
     */
    public PhysicsModel(Network network, Simulator simulator, Loss loss, double share) {
        if (network.outputSize() != simulator.controlSize()) {
            throw new IllegalArgumentException("the network has " + network.outputSize()
                    + " outputs, the simulator a control of " + simulator.controlSize());
        }
        this.network = network;
        this.physics = new GuardedPhysics(simulator, loss);
        this.share = share;
        Network trained = network.trained();
        this.coordinates = ControlCoordinates.of(trained, physics.constantJacobian(), share == 1);
        this.columns = JacobianColumns.of(coordinates.network());
        this.trainedParameters = trained.affineLayers().stream()
                .mapToInt(AffineLayer::parameterCount)
                .sum();
    }

    /**
     * {@return the same simulator with another network or another loss in its place}
     *
     * @param otherNetwork f, with as many outputs
     * @param otherLoss ℓ
     * @throws IllegalArgumentException if the network does not drive the simulator
     */
    public PhysicsModel with(Network otherNetwork, Loss otherLoss) {
        return new PhysicsModel(otherNetwork, simulator(), otherLoss, share);
    }

    /** {@return the network f} */
    public Network network() {
        return network;
    }

    /** {@return the simulator P} */
    public Simulator simulator() {
        return physics.simulator();
    }

    /** {@return the loss ℓ of a sample} */
    public Loss loss() {
        return physics.loss();
    }

    /** {@return simulator and loss, to be called} */
    public GuardedPhysics physics() {
        return physics;
    }

    /**
     * {@return the network whose parameters the columns of Jacobians belong to: f with those layers frozen that do not train,
     * or a narrower one}
     */
    public Network differentiatedNetwork() {
        return coordinates.network();
    }

    /** {@return which parameters the columns of Jacobians belong to} */
    public JacobianColumns parameterColumns() {
        return columns;
    }

    /** {@return how many of the parameters train} */
    public int trainedParameters() {
        return trainedParameters;
    }

    /** {@return the share of the columns that a step takes} */
    public double share() {
        return share;
    }

    /** {@return number of columns of Jacobians and entries of gradients: n, or fewer} */
    public int columns() {
        return columns.count();
    }

    /**
     * {@return numbers that the linearisation of a sample takes, its layers' inputs and p cotangents of each layer: Σ
     * h_{l−1} + p Σ h_l}
     */
    public long numbersPerSample() {
        long numbers = 0;
        for (AffineLayer layer : differentiatedNetwork().affineLayers()) {
            numbers += layer.inputs() + (long) simulator().outputSize() * layer.outputs();
        }
        return numbers;
    }

    /**
     * {@return how many samples to linearise together, at most {@link #MOST_SAMPLES}, so that their arrays stay below a
     * budget of 64 MB, or one sample if that is larger; part of the meaning of a result's last digits}
     */
    public int samplesAtOnce() {
        long chosen = share < 1 ? Math.round(share * columns()) : 0;
        long rows = simulator().outputSize() * (columns.formed() + chosen);
        long numbers = numbersPerSample()
                + rows
                + (long) simulator().outputSize() * simulator().controlSize();
        return (int) Math.min(Math.max(1, PIECE_BUDGET / numbers), MOST_SAMPLES);
    }

    /**
     * {@return what a gradient or a direction of step is in terms of θ, n entries}
     *
     * @param direction {@link #columns} entries
     */
    public double[] expand(double[] direction) {
        return coordinates.expand(
                columns.atParameters(direction, differentiatedNetwork().parameterCount()));
    }

    /**
     * {@return the coordinates of a direction of θ in the columns of J, {@link #columns} entries: the transpose of
     * {@link #expand}}
     *
     * @param direction n entries
     */
    public double[] restrict(double[] direction) {
        return columns.ofParameters(coordinates.restrict(direction));
    }

    /**
     * {@return the controls u, B × controlSize, by matrix products of the same size whatever B is: so a sample's last
     * digits do not depend on the samples beside it}
     *
     * @param theta n parameters
     * @param samples B
     * @param inputs s, B × inputSize
     */
    public double[] controls(double[] theta, int samples, double[] inputs) {
        int width = network.inputSize();
        int controlSize = network.outputSize();
        double[] controls = new double[samples * controlSize];
        for (int from = 0; from < samples; from += MOST_SAMPLES) {
            int count = Math.min(MOST_SAMPLES, samples - from);
            double[] some = // zeros behind the last
                    Arrays.copyOfRange(inputs, from * width, (from + MOST_SAMPLES) * width);
            double[] computed = network.outputs(theta, MOST_SAMPLES, some);
            System.arraycopy(computed, 0, controls, from * controlSize, count * controlSize);
        }
        return controls;
    }

    /**
     * {@return the simulated outputs y, B × p; finite unless the controls are not, or the states}
     *
     * @param theta n parameters
     * @param block B samples
     * @throws NonFiniteException if an output is not finite, naming the sample
     */
    public double[] outputs(double[] theta, Samples block) {
        return simulate(block, network.outputs(theta, block.samples(), block.inputs()));
    }

    /**
     * {@return the simulated outputs y under given controls, B × p; finite unless the controls are not, or the states}
     *
     * @param block B samples
     * @param controls u, B × q
     * @throws NonFiniteException if an output is not finite, naming the sample
     */
    public double[] simulate(Samples block, double[] controls) {
        double[] outputs = new double[block.samples() * simulator().outputSize()];
        physics.simulate(block, controls, outputs);
        return outputs;
    }

    /**
     * {@return the losses ℓ, B entries, for evaluation}
     *
     * @param theta n parameters
     * @param block B samples
     * @throws NonFiniteException if a loss is not finite, naming the sample
     */
    public double[] losses(double[] theta, Samples block) {
        return lossesOf(block, outputs(theta, block));
    }

    /**
     * {@return the losses ℓ of given outputs, B entries}
     *
     * @param block B samples
     * @param outputs y, B × p
     * @throws NonFiniteException if a loss is not finite, naming the sample
     */
    public double[] lossesOf(Samples block, double[] outputs) {
        double[] losses = new double[block.samples()];
        physics.evaluate(block, outputs, losses, new double[outputs.length]);
        NonFiniteException.requireFinite("loss", losses, block.indices());
        return losses;
    }

    /**
     * Loss and gradient, with one reverse pass a sample whatever p is.
     *
     * @param theta n parameters
     * @param block B samples
     * @param weight of one sample in the loss of the mini-batch
     * @param gradient {@link #columns} entries, to which {@code Jᵀg} of this block is added
     * @return Σ w ℓ_i
     * @throws NonFiniteException if a loss or a derivative is not finite, naming the sample
     */
    public double addLossGradient(double[] theta, Samples block, double weight, double[] gradient) {
        int samples = block.samples();
        ForwardPass forward = forward(theta, block);
        double[] outputs = new double[samples * simulator().outputSize()];
        double[] losses = new double[samples];
        double[] controlCotangents = new double[samples * network.outputSize()];
        physics.vectorJacobian(
                block,
                controls(forward),
                outputs,
                (part, y) -> weightedLossGradient(
                        y, part, weight, part.samples() == samples ? losses : new double[part.samples()]),
                controlCotangents);
        NonFiniteException.requireFinite("loss", losses, block.indices());
        addReverse(forward, controlCotangents, gradient, block);
        return weight * sum(losses);
    }

    /**
     * Loss and gradient, and the gradient of the distance {@code Σ |u_i − u_i*|² / b} of the controls from those that an
     * inverse of the simulator aims at, {@code u_i* = u_i − S_i⁺ ∂ℓ_i/∂y_i / b}, held fixed.
     *
     * @param theta n parameters
     * @param block B samples
     * @param weight of one sample in the loss of the mini-batch
     * @param gradient {@link #columns} entries, to which {@code Jᵀg} of this block is added
     * @param share 1/b, b the number of samples of the mini-batch
     * @param cutoff singular values of S_i up to this share of its largest one are left out of its pseudo-inverse
     * @param inversionGradient {@link #columns} entries, to which {@code (2/b) Σ (∂u_i/∂θ)ᵀ (u_i − u_i*)} is added
     * @return Σ w ℓ_i
     * @throws NonFiniteException if a loss or a derivative is not finite, naming the sample
     */
    public double addInversionGradient(
            double[] theta,
            Samples block,
            double weight,
            double[] gradient,
            double share,
            double cutoff,
            double[] inversionGradient) {
        int samples = block.samples();
        int p = simulator().outputSize();
        int q = simulator().controlSize();
        ForwardPass forward = forward(theta, block);
        double[] controls = controls(forward);
        double[] outputs = new double[samples * p];
        double[] jacobians = new double[samples * p * q];
        physics.linearize(block, controls, outputs, jacobians);
        double[] losses = new double[samples];
        double[] lossGradient = weightedLossGradient(outputs, block, 1, losses);
        NonFiniteException.requireFinite("loss", losses, block.indices());
        NonFiniteException.requireFinite("derivative of the loss by the output", lossGradient, block.indices());
        double[] cotangents = new double[samples * q];
        for (int i = 0; i < samples; i++) {
            Gemm.multiplyTransposedA(q, 1, p, jacobians, i * p * q, lossGradient, i * p, 0, cotangents, i * q);
        }
        addReverse(forward, Vectors.scaled(weight, cotangents), gradient, block);
        double[] displacements = new ControlDisplacement(physics, cutoff)
                .of(block, controls, outputs, jacobians, Vectors.scaled(share, lossGradient));
        NonFiniteException.requireFinite("distance from the inverted control", displacements, block.indices());
        addReverse(forward, Vectors.scaled(2 * share, displacements), inversionGradient, block);
        return weight * sum(losses);
    }

    /** Adds {@code Σ_i (∂u_i/∂θ)ᵀ ū_i} to a gradient. */
    private void addReverse(ForwardPass forward, double[] cotangents, double[] gradient, Samples block) {
        int samples = block.samples();
        List<double[]> deltas = forward.reverse(coordinates.coordinates(samples, cotangents), 1);
        NonFiniteException.requireFinite("derivative of the loss by the first layer", deltas.get(0), block.indices());
        FactoredJacobian.addOuterProducts(columns, samples, forward.layerInputs(), deltas, gradient);
    }

    /**
     * Loss, loss gradient and Jacobian, the latter as its factors.
     *
     * @param theta n parameters
     * @param block B samples
     * @param weight of one sample in the loss of the mini-batch
     * @return the block's linearisation, B·p rows and {@link #columns} columns
     * @throws NonFiniteException if a loss or a derivative is not finite, naming the sample
     */
    public FactoredJacobian linearize(double[] theta, Samples block, double weight) {
        int samples = block.samples();
        int p = simulator().outputSize();
        ForwardPass forward = forward(theta, block);
        double[] outputs = new double[samples * p];
        SimulatorJacobians simulatorJacobians = coordinates.linearize(physics, block, controls(forward), outputs);
        double[] losses = new double[samples];
        double[] lossGradient = weightedLossGradient(outputs, block, weight, losses);
        NonFiniteException.requireFinite("loss", losses, block.indices());
        NonFiniteException.requireFinite("derivative of the loss by the output", lossGradient, block.indices());
        double loss = weight * sum(losses);
        NetworkPasses passes = new NetworkPasses(forward, simulatorJacobians, block.indices());
        return share == 1 && NetworkPasses.pay(columns, p)
                ? new FactoredJacobian(columns, passes, lossGradient, loss)
                : new FactoredJacobian(
                        columns, samples, p, forward.layerInputs(), passes.cotangents(), lossGradient, loss);
    }

    /** The differentiated network's forward pass. */
    private ForwardPass forward(double[] theta, Samples block) {
        return differentiatedNetwork().forward(coordinates.restrict(theta), block.samples(), block.inputs());
    }

    /** Controls whose outputs are those of θ. */
    private double[] controls(ForwardPass forward) {
        return coordinates.controls(forward.samples(), forward.outputs());
    }

    private double[] weightedLossGradient(double[] outputs, Samples block, double weight, double[] losses) {
        double[] gradient = new double[outputs.length];
        physics.evaluate(block, outputs, losses, gradient);
        for (int entry = 0; entry < gradient.length; entry++) {
            gradient[entry] *= weight;
        }
        return gradient;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
