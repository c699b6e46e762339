package org.halfinverse.problems;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;

/**
 * The heat equation backwards: find the initial temperature u from that at time T.
 *
 * <p>On a grid of N interior points a side of the unit interval or square, zero at the boundary, the equation
 * {@code v_t = ν Δv} with the grid's own Laplacian is solved exactly in time: with the sine modes V and their
 * eigenvalues λ,
 *
 * <pre>
 *   y = E u,   E = V exp(−λ ν T) V    on the interval,
 *   y = E u E,  that is S = E ⊗ E     on the square, u and y as N × N matrices.
 * </pre>
 *
 * Singular values fall exponentially from the smoothest mode to the roughest, by a factor exp((λ_max − λ_min) ν T).
 * Network input and target are the same vector, the temperature at time T of a random initial field whose sine modes
 * have normal coefficients with standard deviations proportional to |k|^(−decay); all fields are scaled by one factor,
 * so that the expected mean square of an input is 1. ℓ = ½ |y − ŷ|².
 */
public final class HeatInversion implements Problem {
    private final Propagator propagator;
    private final RandomField diffused;

    /**
     * The problem on a grid.
     *
     * @param dimensions 1 or 2
     * @param points N
     * @param diffusivity ν
     * @param time T
     * @param decay of the amplitudes of the initial field's modes
     * @throws IllegalArgumentException if dimensions are not 1 or 2, or diffusivity or time not positive
     */
    public HeatInversion(int dimensions, int points, double diffusivity, double time, double decay) {
        if (!(diffusivity > 0) || !(time > 0)) {
            throw new IllegalArgumentException(
                    "diffusivity " + diffusivity + " and time " + time + " must be positive");
        }
        DirichletGrid grid = DirichletGrid.unit(points, dimensions);
        propagator = new Propagator(grid, diffusivity * time);
        double[] spectrum = grid.powerLaw(decay);
        double[] eigenvalues = grid.eigenvalues();
        for (int mode = 0; mode < spectrum.length; mode++) {
            // Relative to the first mode, which then keeps its amplitude however long T is.
            spectrum[mode] *= StrictMath.exp(-(eigenvalues[mode] - eigenvalues[0]) * diffusivity * time);
        }
        diffused = new RandomField(grid, spectrum, 1);
    }

    /** Makes the problem from {@code dimensions, grid, diffusivity, time, decay}. */
    public static final class Factory implements ProblemFactory {
        /** For the service loader. */
        public Factory() {}

        @Override
        public String type() {
            return "heat-inversion";
        }

        @Override
        public Problem create(Parameters parameters) {
            return new HeatInversion(
                    parameters.positiveInteger("dimensions", 1),
                    parameters.positiveInteger("grid", 16),
                    parameters.real("diffusivity", 0.01),
                    parameters.real("time", 1.0),
                    parameters.real("decay", 1.0));
        }
    }

    @Override
    public Simulator simulator() {
        return propagator;
    }

    @Override
    public Loss loss() {
        return SquaredError.HALF;
    }

    @Override
    public int inputSize() {
        return propagator.outputSize();
    }

    @Override
    public void drawInput(RandomGenerator random, double[] input) {
        diffused.draw(random, input, 0);
    }

    @Override
    public void deriveState(double[] input, double[] state) {
        // The simulator has no state: the initial temperature is the control.
    }

    @Override
    public void deriveTarget(double[] input, double[] state, double[] target) {
        System.arraycopy(input, 0, target, 0, target.length);
    }

    /** The map from the initial temperature to that at time T. */
    private static final class Propagator extends SymmetricOperator {
        private final DirichletGrid grid;
        private final double[] alongOne;
        private final double[] backAlongOne;

        Propagator(DirichletGrid grid, double diffusion) {
            super(grid.size());
            this.grid = grid;
            alongOne = alongOne(grid, diffusion);
            backAlongOne = alongOne(grid, -diffusion);
        }

        private static double[] alongOne(DirichletGrid grid, double diffusion) {
            int points = grid.points();
            double[] modes = grid.modes();
            double[] eigenvalues = new DirichletGrid(points, 1, grid.spacing()).eigenvalues();
            double[] matrix = new double[points * points];
            for (int k = 0; k < points; k++) {
                double decay = StrictMath.exp(-eigenvalues[k] * diffusion);
                for (int i = 0; i < points; i++) {
                    for (int j = 0; j < points; j++) {
                        matrix[i * points + j] += modes[i * points + k] * modes[j * points + k] * decay;
                    }
                }
            }
            return matrix;
        }

        @Override
        void apply(int count, double[] fields, double[] results) {
            grid.multiplyAlongEach(alongOne, count, fields, results);
        }

        /** Back in time, which magnifies what is rough. */
        @Override
        void applyInverse(int count, double[] fields, double[] results) {
            grid.multiplyAlongEach(backAlongOne, count, fields, results);
        }
    }
}
