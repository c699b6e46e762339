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
 * values that are kept. C, what the first decomposition could not see, is tiny beside the gaps of Λ, so that to first
 * order in it, with the divided differences of {@link SquaredSpectrum},
 *
 * <pre>
 *   x_i = φ(H_ii) c_i + Σ_{j≠i} φ[H_ii, H_jj] H_ij c_j
 * </pre>
 *
 * are the coordinates in Z of φ(A) applied to the vector of coordinates c. What is left is of the second order. Only beside
 * the cut-off, where φ jumps, may gaps be as small as C. The vectors there are first turned so that their block of H is
 * diagonal, with what others couple of it: {@code H_ij + Σ_k H_ik H_kj / (λ − H_kk)}, λ at the cut-off (degenerate
 * perturbation theory of second order).
 */
final class SpectralRefinement {
    /**
     * By how much errors exceed their estimate from the turns of the vectors and the rounding of B. Measured on oscillators
     * it is 1 to 9.
     */
    private static final double UNSEEN = 10;

    /** Of the error that is allowed, how much may come from singular values that are left as they are. */
    static final double SHARE = 0.5;

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
     * @param cut of the first one of these that is near the cut-off, as all behind it are
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
        SymmetricEigen turning = turnAtTheCut(h, lambdas, c);
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
        double[] x = new double[lambdas.length];
        double[] turns = new double[x.length];
        double[] shifts = new double[x.length];
        double corrections = 0;
        for (int i = 0; i < x.length; i++) {
            double correction = 0;
            boolean known = i >= first && i < end;
            for (int j = known ? 0 : first; j < (known ? x.length : end); j++) {
                double entry = known ? h[j * count + i - first] : h[i * count + j - first];
                if (j == i || entry == 0) {
                    continue;
                }
                shifts[i] += Phi.shift(lambdas[i] - lambdas[j], entry);
                if (phis[i] != 0 && phis[j] != 0) {
                    correction += phi.slope(lambdas[i], phis[i], lambdas[j], phis[j]) * entry * c[j];
                    double turn = entry / Math.max(lambdas[i], lambdas[j]);
                    turns[i] += turn * turn;
                } else if (phis[i] != 0 || phis[j] != 0) {
                    double gap = Phi.gap(lambdas[i] - lambdas[j], entry);
                    correction += (phis[i] - phis[j]) / gap * entry * c[j];
                    turns[i] += entry / gap * (entry / gap);
                }
            }
            x[i] = phis[i] * c[i] + correction;
            corrections = Math.hypot(corrections, correction);
        }
        double[] components = new double[x.length];
        double[] seconds = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double weight = weighted ? Math.sqrt(Math.max(lambdas[i], 0)) : 1;
            components[i] = weight * x[i];
            double across = i >= cut && i < end ? acrossTheCut(i, phis, lambdas, shifts, turns, c) : 0;
            seconds[i] = weight * (UNSEEN * (turns[i] * Math.abs(x[i]) + Math.sqrt(turns[i]) * corrections) + across);
        }
        double norm = Vectors.norm(components);
        double second = norm == 0 ? 0 : Vectors.norm(seconds) / norm;
        double[] sorted = Arrays.stream(descending)
                .mapToDouble(i -> phis[i] == 0 ? c[i] : x[i] / phis[i])
                .toArray();
        double[] sortedShifts = Arrays.stream(descending, first, end)
                .mapToDouble(i -> shifts[i])
                .toArray();
        StepError error = new StepError(filter, sigmas, rank, batch.lossGradientNorm(), batch.columns())
                .ofSquare(sorted, weighted)
                .refined(first, sortedShifts);
        double[] atTheCut = turning.combine(Arrays.copyOfRange(x, cut, end));
        System.arraycopy(atTheCut, 0, x, cut, end - cut);
        return new Result(eigen.combine(x), sigmas, rank, error, second);
    }

    /**
     * What the turn has left between vectors on either side of the cut-off: what others couple is no more than the geometric
     * mean of the shifts, and known but for a part of the size of the turns.
     */
    private double acrossTheCut(int i, double[] phis, double[] lambdas, double[] shifts, double[] turns, double[] c) {
        double sum = 0;
        for (int j = cut; j < end; j++) {
            double entry = Math.sqrt(shifts[i] * shifts[j] * (turns[i] + turns[j]));
            if (entry > 0 && phis[i] == 0 != (phis[j] == 0)) {
                sum += Math.abs((phis[i] - phis[j]) * entry / Phi.gap(lambdas[i] - lambdas[j], entry) * c[j]);
            }
        }
        return sum;
    }

    /** Makes the block of H near the cut-off diagonal, and turns c with it. {@return the turn} */
    private SymmetricEigen turnAtTheCut(double[] h, double[] lambdas, double[] c) {
        int n = lambdas.length;
        int size = end - cut;
        double[] columns = new double[n * size];
        copyColumns(n, size, h, cut - first, count, columns, 0, size);
        double[] block = Arrays.copyOfRange(columns, cut * size, end * size);
        couple(columns, lambdas, block);
        SymmetricEigen turn = SymmetricEigen.of(size, block);
        double[] turned = new double[columns.length];
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

    /** Adds what vectors farther from the cut-off couple of those near it. */
    private void couple(double[] columns, double[] lambdas, double[] block) {
        int size = end - cut;
        double middle = (lambdas[cut] + lambdas[end - 1]) / 2;
        for (int k = 0; k < lambdas.length; k++) {
            if (k >= cut && k < end) {
                continue;
            }
            for (int i = 0; i < size; i++) {
                double entry = columns[k * size + i];
                if (entry == 0) {
                    continue;
                }
                double share = entry / Phi.gap(middle - lambdas[k], entry);
                for (int j = i; j < size; j++) {
                    block[i * size + j] += share * columns[k * size + j];
                }
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
