package org.halfinverse.problems;

import java.util.Arrays;
import org.halfinverse.physics.Simulator;

/**
 * A charged quantum particle between two walls in a uniform field u(t), {@code i ψ_t = H ψ} with
 * {@code H = −∂²/∂x² + u(t) x} and ψ = 0 at both walls, x = 0 and x = L, by the method of Crank and Nicolson; the output
 * is the final state. The field is constant within a step.
 *
 * <p>On N interior grid points {@code x_j = j dx} a step of length dt solves, with the second difference D² and
 * {@code X = diag(x_j)},
 *
 * <pre>
 *   (I + i dt/2 H(u)) ψ' = (I − i dt/2 H(u)) ψ,   H(u) = −D² + u X.
 * </pre>
 *
 * With both sides multiplied by i 2dx²/dt, this is the Cayley transform of a matrix M with ones beside its diagonal,
 *
 * <pre>
 *   ψ' = 2iγ M⁻¹ψ − ψ,   M = dx² (D² − u X) + iγ I,   γ = 2 dx²/dt,
 * </pre>
 *
 * so that a step is one solution v = M⁻¹ψ. Since M is symmetric and ∂M/∂u = −dx² X, a row zᵀ of the derivative of the
 * output by ψ' gives, with w = M⁻¹z and the factors of M from the step itself,
 *
 * <pre>
 *   ∂y/∂u = 2iγ dx² wᵀX v,   zᵀ ← 2iγ wᵀ − zᵀ,
 * </pre>
 *
 * which is {@code −(i dt/2) zᵀ A⁻¹ X (ψ + ψ')} with A = I + i dt/2 H. The output is complex linear in ψ, so that N
 * complex rows are all 2N real ones. A tangent takes the step {@code ψ̇' = 2iγ M⁻¹(ψ̇ + dx² u̇ X v) − ψ̇}.
 *
 * <p>State and output are N complex numbers, the real and imaginary parts interleaved by grid point. The samples of a
 * tile go through a step together, and with them all their adjoint rows: each inner loop runs over samples, or rows and
 * samples, and does the same for each.
 */
final class DipoleSimulator implements Simulator {
    /** Samples that go together. With 14 adjoint rows each they are long loops over arrays of 200 KB. */
    private static final int TILE = 16;

    private static final int MOST_GRID_POINTS = 100_000;

    private final int points;
    private final int steps;
    private final double gamma;
    /** dx² x_j. */
    private final double[] dipole;

    /**
     * A particle on a grid.
     *
     * @param gridPoints N + 2, the walls included
     * @param length L
     * @param steps number of time steps, which is the width of the control
     * @param stepSize dt
     * @throws IllegalArgumentException if there is no interior point, there are too many, or one of the others is not positive
     */
    DipoleSimulator(int gridPoints, double length, int steps, double stepSize) {
        if (gridPoints < 3 || gridPoints > MOST_GRID_POINTS) {
            throw new IllegalArgumentException(
                    "grid points " + gridPoints + " must be 3 or more, and " + MOST_GRID_POINTS + " at the most");
        }
        if (!(length > 0) || steps < 1 || !(stepSize > 0)) {
            throw new IllegalArgumentException(
                    "length " + length + ", steps " + steps + " and step size " + stepSize + " must all be positive");
        }
        this.points = gridPoints - 2;
        this.steps = steps;
        double dx = length / (gridPoints - 1);
        gamma = 2 * dx * dx / stepSize;
        dipole = new double[points];
        Arrays.setAll(dipole, j -> dx * dx * (j + 1) * dx);
    }

    @Override
    public int stateSize() {
        return 2 * points;
    }

    @Override
    public int controlSize() {
        return steps;
    }

    @Override
    public int outputSize() {
        return 2 * points;
    }

    @Override
    public void simulate(int samples, double[] states, double[] controls, double[] outputs) {
        Propagation propagation = new Propagation();
        for (int first = 0; first < samples; first += TILE) {
            propagation.start(first, samples, states);
            for (int step = 0; step < steps; step++) {
                propagation.advance(step, controls);
            }
            propagation.finish(outputs);
        }
    }

