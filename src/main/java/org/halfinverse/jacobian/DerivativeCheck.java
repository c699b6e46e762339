package org.halfinverse.jacobian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.network.ForwardPass;

/**
 * Compares every derivative of network, simulator and loss with central differences of the values alone.
 *
 * <p>Each entry is compared with three estimates: central differences of two steps, and the Richardson extrapolation
 * {@code (4 D(h/2) − D(h)) / 3}, which is right to about 1e-12 where the function is smooth. The nearest one counts:
 * a wrong derivative agrees with none of them, while a right one is not blamed for a kink (ReLU) that lies within
 * the longer steps or for the rounding of the shorter ones.
 */
public final class DerivativeCheck {
    private static final double EXTRAPOLATED_STEP = 1e-3;
    private static final double[] STEPS = {1e-5, 1e-6};

    private final PhysicsModel model;
    private final double[] theta;
    private final SampleBlock block;

    /**
     * A check at one point.
     *
     * @param model network plus simulator plus loss
     * @param theta n parameters
     * @param block B samples
     */
    public DerivativeCheck(PhysicsModel model, double[] theta, SampleBlock block) {
        this.model = model;
        this.theta = theta;
        this.block = block;
    }

    /**
     * The outcome for one derivative.
     *
     * @param derivative what was compared
     * @param error of the worst entry, relative to the largest entry of the derivative
     * @param where the worst entry stands
     * @param analytic the derivative there, as the program computes it
     * @param numeric the nearest estimate by differences
     */
    public record Finding(String derivative, double error, String where, double analytic, double numeric) {}

    /**
     * Compares everything.
     *
     * @param parameters indices of the parameters to differentiate by
     * @param random directions for the products of the simulator
     * @return simulator Jacobian and its two products, loss gradient, Jacobian of network plus simulator, and gradient
     *     of the mean loss
     * @throws NonFiniteException if a derivative is not finite
     */
    public List<Finding> run(int[] parameters, RandomGenerator random) {
        int samples = block.samples();
        int q = model.simulator().controlSize();
        int p = model.simulator().outputSize();
        ForwardPass forward = model.network().forward(theta, samples, block.inputs());
        double[] controls = forward.outputs();
        List<Finding> findings = new ArrayList<>();

        double[] outputs = new double[samples * p];
        double[] jacobian = new double[samples * p * q];
        model.simulator().linearize(samples, block.states(), controls, outputs, jacobian);
        Worst simulator = new Worst("simulator Jacobian dy/du", largest(jacobian));
        for (int j = 0; j < q; j++) {
            int column = j;
            double[][] estimates = differences(t -> simulate(shiftEach(controls, q, column, t)), 1);
            for (int row = 0; row < samples * p; row++) {
                int entry = row;
                simulator.compare(
                        jacobian[row * q + j], row, estimates, e -> place(entry, p) + ", control u[" + column + "]");
            }
        }
        findings.add(simulator.finding());
        findings.addAll(products(controls, random));

        double[] lossGradient = new double[samples * p];
        model.loss().evaluate(samples, outputs, block.targets(), new double[samples], lossGradient);
        Worst loss = new Worst("loss gradient dl/dy", largest(lossGradient));
        for (int k = 0; k < p; k++) {
            int column = k;
            double[][] estimates = differences(t -> losses(shiftEach(outputs, p, column, t)), 1);
            for (int i = 0; i < samples; i++) {
                int entry = i * p + k;
                loss.compare(lossGradient[entry], i, estimates, e -> place(entry, p));
            }
        }
        findings.add(loss.finding());
        findings.addAll(parameterDerivatives(parameters));
        return findings;
    }

    /** Both products of the simulator's Jacobian, in random directions. */
    private List<Finding> products(double[] controls, RandomGenerator random) {
        int samples = block.samples();
        int p = model.simulator().outputSize();
        double[] tangents = random.doubles(controls.length, -1, 1).toArray();
        double[] cotangents = random.doubles((long) samples * p, -1, 1).toArray();
        double[] outputs = new double[samples * p];

        double[] forwardProduct = new double[samples * p];
        model.simulator().jacobianVector(samples, block.states(), controls, tangents, outputs, forwardProduct);
        Worst tangent = new Worst("simulator Jacobian-vector product", largest(forwardProduct));
        double[][] estimates = differences(
                t -> {
                    double[] shifted = controls.clone();
                    Vectors.addScaled(t, tangents, shifted);
                    return simulate(shifted);
                },
                1);
        for (int row = 0; row < samples * p; row++) {
            tangent.compare(forwardProduct[row], row, estimates, entry -> place(entry, p));
        }

        double[] reverseProduct = new double[controls.length];
        model.simulator().vectorJacobian(samples, block.states(), controls, outputs, y -> cotangents, reverseProduct);
        Worst adjoint = new Worst("simulator vector-Jacobian product, by the dot-product test", 1);
        int q = model.simulator().controlSize();
        for (int i = 0; i < samples; i++) {
            double reverse = partialDot(reverseProduct, tangents, i, q);
            double scale = Math.max(partialDot(absolute(reverseProduct), absolute(tangents), i, q), Double.MIN_NORMAL);
            double[][] expected = {{partialDot(cotangents, forwardProduct, i, p) / scale}};
            int sample = i;
            adjoint.compare(
                    reverse / scale, 0, expected, e -> "sample " + block.indices()[sample] + ", scaled by " + scale);
        }
        return List.of(tangent.finding(), adjoint.finding());
    }

