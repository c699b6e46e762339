package org.halfinverse.problems;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;

/**
 * Control of the viscous Burgers equation: find the force that takes a fluid from one velocity field to another.
 *
 * <p>The control is the force on each of N points in each of M segments of time ({@link ViscousBurgers}). A sample is a
 * random initial velocity v₀ and the target ŷ that a random force makes of it, so that every target can be reached; the
 * network input is both, (v₀, ŷ), of which state and target are copies. Initial velocity, and force in each segment, are
 * independent sums of sine modes k with normal coefficients, whose standard deviations are proportional to k^(−decay),
 * scaled to given root mean squares. ℓ = ½ |y − ŷ|².
 */
public final class BurgersControl implements Problem {
    private final ViscousBurgers simulator;
    private final RandomField velocities;
    private final RandomField forces;

    /**
     * The problem on a grid.
     *
     * @param points N
     * @param segments M
     * @param steps number of time steps, a multiple of M
     * @param time T
     * @param viscosity ν
     * @param decay of the amplitudes of the modes
     * @param velocity root mean square of initial velocities, positive
     * @param force root mean square of the forces that make the targets, positive
     * @throws IllegalArgumentException if one of them is out of range
     */
    public BurgersControl(
            int points,
            int segments,
            int steps,
            double time,
            double viscosity,
            double decay,
            double velocity,
            double force) {
        if (!(velocity > 0) || !(force > 0)) {
            throw new IllegalArgumentException("velocity " + velocity + " and force " + force + " must be positive");
        }
        DirichletGrid grid = DirichletGrid.unit(points, 1); // refuses too many points before anything is stored of them
        simulator = new ViscousBurgers(points, segments, steps, time, viscosity);
        double[] spectrum = grid.powerLaw(decay);
        velocities = new RandomField(grid, spectrum, velocity);
        forces = new RandomField(grid, spectrum, force);
    }

    /** Makes the problem from {@code grid, segments, steps, time, viscosity, decay, velocity, force}. */
    public static final class Factory implements ProblemFactory {
        /** For the service loader. */
        public Factory() {}

        @Override
        public String type() {
            return "burgers-control";
        }

        @Override
        public Problem create(Parameters parameters) {
            return new BurgersControl(
                    parameters.positiveInteger("grid", 32),
                    parameters.positiveInteger("segments", 4),
                    parameters.positiveInteger("steps", 128),
                    parameters.real("time", 1.0),
                    parameters.real("viscosity", 0.02),
                    parameters.real("decay", 1.5),
                    parameters.real("velocity", 0.5),
                    parameters.real("force", 1.0));
        }
    }

    @Override
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public Loss loss() {
        return SquaredError.HALF;
    }

    @Override
    public int inputSize() {
        return simulator.stateSize() + simulator.outputSize();
    }

    @Override
    public void drawInput(RandomGenerator random, double[] input) {
        int points = simulator.stateSize();
        double[] velocity = new double[points];
        velocities.draw(random, velocity, 0);
        double[] force = new double[simulator.controlSize()];
        for (int segment = 0; segment < force.length; segment += points) {
            forces.draw(random, force, segment);
        }
        double[] target = new double[points];
        simulator.simulate(1, velocity, force, target);
        System.arraycopy(velocity, 0, input, 0, points);
        System.arraycopy(target, 0, input, points, points);
    }

    @Override
    public void deriveState(double[] input, double[] state) {
        System.arraycopy(input, 0, state, 0, state.length);
    }

    @Override
    public void deriveTarget(double[] input, double[] state, double[] target) {
        System.arraycopy(input, state.length, target, 0, target.length);
    }
}
