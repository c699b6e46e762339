package org.halfinverse.spectral;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;

/**
 * A mini-batch with a Jacobian of known singular value decomposition, {@code J = U diag(σ) Vᵀ}, and a known loss
 * gradient: what a solver should make of it is known without any decomposition.
 *
 * <p>The network is one linear layer of one output and the simulator {@code y = x u}, so that row i of J is
 * {@code x_i (s_i, 1)}; at θ = 0 the targets set g.
 */
public record PrescribedJacobian(
        String name, double[] sigmas, double[][] u, double[][] v, double[] lossGradient, double[][] rows) {
    private static final int BLOCKS = 3;

    /** A matrix with random singular vectors; u and v hold one vector a row. */
    public static PrescribedJacobian of(String name, int m, int n, double... sigmas) {
        double[][] u = orthonormal(m, sigmas.length, 1);
        double[][] v = orthonormal(n, sigmas.length, 2);
        double[][] rows = new double[m][n];
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < sigmas.length; k++) {
                Vectors.addScaled(u[k][i] * sigmas[k], v[k], rows[i]);
            }
        }
        double[] g = CounterRandom.of(3, Stream.DERIVATIVE_CHECK, m)
                .doubles(m, -1, 1)
                .toArray();
        return new PrescribedJacobian(name, sigmas.clone(), u, v, g, rows);
    }

    /** The same with another loss gradient. */
    public PrescribedJacobian withLossGradient(double[] g) {
        return new PrescribedJacobian(name, sigmas, u, v, g, rows);
    }

    /** {@code V f(Λ) Uᵀ g} by its definition. */
    public double[] expected(SpectralFilter filter) {
        double[] direction = new double[rows[0].length];
        for (int k = 0; k < filter.rank(sigmas); k++) {
            Vectors.addScaled(filter.gain(sigmas[k]) * Vectors.dot(u[k], lossGradient), v[k], direction);
        }
        return direction;
    }

    /** σ_max over the smallest σ that the filter keeps; 1 if it keeps none. */
    public double conditionOfKept(SpectralFilter filter) {
        int rank = filter.rank(sigmas);
        return rank == 0 ? 1 : sigmas[0] / sigmas[rank - 1];
    }

    public PhysicsModel model() {
        return new PhysicsModel(
                Network.dense(new int[] {rows[0].length - 1, 1}, Activation.LINEAR), new Scaling(), SquaredError.HALF);
    }

    public double[] theta() {
        return new double[rows[0].length];
    }

    public Map<Split, SampleSource> samples() {
        return Map.of(Split.TRAIN, new Rows(rows, lossGradient));
    }

    public int blocks() {
        return BLOCKS;
    }

    public MiniBatch batch() {
        return new MiniBatch(new DataLayout(rows.length, BLOCKS), Optional.empty(), 0, rows.length);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s (%d × %d)", name, rows.length, rows[0].length);
    }

    private static double[][] orthonormal(int length, int count, long seed) {
        CounterRandom random = CounterRandom.of(seed, Stream.DERIVATIVE_CHECK, length);
        double[][] basis = new double[count][];
        for (int j = 0; j < count; j++) {
            double[] x = random.doubles(length, -1, 1).toArray();
            for (int pass = 0; pass < 2; pass++) { // Gram–Schmidt, for which twice is enough
                for (int k = 0; k < j; k++) {
                    Vectors.addScaled(-Vectors.dot(basis[k], x), basis[k], x);
                }
            }
            basis[j] = Vectors.scaled(1 / Vectors.norm(x), x);
        }
        return basis;
    }

    private record Rows(double[][] rows, double[] lossGradient) implements SampleSource {
        @Override
        public long samples() {
            return rows.length;
        }

        @Override
        public Samples read(long from, int count) {
            int n = rows[0].length;
            double[] inputs = new double[count * (n - 1)];
            double[] states = new double[count];
            double[] targets = new double[count];
            for (int i = 0; i < count; i++) {
                double[] row = rows[(int) from + i];
                states[i] = row[n - 1];
                targets[i] = -lossGradient[(int) from + i];
                for (int j = 0; j < n - 1; j++) {
                    inputs[i * (n - 1) + j] = row[n - 1] == 0 ? 0 : row[j] / row[n - 1];
                }
            }
            return new Samples(LongStream.range(from, from + count).toArray(), inputs, states, targets);
        }
    }

    private static final class Scaling extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        Scaling() {
            super(1, 1, 1);
        }

        @Override
        protected void simulate(double[] x, double[] u, double[] y) {
            y[0] = x[0] * u[0];
        }

        @Override
        protected void jacobian(double[] x, double[] u, double[] jacobian) {
            jacobian[0] = x[0];
        }
    }
}
