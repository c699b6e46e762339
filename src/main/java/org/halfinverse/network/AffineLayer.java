package org.halfinverse.network;

import java.util.List;
import java.util.function.Predicate;

/**
 * A layer {@code a' = act(z)}, {@code z = A(a) W + b}, with parameters of its own: weights W and behind them biases b, one for
 * each column of W. A(a) is linear in a; it is a itself in a dense layer, and the rows of all patches of a field in a
 * convolution, whose weights the positions of the field share.
 *
 * <p>With the cotangents {@code D = ∂y/∂z} of p outputs a sample, a sample's rows of the Jacobian by these parameters are
 * {@code Σ_t [A_t(a), 1] ⊗ D_t[k]} over the positions t. Products with vectors come from A and D themselves; where there
 * is a single position the rows are outer products already, else {@link #outerProducts} forms them.
 *
 * <p>Parameters stand at {@link #weightOffset} in θ. Vectors that these methods take may have them elsewhere, {@code at},
 * where the Jacobian has columns for some layers only.
 */
public interface AffineLayer extends Layer {
    /** {@return index in θ of the first weight} */
    int weightOffset();

    /** {@return number of biases, that of the columns of W; pre-activations are as many for each position} */
    int biases();

    /** {@return lengths of the axes of W in Keras' order, the last one that of the biases} */
    int[] weightShape();

    /** {@return inputs that a pre-activation sums, for initialisation} */
    int fanIn();

    /** {@return pre-activations that an input enters, for initialisation} */
    int fanOut();

    /** {@return act} */
    Activation activation();

    /** {@return number of weights} */
    default int weights() {
        int weights = 1;
        for (int length : weightShape()) {
            weights *= length;
        }
        return weights;
    }

    /** {@return index in θ of the first bias} */
    default int biasOffset() {
        return weightOffset() + weights();
    }

    /** {@return index in θ behind the last bias} */
    default int end() {
        return biasOffset() + biases();
    }

    /** {@return number of weights and biases} */
    default int parameterCount() {
        return weights() + biases();
    }

    /** {@return multiplications by which one direction of the parameters is applied to a sample} */
    default long multiplications() {
        return (long) parameterCount() * (outputs() / biases());
    }

    /**
     * Pre-activations {@code Z = A(a) V_W + V_b} for several vectors of parameters.
     *
     * @param count k, how many vectors
     * @param samples B
     * @param a inputs of the layer, starting with row {@code from}
     * @param from row of the first sample
     * @param v vectors, n' × k row-major
     * @param at row of v at which this layer's parameters start
     * @param z B × outputs × k, overwritten
     */
    void preActivations(int count, int samples, double[] a, int from, double[] v, int at, double[] z);

    /**
     * {@code C_W ← C_W + Σ A(a)ᵀ Z}, the cotangents of the weights.
     *
     * @param count k, how many cotangents of pre-activations there are for each
     * @param samples B
     * @param a inputs of the layer, starting with row {@code from}
     * @param from row of the first sample
     * @param z B × outputs × k
     * @param result C, n' × k row-major
     * @param at row of C at which this layer's parameters start
     */
    void addWeightCotangents(int count, int samples, double[] a, int from, double[] z, double[] result, int at);

    /**
     * {@return the cotangents of the inputs, rows × inputs}
     *
     * @param theta n parameters
     * @param rows of cotangents
     * @param deltas cotangents D of pre-activations, rows × outputs
     */
    double[] inputCotangents(double[] theta, int rows, double[] deltas);

    /**
     * {@code Z ← Z + A(ȧ) W}.
     *
     * @param theta n parameters
     * @param samples B
     * @param tangents ȧ, B × inputs
     * @param z B × outputs
     */
    void addInputTangents(double[] theta, int samples, double[] tangents, double[] z);

    /** {@return entries of the left factor of {@link #outerProducts}, besides its last 1} */
    int outerInputs();

    /** {@return entries of the right factor of {@link #outerProducts}} */
    int outerOutputs();

    /** {@return whether positions share the weights, so that rows are formed for a block and have no inputs beside the 1} */
    default boolean sharesWeights() {
        return outerInputs() == 0;
    }

    /**
     * {@return the rows of the Jacobian of these samples as outer products {@code [a, 1] ⊗ d}}
     *
     * @param perSample p
     * @param a inputs of the layer for all samples
     * @param deltas D, p rows a sample × outputs
     * @param from first sample
     * @param to behind the last sample
     */
    OuterProducts outerProducts(int perSample, double[] a, double[] deltas, int from, int to);

    @Override
    default List<AffineLayer> affineLayers() {
        return List.of(this);
    }

    @Override
    default Layer freezing(Predicate<AffineLayer> frozen) {
        return frozen.test(this) ? new Frozen(this) : this;
    }

    @Override
    default double[] outputs(double[] theta, int samples, double[] inputs) {
        double[] z = new double[samples * outputs()];
        preActivations(1, samples, inputs, 0, theta, weightOffset(), z);
        activation().apply(z);
        return z;
    }

    @Override
    default LayerPass forward(double[] theta, int samples, double[] inputs) {
        double[] z = new double[samples * outputs()];
        preActivations(1, samples, inputs, 0, theta, weightOffset(), z);
        double[] slopes = new double[z.length];
        activation().apply(z, slopes);
        return new AffinePass(this, theta, samples, inputs, slopes, z);
    }
}
