package org.halfinverse.spectral;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.linalg.SymmetricEigen;
import org.halfinverse.linalg.Vectors;

/**
 * A step made accurate where squaring J has spoilt it. The eigenvectors Z of the computed {@code A = JᵀJ} (or {@code
 * JJᵀ}) are orthonormal, and only slightly turned against the true ones. In {@code B = J Z} (or {@code Jᵀ Z}) small
 * singular values stand alone, not beside large ones, so that the columns of
 *
 * <pre>
 *   H = Zᵀ Jᵀ B = Λ + C
 * </pre>
 *
 * are right to ε σ_max σ_i instead of ε σ_max². They are computed for the k vectors that need it: those of small singular
 * values that are kept. C, what the first decomposition could not see, is tiny beside the gaps of Λ, so that {@link Couplings}
 * knows what it makes of φ(A) where gaps are wide or φ is smooth. Towards the cut-off gaps may be as small as C, and φ jumps.
 * The vectors there are first turned so that their block of H is diagonal, with what others couple of it: {@code H_ij + Σ_k H_ik
 * H_kj (1 / (λ_i − λ_k) + 1 / (λ_j − λ_k)) / 2} (degenerate perturbation theory of second order; Löwdin, J. Chem. Phys. 19,
 * 1951). The block ends where rounding of its own largest eigenvalue would matter.
 */
final class SpectralRefinement {
    /** Of the error that is allowed, how much may come from singular values that are left as they are. */
    static final double SHARE = 0.5;

    /** Gap of eigenvalues, relative to the larger one, from which on the second order tells what they couple. */
    private static final double APART = 0.05;

    private final SymmetricEigen eigen;
    private final int values;
    private final SpectralFilter filter;
    private final int first;
    private final int cut;
    private final int end;
    private final int count;
    private final double[] vectors;

    /**
     * A refinement.
     *
     * @param eigen of the computed A
     * @param values min(m, n)
     * @param first number of the first vector that needs it
     * @param cut of the first one of the block that is made diagonal, which reaches to the end
     * @param end behind the last one, more than the first
     * @param filter f
     */
    SpectralRefinement(SymmetricEigen eigen, int values, int first, int cut, int end, SpectralFilter filter) {
        this.eigen = eigen;
        this.values = values;
        this.filter = filter;
        this.first = first;
        this.cut = cut;
        this.end = end;
        this.count = end - first;
        this.vectors = eigen.vectors(first, count);
    }

    /** {@return number of the first eigenvector that A is to be applied to: how many singular values are larger} */
    int first() {
        return first;
    }

    /** {@return number k of vectors that A is to be applied to} */
    int count() {
        return count;
    }

    /** {@return the vectors that A is to be applied to, n × k, row-major} */
    double[] vectors() {
        return vectors;
    }

    /**
     * The refined result.
     *
     * @param vector φ(A) applied, n entries
     * @param sigmas singular values, descending
     * @param rank how many were kept
     * @param error behind the estimate of the error that is left
     * @param second what is left of the second order, relative to the step
     */
    record Result(double[] vector, double[] sigmas, int rank, StepError error, double second) {
        /** The summary of a step with this vector. */
        Spectrum summary(String solver) {
            return Spectrum.of(sigmas, rank, solver, error.estimate(second * second));
        }
    }