    private List<Finding> parameterDerivatives(int[] parameters) {
        int samples = block.samples();
        int p = model.simulator().outputSize();
        int n = model.network().parameterCount();
        FactoredJacobian factored = model.linearize(theta, block, 1.0 / samples);
        double[] rows = new double[factored.rows() * n];
        double[] row = new double[model.columns()];
        for (int i = 0; i < factored.rows(); i++) {
            factored.writeRow(i, row, 0);
            System.arraycopy(model.expand(row), 0, rows, i * n, n);
        }
        double[] columns = new double[model.columns()];
        model.addLossGradient(theta, block, 1.0 / samples, columns);
        double[] gradient = model.expand(columns);
        Worst jacobian = new Worst("Jacobian of network plus simulator dy/dtheta", largest(rows));
        Worst meanLoss = new Worst("gradient of the mean loss", largest(gradient));
        for (int parameter : parameters) {
            String name = model.network().parameterName(parameter);
            double size = Math.max(1, Math.abs(theta[parameter]));
            double[][] estimates = differences(t -> model.outputs(shift(parameter, t), block), size);
            for (int i = 0; i < factored.rows(); i++) {
                jacobian.compare(rows[i * n + parameter], i, estimates, e -> place(e, p) + ", parameter " + name);
            }
            double[][] lossEstimates =
                    differences(t -> new double[] {mean(model.losses(shift(parameter, t), block))}, size);
            meanLoss.compare(gradient[parameter], 0, lossEstimates, e -> "parameter " + name);
        }
        return List.of(jacobian.finding(), meanLoss.finding());
    }

    /** Three estimates of the derivative at t = 0 of a vector function. */
    private static double[][] differences(DoubleToVector function, double size) {
        double[] wide = central(function, EXTRAPOLATED_STEP * size);
        double[] extrapolated = central(function, EXTRAPOLATED_STEP * size / 2);
        for (int i = 0; i < wide.length; i++) {
            extrapolated[i] = (4 * extrapolated[i] - wide[i]) / 3;
        }
        return new double[][] {extrapolated, central(function, STEPS[0] * size), central(function, STEPS[1] * size)};
    }

    private static double[] central(DoubleToVector function, double step) {
        double[] ahead = function.at(step);
        double[] behind = function.at(-step);
        double[] result = new double[ahead.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (ahead[i] - behind[i]) / (2 * step);
        }
        return result;
    }

    private double[] simulate(double[] controls) {
        double[] outputs = new double[block.samples() * model.simulator().outputSize()];
        model.simulator().simulate(block.samples(), block.states(), controls, outputs);
        return outputs;
    }

    private double[] losses(double[] outputs) {
        double[] losses = new double[block.samples()];
        model.loss().evaluate(block.samples(), outputs, block.targets(), losses, new double[outputs.length]);
        return losses;
    }

    private double[] shift(int parameter, double step) {
        double[] shifted = theta.clone();
        shifted[parameter] += step;
        return shifted;
    }

    /** Shifts entry {@code column} of every row. */
    private static double[] shiftEach(double[] rows, int width, int column, double step) {
        double[] shifted = rows.clone();
        for (int entry = column; entry < shifted.length; entry += width) {
            shifted[entry] += step;
        }
        return shifted;
    }

    private String place(int row, int outputs) {
        return "sample " + block.indices()[row / outputs] + ", output y[" + row % outputs + "]";
    }

    private static double partialDot(double[] a, double[] b, int row, int width) {
        return Vectors.dot(
                Arrays.copyOfRange(a, row * width, (row + 1) * width),
                Arrays.copyOfRange(b, row * width, (row + 1) * width));
    }

    private static double[] absolute(double[] values) {
        return Arrays.stream(values).map(Math::abs).toArray();
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private interface DoubleToVector {
        double[] at(double t);
    }

    /** Keeps the worst entry seen. */
    private static final class Worst {
        private final String derivative;
        private final double scale;
        private Finding finding;

        Worst(String derivative, double largestEntry) {
            this.derivative = derivative;
            this.scale = largestEntry > 0 ? largestEntry : 1;
            this.finding = new Finding(derivative, 0, "everywhere", 0, 0);
        }

        void compare(double analytic, int entry, double[][] estimates, IntFunction<String> where) {
            double nearest = estimates[0][entry];
            for (double[] estimate : estimates) {
                if (!(Math.abs(estimate[entry] - analytic) >= Math.abs(nearest - analytic))) {
                    nearest = estimate[entry];
                }
            }
            double error = Math.abs(nearest - analytic) / scale;
            if (Double.compare(error, finding.error()) > 0) { // NaN counts as the largest
                finding = new Finding(derivative, error, where.apply(entry), analytic, nearest);
            }
        }

        Finding finding() {
            return finding;
        }
    }
}
