package org.halfinverse.problems;

import java.util.Arrays;
import org.halfinverse.physics.Simulator;

/**
 * The viscous Burgers equation {@code v_t + (v²/2)_x = ν v_xx + f(x, t)} on [0, 1], v = 0 at both ends, from an initial
 * velocity x = v(0) and a force u to the velocity y = v(T).
 *
 * <p>On N interior points with spacing h = 1/(N+1) a time step is explicit in the advection and implicit in the
 * diffusion; the force is constant in each of M segments of equal length, entries {@code k·N … (k+1)·N − 1} of u in
 * segment k:
 *
 * <pre>
 *   (I − ν Δt D/h²) v' = v − Δt (F_{j+1/2} − F_{j−1/2})/h + Δt f,
 *   F_{j+1/2} = (v_j² + v_j v_{j+1} + v_{j+1}²)/6.
 * </pre>
 *
 * This flux (Tadmor, Acta Numerica 12, 2003) is a polynomial, so that derivatives exist everywhere, and advection with
 * it moves energy Σ v²/2 from point to point without making or taking any. The scheme is conservative, of second order
 * in h and first in Δt, and stable where Δt v² ≤ 2ν.
 *
 * <p>The derivatives are those of this discrete map. With λ' the cotangents of v', a step backwards is
 *
 * <pre>
 *   μ = (I − ν Δt D/h²)⁻¹ λ',   f̄ = Δt μ,
 *   λ_j = μ_j − c [(v_{j+1} − v_{j−1}) μ_j + (v_{j−1} + 2 v_j) μ_{j−1} − (2 v_j + v_{j+1}) μ_{j+1}],   c = Δt/(6h).
 * </pre>
 *
 * Fields are (N+2) × w arrays with zero rows at the boundary: the columns are samples, or, for the Jacobian of one
 * sample, its N cotangents. All of them take a step together.
 */
final class ViscousBurgers implements Simulator {
    /** Samples that are integrated together: their fields of one time stay in the first-level cache. */
    private static final int COLUMNS = 32;

    private final int points;
    private final int segments;
    private final int stepsPerSegment;
    private final double timeStep;
    private final double advection;
    private final ImplicitDiffusion diffusion;

