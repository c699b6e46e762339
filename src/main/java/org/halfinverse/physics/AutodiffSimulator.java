package org.halfinverse.physics;

import org.hipparchus.CalculusFieldElement;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.analysis.differentiation.UnivariateDerivative1;
import org.hipparchus.util.Binary64;
import org.jspecify.annotations.Nullable;

/**
 * A simulator that is written once, without derivatives: forward-mode automatic differentiation adds them, exact to
 * rounding.
 *
 * <p>The one method to write computes with numbers of any kind T that know their sums, products, sines and so on. It is
 * run on plain numbers for y, on numbers with one derivative for S u̇, and on numbers with a gradient for S = ∂y/∂u:
 *
 * <pre>
 *   u_j ↦ u_j + ε_j,   ε_j ε_k = 0:   P(x; u + ε) = y + Σ_j ∂y/∂u_j ε_j.
 * </pre>
 *
 * A gradient has {@value #DIRECTIONS} entries at the most, and a wider control takes several runs: longer ones are no
 * faster, but a simulation with many intermediate results would not fit the cache any more.
 *
 * <p>Every operation makes a new number, and the time for S grows with q times that of a simulation. An adjoint by
 * hand, as {@link RungeKutta4Simulator} has it, costs a few simulations whatever q is; an {@link AffineSimulator} made
 * from this one runs it only once.
 *
 * <p>Where the code branches on a value ({@code getReal()}), the derivative is that of the branch taken. A computation
 * that goes on with such a value loses the derivative, which {@code hig check} finds.
 *
 * <p>Griewank and Walther, Evaluating Derivatives, 2nd edition, SIAM 2008, chapter 3. The numbers are those of <a
 * href="https://hipparchus.org">Hipparchus</a>.
 */
public abstract class AutodiffSimulator extends SampleSimulator {
    /** Entries of the control by which one run differentiates at most; from 16 to 400 equally fast. */
    static final int DIRECTIONS = 32;

    /**
     * A simulator of given widths.
     *
     * @param stateSize s, 0 if there is no state
     * @param controlSize q
     * @param outputSize p
     * @throws IllegalArgumentException if s is negative, or q or p not positive
     */
    protected AutodiffSimulator(int stateSize, int controlSize, int outputSize) {
        super(stateSize, controlSize, outputSize);
    }

    /**
     * {@return the simulation of one sample: y, p entries}
     *
     * <p>Both arrays are the method's own, to be changed or returned as it likes. A new array comes from {@code
     * MathArrays.buildArray(control[0].getField(), p)}, filled with zeros, and a constant c from {@code
     * control[0].newInstance(c)}; most operations take a plain double as their second operand.
     *
     * @param <T> the kind of number
     * @param state x, s entries
     * @param control u, q entries
     */
    protected abstract <T extends CalculusFieldElement<T>> T[] simulate(T[] state, T[] control);

    @Override
    protected final void simulate(double[] state, double[] control, double[] output) {
        Binary64[] y = outputs(plain(state), plain(control));
        for (int k = 0; k < output.length; k++) {
            output[k] = y[k].getReal();
        }
    }

    @Override
    protected final void jacobian(double[] state, double[] control, double[] jacobian) {
        int q = control.length;
        for (int from = 0; from < q; from += DIRECTIONS) {
            int directions = Math.min(DIRECTIONS, q - from);
            Gradient[] y = outputs(constants(state, directions), variables(control, from, directions));
            for (int k = 0; k < y.length; k++) {
                for (int direction = 0; direction < directions; direction++) {
                    jacobian[k * q + from + direction] = y[k].getPartialDerivative(direction);
                }
            }
        }
    }

    @Override
    public final void jacobianVector(
            int samples,
            double[] states,
            double[] controls,
            double[] tangents,
            double[] outputs,
            double[] outputTangents) {
        simulate(samples, states, controls, outputs);
        int p = outputSize();
        double[] unmoved = new double[states.length];
        for (int i = 0; i < samples; i++) {
            UnivariateDerivative1[] y = outputs(
                    moving(states, unmoved, i * stateSize(), stateSize()),
                    moving(controls, tangents, i * controlSize(), controlSize()));
            for (int k = 0; k < p; k++) {
                outputTangents[i * p + k] = y[k].getFirstDerivative();
            }
        }
    }

    private <T extends CalculusFieldElement<T>> T[] outputs(T[] state, T[] control) {
        T[] outputs = simulate(state, control);
        if (outputs.length != outputSize()) {
            throw new IllegalStateException(getClass().getName() + " puts out " + outputs.length
                    + " entries, but its output size is " + outputSize());
        }
        for (int k = 0; k < outputs.length; k++) {
            if (isMissing(outputs[k])) {
                throw new IllegalStateException(
                        getClass().getName() + " leaves entry " + k + " of its " + outputs.length + " outputs null");
            }
        }
        return outputs;
    }

    private static boolean isMissing(@Nullable Object output) {
        return output == null;
    }

    private static Binary64[] plain(double[] values) {
        Binary64[] numbers = new Binary64[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = new Binary64(values[i]);
        }
        return numbers;
    }

    private static Gradient[] constants(double[] values, int directions) {
        Gradient[] numbers = new Gradient[values.length];
        for (int i = 0; i < values.length; i++) {
            numbers[i] = Gradient.constant(directions, values[i]);
        }
        return numbers;
    }

    /** Entry {@code from + d} moves along direction d; the others are constant. */
    private static Gradient[] variables(double[] values, int from, int directions) {
        Gradient[] numbers = constants(values, directions);
        for (int direction = 0; direction < directions; direction++) {
            numbers[from + direction] = Gradient.variable(directions, direction, values[from + direction]);
        }
        return numbers;
    }

    private static UnivariateDerivative1[] moving(double[] values, double[] tangents, int offset, int length) {
        UnivariateDerivative1[] numbers = new UnivariateDerivative1[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = new UnivariateDerivative1(values[offset + i], tangents[offset + i]);
        }
        return numbers;
    }
}
