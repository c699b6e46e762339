package org.halfinverse.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.GuardedPhysics;
import org.halfinverse.jacobian.GuardedPhysics.SameCotangent;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.Guarded;
import org.halfinverse.samples.Samples;

/**
 * Compares every derivative of network, simulator and loss with central differences of the values alone.
 *
 * <p>Each entry is compared with three estimates: central differences of two steps, and the Richardson extrapolation
 * {@code (4 D(h/2) − D(h)) / 3}, which is right to about 1e-12 where the function is smooth. The nearest one counts:
 * a wrong derivative agrees with none of them, while a right one is not blamed for a kink (ReLU) that lies within
 * the longer steps or for the rounding of the shorter ones, nor for a longer step that leaves the domain.
 */
public final class DerivativeCheck {
    private static final double EXTRAPOLATED_STEP = 1e-3;
    private static final double[] STEPS = {1e-5, 1e-6};

    private final PhysicsModel model;
    private final GuardedPhysics physics;
    private final double[] theta;
    private final Samples block;
    private final double tolerance;
    private final int samples;
    private final int q;
    private final int p;

    /**
     * A check at one point.
     *
     * @param model network plus simulator plus loss
     * @param theta n parameters
     * @param block B samples
     * @param tolerance largest error that passes, relative to the largest entry of a derivative
     */
    public DerivativeCheck(PhysicsModel model, double[] theta, Samples block, double tolerance) {
        this.model = model;
        this.physics = model.physics();
        this.theta = theta;
        this.block = block;
        this.tolerance = tolerance;
        samples = block.samples();
        q = model.simulator().controlSize();
        p = model.simulator().outputSize();
    }

    /**
     * {@return findings on simulator Jacobian, its two products, and the simulator's constant Jacobian if it has one;
     * loss gradient, Jacobian of network plus simulator, and gradient of the mean loss}
     *
     * @param parameters indices of the parameters to differentiate by
     * @param random directions for the products of the simulator
     * @throws org.halfinverse.physics.FaultyClassException if a class throws
     * @throws NonFiniteException if a value or a derivative is not finite
     */
    public List<Finding> run(int[] parameters, RandomGenerator random) {
        double[] controls = model.network().outputs(theta, samples, block.inputs());
        List<Finding> findings = new ArrayList<>(simulatorDerivatives(controls, random));
        physics.constantJacobian().ifPresent(constant -> findings.add(constantJacobian(constant, controls, random)));
        findings.add(lossGradient());
        findings.addAll(parameterDerivatives(parameters));
        return findings;
    }

    private List<Finding> simulatorDerivatives(double[] controls, RandomGenerator random) {
        double[] outputs = new double[samples * p];
        double[] jacobian = new double[samples * p * q];
        physics.linearize(block, controls, outputs, jacobian);
        double[] tangents = random.doubles(controls.length, -1, 1).toArray();
        double[] forward = new double[samples * p];
        physics.jacobianVector(block, controls, tangents, outputs, forward);
        double[] cotangent = random.doubles(p, -1, 1).toArray();
        double[] reverse = new double[samples * q];
        physics.vectorJacobian(block, controls, outputs, new SameCotangent(cotangent), reverse);

        Derivative full = new Derivative("simulator Jacobian dy/du", simulator("linearize"), jacobian);
        Derivative transposed =
                new Derivative("simulator vector-Jacobian product", simulator("vectorJacobian"), reverse);
        for (int j = 0; j < q; j++) {
            int column = j;
            List<double[]> estimates = differences(t -> simulate(shiftEach(controls, q, column, t)), 1);
            for (int row = 0; row < samples * p; row++) {
                int entry = row;
                full.compare(
                        jacobian[row * q + j], estimates, row, () -> output(entry) + ", control u[" + column + "]");
            }
            List<double[]> pulled = estimates.stream()
                    .map(estimate -> pulled(cotangent, estimate))
                    .toList();
            for (int i = 0; i < samples; i++) {
                int sample = i;
                transposed.compare(reverse[i * q + j], pulled, i, () -> sample(sample) + ", control u[" + column + "]");
            }
        }
        Derivative along = new Derivative("simulator Jacobian-vector product", simulator("jacobianVector"), forward);
        List<double[]> estimates = differences(t -> simulate(shiftAlong(controls, tangents, t)), 1);
        for (int row = 0; row < samples * p; row++) {
            int entry = row;
            along.compare(forward[row], estimates, row, () -> output(entry));
        }
        return List.of(
                full.finding(),
                along.finding(),
                transposed.finding(),
                dotProducts(cotangent, forward, tangents, reverse));
    }

