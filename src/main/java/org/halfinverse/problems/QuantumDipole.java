package org.halfinverse.problems;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Infidelity;
import org.halfinverse.loss.Loss;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;

/**
 * A charged quantum particle between two walls, to be brought from the lowest state to a superposition of the next two
 * by an electric field (Schnell, Holl, Thuerey, ICLR 2022, section 3.3).
 *
 * <p>The simulator is {@link DipoleSimulator}. On N interior grid points the free particle has the eigenstates
 *
 * <pre>
 *   (e_n)_j = √(2/(N+1)) sin(nπ j/(N+1)),   j = 1 … N,   Σ_j |(e_n)_j|² = 1.
 * </pre>
 *
 * The initial state is e₁; the target, which is the network input too, is cos α e₂ + sin α e₃ with α uniform on the
 * circle. All are given as N pairs of real and imaginary part. ℓ = 1 − |⟨ŷ|y⟩|².
 */
public final class QuantumDipole implements Problem {
    private final Simulator simulator;
    private final double[] lowest;
    private final double[] second;
    private final double[] third;

    /**
     * A particle on a grid.
     *
     * @param gridPoints N + 2, the walls included
     * @param length distance of the walls
     * @param steps number of time steps, which is the width of the control
     * @param stepSize length of a step
     * @throws IllegalArgumentException if there are less than three eigenstates, or one of the others is not positive
     */
    public QuantumDipole(int gridPoints, double length, int steps, double stepSize) {
        if (gridPoints < 5) {
            throw new IllegalArgumentException(
                    "grid points " + gridPoints + " must be 5 or more, for three eigenstates between the walls");
        }
        simulator = new DipoleSimulator(gridPoints, length, steps, stepSize);
        lowest = eigenstate(1, gridPoints - 1);
        second = eigenstate(2, gridPoints - 1);
        third = eigenstate(3, gridPoints - 1);
    }

    /** Makes the problem from {@code grid-points, length, steps, step-size}. */
    public static final class Factory implements ProblemFactory {
        /** For the service loader. */
        public Factory() {}

        @Override
        public String type() {
            return "quantum-dipole";
        }

        @Override
        public Problem create(Parameters parameters) {
            return new QuantumDipole(
                    parameters.positiveInteger("grid-points", 16),
                    parameters.real("length", 2.0),
                    parameters.positiveInteger("steps", 384),
                    parameters.real("step-size", 0.05));
        }
    }

    @Override
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public Loss loss() {
        return new Infidelity();
    }

    @Override
    public int inputSize() {
        return lowest.length;
    }

    @Override
    public void drawInput(RandomGenerator random, double[] input) {
        double angle = random.nextDouble(2 * Math.PI);
        double ofSecond = StrictMath.cos(angle);
        double ofThird = StrictMath.sin(angle);
        for (int entry = 0; entry < input.length; entry++) {
            input[entry] = ofSecond * second[entry] + ofThird * third[entry];
        }
    }

    @Override
    public void deriveState(double[] input, double[] state) {
        System.arraycopy(lowest, 0, state, 0, state.length);
    }

    @Override
    public void deriveTarget(double[] input, double[] state, double[] target) {
        System.arraycopy(input, 0, target, 0, target.length);
    }

    /** e_n with zero imaginary parts, on N + 1 intervals. */
    private static double[] eigenstate(int n, int intervals) {
        double[] state = new double[2 * (intervals - 1)];
        for (int j = 1; j < intervals; j++) {
            state[2 * (j - 1)] = Math.sqrt(2.0 / intervals) * StrictMath.sin(n * Math.PI * j / intervals);
        }
        return state;
    }
}