    @Override
    public void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
        Propagation propagation = new Propagation();
        History history = new History();
        Adjoint adjoint = new Adjoint(points);
        for (int first = 0; first < samples; first += TILE) {
            int width = propagation.start(first, samples, states);
            history.run(propagation, controls);
            propagation.finish(outputs);
            adjoint.z.clear();
            for (int row = 0; row < points; row++) {
                Arrays.fill(adjoint.z.re[row], row * width, (row + 1) * width, 1);
            }
            for (int step = steps - 1; step >= 0; step--) {
                adjoint.retreat(step, history, width);
                for (int row = 0; row < points; row++) {
                    for (int s = 0; s < width; s++) {
                        int entry = ((first + s) * points + row) * 2 * steps + step;
                        jacobians[entry] = adjoint.derivativeRe[row * width + s];
                        jacobians[entry + steps] = adjoint.derivativeIm[row * width + s];
                    }
                }
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
        simulate(samples, states, controls, outputs);
        double[] cotangents = pullback.at(outputs);
        Propagation propagation = new Propagation();
        History history = new History();
        Adjoint adjoint = new Adjoint(1);
        for (int first = 0; first < samples; first += TILE) {
            int width = propagation.start(first, samples, states);
            history.run(propagation, controls);
            // Re(conj(ζ)ᵀ ẏ) = Re ζ · Re ẏ + Im ζ · Im ẏ.
            adjoint.z.read(width, cotangents, first);
            adjoint.z.conjugate(width);
            for (int step = steps - 1; step >= 0; step--) {
                adjoint.retreat(step, history, width);
                for (int s = 0; s < width; s++) {
                    controlCotangents[(first + s) * steps + step] = adjoint.derivativeRe[s];
                }
            }
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
        Propagation propagation = new Propagation();
        ComplexColumns tangent = new ComplexColumns(points, TILE);
        ComplexColumns moved = new ComplexColumns(points, TILE);
        double[] field = new double[TILE];
        for (int first = 0; first < samples; first += TILE) {
            int width = propagation.start(first, samples, states);
            tangent.clear();
            for (int step = 0; step < steps; step++) {
                propagation.advance(step, controls);
                for (int s = 0; s < width; s++) {
                    field[s] = tangents[(first + s) * steps + step];
                }
                for (int j = 0; j < points; j++) {
                    for (int s = 0; s < width; s++) {
                        double push = dipole[j] * field[s];
                        moved.re[j][s] = tangent.re[j][s] + push * propagation.v.re[j][s];
                        moved.im[j][s] = tangent.im[j][s] + push * propagation.v.im[j][s];
                    }
                }
                propagation.systems.solve(width, moved, moved);
                reflect(width, moved, tangent);
            }
            propagation.finish(outputs);
            tangent.write(width, outputTangents, first);
        }
    }

    /** {@code ψ ← 2iγ v − ψ}. */
    private void reflect(int columns, ComplexColumns v, ComplexColumns psi) {
        for (int j = 0; j < points; j++) {
            reflect(columns, 2 * gamma, v.re[j], v.im[j], psi.re[j], psi.im[j]);
        }
    }

    private static void reflect(int columns, double factor, double[] vRe, double[] vIm, double[] re, double[] im) {
        for (int l = 0; l < columns; l++) {
            re[l] = -factor * vIm[l] - re[l];
            im[l] = factor * vRe[l] - im[l];
        }
    }

    /** The states of a tile of samples, step by step. */
    private final class Propagation {
        private final ComplexColumns psi = new ComplexColumns(points, TILE);
        /** {@code M⁻¹ψ} of the last step. */
        private final ComplexColumns v = new ComplexColumns(points, TILE);

        private final TridiagonalSystems systems = new TridiagonalSystems(points, TILE);
        private final ComplexColumns diagonals = new ComplexColumns(points, TILE);
        private int first;
        private int width;

        Propagation() {
            for (double[] row : diagonals.im) {
                Arrays.fill(row, gamma);
            }
        }

        /** Goes to the start of the tile that begins with a sample; gives its number of samples. */
        int start(int firstSample, int samples, double[] states) {
            first = firstSample;
            width = Math.min(TILE, samples - first);
            psi.read(width, states, first);
            return width;
        }

        void advance(int step, double[] controls) {
            for (int s = 0; s < width; s++) {
                double u = controls[(first + s) * steps + step];
                for (int j = 0; j < points; j++) {
                    diagonals.re[j][s] = -2 - dipole[j] * u;
                }
            }
            systems.factorize(width, diagonals);
            systems.solve(width, psi, v);
            reflect(width, v, psi);
        }

        void finish(double[] outputs) {
            psi.write(width, outputs, first);
        }
    }

    /** What the adjoint of a tile needs of each step: the factors of M and v. */
    private final class History {
        private final double[][] packed = new double[steps][4 * points * TILE];

        void run(Propagation propagation, double[] controls) {
            int width = propagation.width;
            for (int step = 0; step < steps; step++) {
                propagation.advance(step, controls);
                propagation.systems.factors().pack(width, packed[step], 0);
                propagation.v.pack(width, packed[step], 2 * points * width);
            }
        }
    }

    /** Adjoint rows of a tile, as many a sample as are asked for: row k of sample s is column k · width + s. */
    private final class Adjoint {
        private final int rows;
        /** Before the last step the derivatives of what is wanted by the output. */
        private final ComplexColumns z;

        private final ComplexColumns w;
        private final ComplexColumns v;
        private final TridiagonalSystems systems;
        private final double[] derivativeRe;
        private final double[] derivativeIm;

        Adjoint(int rows) {
            this.rows = rows;
            int columns = rows * TILE;
            z = new ComplexColumns(points, columns);
            w = new ComplexColumns(points, columns);
            v = new ComplexColumns(points, columns);
            systems = new TridiagonalSystems(points, columns);
            derivativeRe = new double[columns];
            derivativeIm = new double[columns];
        }

        /** Goes back by a step and leaves the derivatives by its control. */
        void retreat(int step, History history, int width) {
            int columns = rows * width;
            systems.factors().unpack(width, rows, history.packed[step], 0);
            v.unpack(width, rows, history.packed[step], 2 * points * width);
            systems.solve(columns, z, w);
            Arrays.fill(derivativeRe, 0);
            Arrays.fill(derivativeIm, 0);
            for (int j = 0; j < points; j++) {
                double factor = 2 * gamma * dipole[j];
                addProducts(columns, factor, w.re[j], w.im[j], v.re[j], v.im[j], derivativeRe, derivativeIm);
            }
            reflect(columns, w, z);
        }

        /** Adds {@code i f a b}. */
        private static void addProducts(
                int columns,
                double factor,
                double[] aRe,
                double[] aIm,
                double[] bRe,
                double[] bIm,
                double[] re,
                double[] im) {
            for (int l = 0; l < columns; l++) {
                re[l] -= factor * (aRe[l] * bIm[l] + aIm[l] * bRe[l]);
                im[l] += factor * (aRe[l] * bRe[l] - aIm[l] * bIm[l]);
            }
        }
    }
}