    /** {@code ȳᵀ(S u̇) = (Sᵀȳ)ᵀu̇} for each sample, whatever S is. */
    private Finding dotProducts(double[] cotangent, double[] forward, double[] tangents, double[] reverse) {
        Comparison products = new Comparison(
                "dot-product test of both products",
                simulator("vectorJacobian"),
                tolerance,
                "by vectorJacobian %.12g, by jacobianVector %.12g");
        for (int i = 0; i < samples; i++) {
            double[] reverseTerms = terms(row(reverse, i, q), row(tangents, i, q));
            double[] forwardTerms = terms(cotangent, row(forward, i, p));
            double size = DoubleStream.of(reverseTerms).map(Math::abs).sum();
            int sample = i;
            products.compare(
                    simulator("vectorJacobian"),
                    DoubleStream.of(reverseTerms).sum(),
                    DoubleStream.of(forwardTerms).sum(),
                    size > 0 ? size : 1,
                    () -> sample(sample));
        }
        return products.finding();
    }

    /** Against the Jacobians of the samples, and of the same with each other's states and random controls. */
    private Finding constantJacobian(double[] constant, double[] controls, RandomGenerator random) {
        Comparison comparison = new Comparison(
                "constant simulator Jacobian", simulator("constantJacobian"), tolerance, "%.12g, by linearize %.12g");
        int[] reversed = new int[samples];
        Arrays.setAll(reversed, i -> samples - 1 - i);
        Samples others = new Samples(
                block.indices(), block.inputs(), block.select(reversed).states(), block.targets());
        double range = 1 + largest(controls);
        double[] anywhere = random.doubles(controls.length, -range, range).toArray();
        compareConstant(comparison, constant, block, controls, "");
        compareConstant(comparison, constant, others, anywhere, " at another state and control");
        return comparison.finding();
    }

    private void compareConstant(Comparison comparison, double[] constant, Samples at, double[] controls, String note) {
        double[] jacobians = new double[samples * p * q];
        physics.linearize(at, controls, new double[samples * p], jacobians);
        for (int entry = 0; entry < jacobians.length; entry++) {
            int row = entry / q;
            int column = entry % q;
            comparison.compare(
                    simulator("constantJacobian"),
                    constant[entry % (p * q)],
                    jacobians[entry],
                    Comparison.scale(constant),
                    () -> output(row) + ", control u[" + column + "]" + note);
        }
    }

    private Finding lossGradient() {
        double[] outputs = model.outputs(theta, block);
        double[] gradient = new double[samples * p];
        physics.evaluate(block, outputs, new double[samples], gradient);
        Derivative derivative =
                new Derivative("loss gradient dl/dy", physics.loss().getClass().getName() + ".evaluate", gradient);
        for (int k = 0; k < p; k++) {
            int column = k;
            List<double[]> estimates = differences(t -> losses(shiftEach(outputs, p, column, t)), 1);
            for (int i = 0; i < samples; i++) {
                int row = i * p + k;
                derivative.compare(gradient[row], estimates, i, () -> output(row));
            }
        }
        return derivative.finding();
    }

    private List<Finding> parameterDerivatives(int[] parameters) {
        int n = model.network().parameterCount();
        FactoredJacobian factored = model.linearize(theta, block, 1.0 / samples);
        double[] rows = new double[factored.rows() * n];
        double[] row = new double[model.columns()];
        FactoredJacobian.RowWriter writer = factored.rowWriter();
        for (int i = 0; i < factored.rows(); i++) {
            writer.write(i, row, 0);
            System.arraycopy(model.expand(row), 0, rows, i * n, n);
        }
        double[] columns = new double[model.columns()];
        model.addLossGradient(theta, block, 1.0 / samples, columns);
        double[] gradient = model.expand(columns);
        String name = model.getClass().getName();
        Derivative jacobian = new Derivative("Jacobian of network plus simulator", name + ".linearize", rows);
        Derivative meanLoss = new Derivative("gradient of the mean loss", name + ".addLossGradient", gradient);
        for (int parameter : parameters) {
            String place = "parameter " + model.network().parameterName(parameter);
            double size = Math.max(1, Math.abs(theta[parameter]));
            List<double[]> estimates = differences(t -> model.outputs(shift(parameter, t), block), size);
            for (int i = 0; i < factored.rows(); i++) {
                int entry = i;
                jacobian.compare(rows[i * n + parameter], estimates, i, () -> output(entry) + ", " + place);
            }
            List<double[]> lossEstimates =
                    differences(t -> new double[] {mean(model.losses(shift(parameter, t), block))}, size);
            meanLoss.compare(gradient[parameter], lossEstimates, 0, () -> place);
        }
        return List.of(jacobian.finding(), meanLoss.finding());
    }