    /**
     * An integration of given resolution.
     *
     * @param points N
     * @param segments M
     * @param steps number of time steps, a multiple of M
     * @param time T
     * @param viscosity ν
     * @throws IllegalArgumentException if one of them is not positive, or steps is no multiple of segments
     */
    ViscousBurgers(int points, int segments, int steps, double time, double viscosity) {
        if (points < 1 || segments < 1 || steps < 1 || !(time > 0) || !(viscosity > 0)) {
            throw new IllegalArgumentException("grid " + points + ", segments " + segments + ", steps " + steps
                    + ", time " + time + " and viscosity " + viscosity + " must all be positive");
        }
        if (steps % segments != 0) {
            throw new IllegalArgumentException("steps " + steps + " must be a multiple of segments " + segments);
        }
        if ((long) points * segments > Integer.MAX_VALUE || steps == Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "grid " + points + " with " + segments + " segments and " + steps + " steps does not fit arrays");
        }
        this.points = points;
        this.segments = segments;
        stepsPerSegment = steps / segments;
        timeStep = time / steps;
        double perLength = points + 1.0;
        advection = timeStep * perLength / 6;
        diffusion = new ImplicitDiffusion(points, viscosity * timeStep * perLength * perLength);
    }

    @Override
    public int stateSize() {
        return points;
    }

    @Override
    public int controlSize() {
        return segments * points;
    }

    @Override
    public int outputSize() {
        return points;
    }

    @Override
    public void simulate(int samples, double[] states, double[] controls, double[] outputs) {
        Integration integration = new Integration(samples);
        for (int first = 0; first < samples; first += integration.width) {
            integration.run(first, states, controls);
            integration.writeOutputs(outputs);
        }
    }

    @Override
    public void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
        Integration integration = new Integration(samples);
        Adjoint adjoint = new Adjoint(points);
        for (int first = 0; first < samples; first += integration.width) {
            integration.run(first, states, controls);
            integration.writeOutputs(outputs);
            for (int i = first; i < Math.min(first + integration.width, samples); i++) {
                int column = i - integration.first;
                Arrays.fill(adjoint.lambda, 0);
                for (int j = 0; j < points; j++) {
                    adjoint.lambda[(j + 1) * points + j] = 1;
                }
                adjoint.run(
                        integration,
                        (v, mu, lambda) -> pullThroughAdvection(v, integration.width, column, mu, lambda),
                        i * points,
                        jacobians);
            }
        }
    }

    @Override
    public void vectorJacobian(
            int samples,
            double[] states,
            double[] controls,
            double[] outputs,
            Cotangents pullback,
            double[] controlCotangents) {
        Integration integration = new Integration(samples);
        Adjoint adjoint = new Adjoint(integration.width);
        for (int first = 0; first < samples; first += integration.width) {
            integration.run(first, states, controls);
            integration.writeOutputs(outputs);
        }
        double[] cotangents = pullback.at(outputs);
        for (int first = 0; first < samples; first += integration.width) {
            if (samples > integration.width) {
                integration.run(first, states, controls);
            }
            gather(integration.width, integration.first, points, cotangents, 0, adjoint.lambda);
            adjoint.run(
                    integration,
                    (v, mu, lambda) -> pullThroughAdvection(integration.width, v, mu, lambda),
                    integration.first,
                    controlCotangents);
        }
    }

    @Override
    public void jacobianVector(
            int samples,
            double[] states,
            double[] controls,
            double[] tangents,
            double[] outputs,
            double[] outputTangents) {
        Integration integration = new Integration(samples);
        int width = integration.width;
        double[] force = new double[integration.force.length];
        double[] tangent = new double[force.length];
        double[] next = new double[force.length];
        for (int first = 0; first < samples; first += width) {
            integration.run(first, states, controls);
            integration.writeOutputs(outputs);
            Arrays.fill(tangent, 0);
            for (int segment = 0; segment < segments; segment++) {
                gather(width, integration.first, controlSize(), tangents, segment * points, force);
                for (int step = segment * stepsPerSegment; step < (segment + 1) * stepsPerSegment; step++) {
                    advanceTangent(width, integration.velocity[step], tangent, force, next);
                    double[] old = tangent;
                    tangent = next;
                    next = old;
                }
            }
            scatter(width, integration.first, points, tangent, 1, outputTangents, 0);
        }
    }

    /** One time step of w columns. */
    private void advance(int width, double[] v, double[] force, double[] next) {
        for (int at = width; at < (points + 1) * width; at++) {
            double left = v[at - width];
            double right = v[at + width];
            next[at] = v[at] - advection * (right - left) * (left + v[at] + right) + timeStep * force[at];
        }
        diffusion.solve(width, next);
    }

    /** One time step of w columns of tangents. */
    private void advanceTangent(int width, double[] v, double[] tangent, double[] force, double[] next) {
        for (int at = width; at < (points + 1) * width; at++) {
            int left = at - width;
            int right = at + width;
            double spread = (tangent[right] - tangent[left]) * (v[left] + v[at] + v[right])
                    + (v[right] - v[left]) * (tangent[left] + tangent[at] + tangent[right]);
            next[at] = tangent[at] - advection * spread + timeStep * force[at];
        }
        diffusion.solve(width, next);
    }

    /** λ from μ, where each of w columns has a velocity of its own. */
    private void pullThroughAdvection(int width, double[] v, double[] mu, double[] lambda) {
        for (int at = width; at < (points + 1) * width; at++) {
            int left = at - width;
            int right = at + width;
            double spread = (v[right] - v[left]) * mu[at]
                    + (v[left] + 2 * v[at]) * mu[left]
                    - (2 * v[at] + v[right]) * mu[right];
            lambda[at] = mu[at] - advection * spread;
        }
    }

    /** λ from μ, where the N columns belong to one sample: the given column of the velocities. */
    private void pullThroughAdvection(double[] v, int width, int column, double[] mu, double[] lambda) {
        for (int j = 1; j <= points; j++) {
            double velocity = v[j * width + column];
            double left = v[(j - 1) * width + column];
            double right = v[(j + 1) * width + column];
            double own = 1 - advection * (right - left);
            double fromLeft = -advection * (left + 2 * velocity);
            double fromRight = advection * (2 * velocity + right);
            for (int at = j * points; at < (j + 1) * points; at++) {
                lambda[at] = own * mu[at] + fromLeft * mu[at - points] + fromRight * mu[at + points];
            }
        }
    }

    /** Rows {@code first … first + w − 1} of an array with so many entries a row become columns of a field. */
    private void gather(int width, int first, int rowLength, double[] rows, int offset, double[] field) {
        for (int column = 0; column < width; column++) {
            int row = (first + column) * rowLength + offset;
            for (int j = 0; j < points; j++) {
                field[(j + 1) * width + column] = rows[row + j];
            }
        }
    }

    /** The way back from {@link #gather}, times a factor. */
    private void scatter(
            int width, int first, int rowLength, double[] field, double factor, double[] rows, int offset) {
        for (int column = 0; column < width; column++) {
            int row = (first + column) * rowLength + offset;
            for (int j = 0; j < points; j++) {
                rows[row + j] = factor * field[(j + 1) * width + column];
            }
        }
    }

    /** The forward integration of w samples at a time: their velocities at the start of each step and at the end. */
    private final class Integration {
        private final int samples;
        private final int width;
        private final double[][] velocity;
        private final double[] force;
        private int first;

        Integration(int samples) {
            this.samples = samples;
            width = Math.min(samples, COLUMNS);
            velocity = new double[segments * stepsPerSegment + 1][(points + 2) * width];
            force = new double[(points + 2) * width];
        }

        /** Integrates w samples from the given one on; where fewer are left, the last w of all. */
        void run(int from, double[] states, double[] controls) {
            first = Math.min(from, samples - width);
            gather(width, first, points, states, 0, velocity[0]);
            for (int segment = 0; segment < segments; segment++) {
                gather(width, first, controlSize(), controls, segment * points, force);
                for (int step = segment * stepsPerSegment; step < (segment + 1) * stepsPerSegment; step++) {
                    advance(width, velocity[step], force, velocity[step + 1]);
                }
            }
        }

        void writeOutputs(double[] outputs) {
            scatter(width, first, points, velocity[velocity.length - 1], 1, outputs, 0);
        }
    }

    /** How cotangents pass the advection of a step: λ from μ, given the velocity at its start. */
    private interface AdvectionAdjoint {
        void pull(double[] v, double[] mu, double[] lambda);
    }

    /** The reverse pass of w cotangents at a time. */
    private final class Adjoint {
        private final int width;
        /** (N+2) × w: on entry to {@link #run} the cotangents of the final velocity. */
        private final double[] lambda;

        private final double[] pulled;
        private final double[] sum;

        Adjoint(int width) {
            this.width = width;
            lambda = new double[(points + 2) * width];
            pulled = new double[(points + 2) * width];
            sum = new double[(points + 2) * width];
        }

        /** Writes w rows of control cotangents, from the given row on. */
        void run(Integration integration, AdvectionAdjoint advectionAdjoint, int firstRow, double[] controlCotangents) {
            double[] mu = lambda;
            double[] next = pulled;
            for (int segment = segments - 1; segment >= 0; segment--) {
                Arrays.fill(sum, 0);
                for (int step = (segment + 1) * stepsPerSegment - 1; step >= segment * stepsPerSegment; step--) {
                    diffusion.solve(width, mu);
                    for (int at = 0; at < sum.length; at++) {
                        sum[at] += mu[at];
                    }
                    advectionAdjoint.pull(integration.velocity[step], mu, next);
                    double[] old = mu;
                    mu = next;
                    next = old;
                }
                scatter(width, firstRow, controlSize(), sum, timeStep, controlCotangents, segment * points);
            }
        }
    }
}
