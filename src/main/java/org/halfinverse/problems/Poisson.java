package org.halfinverse.problems;

import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;

/**
 * The Poisson equation as a control problem: find the field u whose Laplacian is given (Schnell, Holl, Thuerey, ICLR
 * 2022, section 3.2).
 *
 * <p>On N × N points with spacing h and zeros outside,
 *
 * <pre>
 *   y(i, j) = (u(i−1, j) + u(i+1, j) + u(i, j−1) + u(i, j+1) − 4 u(i, j))/h².
 * </pre>
 *
 * Network input and target are the same vector, the Laplacian of a random field whose sine modes (k, l) have normal
 * coefficients with standard deviations proportional to (k² + l²)^(−decay/2); all fields are scaled by one factor, so
 * that the expected mean square of an input is 1. ℓ = ½ |y − ŷ|².
 */
public final class Poisson implements Problem {
    private final Laplacian laplacian;
    private final RandomField laplacians;

    /**
     * The problem on a grid.
     *
     * @param points N
     * @param spacing h
     * @param decay of the amplitudes of the field's modes
     */
    public Poisson(int points, double spacing, double decay) {
        DirichletGrid grid = new DirichletGrid(points, 2, spacing);
        laplacian = new Laplacian(grid);
        double[] spectrum = grid.powerLaw(decay);
        double[] eigenvalues = grid.eigenvalues();
        for (int mode = 0; mode < spectrum.length; mode++) {
            spectrum[mode] *= eigenvalues[mode];
        }
        laplacians = new RandomField(grid, spectrum, 1);
    }

    /** Makes the problem from {@code grid, spacing, decay}. */
    public static final class Factory implements ProblemFactory {
        /** For the service loader. */
        public Factory() {}

        @Override
        public String type() {
            return "poisson";
        }

        @Override
        public Problem create(Parameters parameters) {
            return new Poisson(
                    parameters.positiveInteger("grid", 8),
                    parameters.real("spacing", 1.0),
                    parameters.real("decay", 3.0));
        }
    }

    @Override
    public Simulator simulator() {
        return laplacian;
    }

    @Override
    public Loss loss() {
        return SquaredError.HALF;
    }

    @Override
    public int inputSize() {
        return laplacian.outputSize();
    }

    @Override
    public void drawInput(RandomGenerator random, double[] input) {
        laplacians.draw(random, input, 0);
    }

    @Override
    public void deriveState(double[] input, double[] state) {
        // The simulator has no state.
    }

    @Override
    public void deriveTarget(double[] input, double[] state, double[] target) {
        System.arraycopy(input, 0, target, 0, target.length);
    }

    /** The five-point stencil. */
    private static final class Laplacian extends SymmetricOperator {
        private final DirichletGrid grid;
        private final int points;
        private final double weight;
        private final double[] modes;
        private final double[] eigenvalues;

        Laplacian(DirichletGrid grid) {
            super(grid.size());
            this.grid = grid;
            points = grid.points();
            modes = grid.modes();
            eigenvalues = grid.eigenvalues();
            weight = 1 / (grid.spacing() * grid.spacing());
        }

        @Override
        void apply(int count, double[] fields, double[] results) {
            for (int row = 0; row < count * points; row++) {
                int start = row * points;
                int end = start + points;
                for (int at = start; at < end; at++) {
                    results[at] = -4 * fields[at];
                }
                for (int at = start + 1; at < end; at++) {
                    results[at] += fields[at - 1];
                }
                for (int at = start; at < end - 1; at++) {
                    results[at] += fields[at + 1];
                }
                if (row % points > 0) {
                    addRow(fields, start - points, results, start);
                }
                if (row % points < points - 1) {
                    addRow(fields, start + points, results, start);
                }
                for (int at = start; at < end; at++) {
                    results[at] *= weight;
                }
            }
        }

        /** The Poisson equation solved, mode by mode. */
        @Override
        void applyInverse(int count, double[] fields, double[] results) {
            double[] amplitudes = new double[fields.length];
            grid.multiplyAlongEach(modes, count, fields, amplitudes);
            for (int at = 0; at < amplitudes.length; at++) {
                amplitudes[at] /= -eigenvalues[at % eigenvalues.length];
            }
            grid.multiplyAlongEach(modes, count, amplitudes, results);
        }

        private void addRow(double[] fields, int from, double[] results, int to) {
            for (int j = 0; j < points; j++) {
                results[to + j] += fields[from + j];
            }
        }
    }
}