    /**
     * {@return the refined result of φ(A) applied to a vector}
     *
     * @param products {@code Jᵀ(J V)} (or {@code J(Jᵀ V)}) for the vectors, n × k, row-major; overwritten
     * @param coordinates of the vector in all eigenvectors, n entries
     * @param weighted whether component i of the direction is σ_i x_i, or x_i
     * @param batch whose J it is
     */
    Result apply(double[] products, double[] coordinates, boolean weighted, LinearizedBatch batch) {
        double[] h = eigen.coordinates(count, products);
        double[] c = coordinates.clone();
        double[] lambdas = eigen.eigenvalues();
        for (int i = first; i < end; i++) {
            lambdas[i] = h[i * count + i - first];
        }
        SymmetricEigen turning = turnInTheBlock(h, lambdas, c);
        int[] descending = IntStream.range(0, values)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -lambdas[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sigmas = Arrays.stream(descending)
                .mapToDouble(i -> Math.sqrt(Math.max(0, lambdas[i])))
                .toArray();
        int rank = Math.min(end, filter.rank(sigmas));
        Phi phi = new Phi(filter);
        double[] phis = new double[lambdas.length];
        for (int i = 0; i < rank; i++) {
            phis[descending[i]] = phi.at(lambdas[descending[i]]);
        }
        Couplings couplings = new Couplings(first, count, h, lambdas, phis, phi, c);
        double[] x = couplings.applied();
        double[] components = x.clone();
        double[] seconds = couplings.errors(cut);
        if (weighted) {
            for (int i = 0; i < x.length; i++) {
                double sigma = Math.sqrt(Math.max(lambdas[i], 0));
                components[i] *= sigma;
                seconds[i] *= sigma;
            }
        }
        double norm = Vectors.norm(components);
        double second = norm == 0 ? 0 : Vectors.norm(seconds) / norm;
        double[] sorted = Arrays.stream(descending)
                .mapToDouble(i -> phis[i] == 0 ? c[i] : x[i] / phis[i])
                .toArray();
        double[] shifts = Arrays.stream(descending, first, end)
                .mapToDouble(i -> couplings.shifts()[i])
                .toArray();
        StepError error = new StepError(filter, sigmas, rank, batch.lossGradientNorm(), batch.columns())
                .ofSquare(sorted, weighted)
                .refined(first, shifts);
        double[] block = turning.combine(Arrays.copyOfRange(x, cut, end));
        System.arraycopy(block, 0, x, cut, end - cut);
        return new Result(eigen.combine(x), sigmas, rank, error, second);
    }

    /** Makes the block of H diagonal, and turns c with it. {@return the turn} */
    private SymmetricEigen turnInTheBlock(double[] h, double[] lambdas, double[] c) {
        int n = lambdas.length;
        int size = end - cut;
        double[] columns = new double[n * size];
        copyColumns(n, size, h, cut - first, count, columns, 0, size);
        double[] block = Arrays.copyOfRange(columns, cut * size, end * size);
        double[] turned = new double[columns.length];
        couple(columns, lambdas, block, turned);
        SymmetricEigen turn = SymmetricEigen.of(size, block);
        Gemm.multiply(n, size, size, columns, 0, turn.vectors(0, size), 0, 0, turned, 0);
        copyColumns(n, size, turned, 0, size, h, cut - first, count);
        double[] rows = turn.coordinates(count, Arrays.copyOfRange(h, cut * count, end * count));
        System.arraycopy(rows, 0, h, cut * count, rows.length);
        System.arraycopy(turn.eigenvalues(), 0, lambdas, cut, size);
        for (int i = cut; i < end; i++) {
            Arrays.fill(h, i * count + cut - first, i * count + count, 0);
        }
        System.arraycopy(turn.coordinates(Arrays.copyOfRange(c, cut, end)), 0, c, cut, size);
        return turn;
    }

    /**
     * Adds what vectors outside of the block couple of those inside: of entries i and j the mean of what λ_i and λ_j say. Where
     * λ_i and λ_k hardly differ φ is smooth, and the first order is enough.
     */
    private void couple(double[] columns, double[] lambdas, double[] block, double[] scratch) {
        int size = end - cut;
        for (int k = 0; k < lambdas.length; k++) {
            if (k >= cut && k < end) {
                continue;
            }
            for (int i = 0; i < size; i++) {
                double gap = lambdas[cut + i] - lambdas[k];
                boolean isApart = Math.abs(gap) > APART * Math.max(lambdas[cut + i], lambdas[k]);
                scratch[k * size + i] = isApart ? columns[k * size + i] / gap : 0;
            }
        }
        double[] sums = new double[size * size];
        Gemm.multiplyTransposedA(size, size, lambdas.length, scratch, 0, columns, 0, 0, sums, 0);
        for (int i = 0; i < size; i++) {
            for (int j = i; j < size; j++) {
                block[i * size + j] += (sums[i * size + j] + sums[j * size + i]) / 2;
            }
        }
    }

    /** Copies columns that stand together in a row-major matrix to another one. */
    static void copyColumns(
            int rows, int columns, double[] from, int fromStart, int fromWidth, double[] to, int toStart, int toWidth) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, fromStart + row * fromWidth, to, toStart + row * toWidth, columns);
        }
    }
}