    /** Up to three estimates of the derivative at t = 0 of a vector function, from as far as it has finite values. */
    private static List<double[]> differences(DoubleFunction<double[]> function, double size) {
        List<double[]> estimates = new ArrayList<>(1 + STEPS.length);
        List<Supplier<double[]>> ways = List.of(
                () -> extrapolated(function, EXTRAPOLATED_STEP * size),
                () -> central(function, STEPS[0] * size),
                () -> central(function, STEPS[1] * size));
        for (Supplier<double[]> way : ways) {
            try {
                estimates.add(way.get());
            } catch (NonFiniteException e) {
                if (estimates.isEmpty() && way == ways.get(ways.size() - 1)) {
                    throw e;
                }
            }
        }
        return estimates;
    }

    private static double[] extrapolated(DoubleFunction<double[]> function, double step) {
        double[] wide = central(function, step);
        double[] result = central(function, step / 2);
        for (int i = 0; i < result.length; i++) {
            result[i] = (4 * result[i] - wide[i]) / 3;
        }
        return result;
    }

    private static double[] central(DoubleFunction<double[]> function, double step) {
        double[] ahead = function.apply(step);
        double[] behind = function.apply(-step);
        double[] result = new double[ahead.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (ahead[i] - behind[i]) / (2 * step);
        }
        return result;
    }

    private double[] simulate(double[] controls) {
        double[] outputs = new double[samples * p];
        physics.simulate(block, controls, outputs);
        return outputs;
    }

    private double[] losses(double[] outputs) {
        double[] losses = new double[samples];
        physics.evaluate(block, outputs, losses, new double[outputs.length]);
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

    private static double[] shiftAlong(double[] values, double[] direction, double step) {
        double[] shifted = values.clone();
        Vectors.addScaled(step, direction, shifted);
        return shifted;
    }

    /** The product of ȳ with every sample's p entries of a column. */
    private double[] pulled(double[] cotangent, double[] column) {
        double[] result = new double[samples];
        Arrays.setAll(result, i -> Vectors.dot(cotangent, row(column, i, p)));
        return result;
    }

    private static double[] row(double[] rows, int i, int width) {
        return Arrays.copyOfRange(rows, i * width, (i + 1) * width);
    }

    private static double[] terms(double[] a, double[] b) {
        double[] terms = new double[a.length];
        Arrays.setAll(terms, i -> a[i] * b[i]);
        return terms;
    }

    private String simulator(String method) {
        return new Guarded<>(physics.simulator()).called(method);
    }

    private String sample(int i) {
        return "sample " + block.indices()[i];
    }

    private String output(int row) {
        return sample(row / p) + ", output y[" + row % p + "]";
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    /** The comparison of one derivative with its estimates. */
    private final class Derivative {
        private final Comparison comparison;
        private final String method;
        private final double scale;

        Derivative(String subject, String method, double[] values) {
            this.comparison = new Comparison(subject, method, tolerance, "computed %.12g, by differences %.12g");
            this.method = method;
            this.scale = Comparison.scale(values);
        }

        void compare(double analytic, List<double[]> estimates, int entry, Supplier<String> where) {
            double nearest = estimates.get(0)[entry];
            for (double[] estimate : estimates) {
                if (Math.abs(estimate[entry] - analytic) < Math.abs(nearest - analytic)) {
                    nearest = estimate[entry];
                }
            }
            comparison.compare(method, analytic, nearest, scale, where);
        }

        Finding finding() {
            return comparison.finding();
        }
    }
}
