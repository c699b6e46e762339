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
 * diagonal (Rayleigh and Ritz).
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
    private final int count;
    private final int cut;
    private final double[] vectors;

    /**
     * A refinement.
     *
     * @param eigen of the computed A
     * @param values min(m, n)
     * @param first number of the first vector that needs it
     * @param count k, how many do, at least 1
     * @param cut number of the first one of these that is near the cut-off, as all behind it are
     * @param filter f
     */
    SpectralRefinement(SymmetricEigen eigen, int values, int first, int count, int cut, SpectralFilter filter) {
        this.eigen = eigen;
        this.values = values;
        this.filter = filter;
        this.first = first;
        this.count = count;
        this.cut = cut;
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
        SymmetricEigen turning = turnAtTheCut(h, c);
        double[] lambdas = eigen.eigenvalues();
        for (int i = 0; i < count; i++) {
            lambdas[first + i] = h[(first + i) * count + i];
        }
        int end = first + count;
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
            seconds[i] = weight * UNSEEN * (turns[i] * Math.abs(x[i]) + Math.sqrt(turns[i]) * corrections);
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

    /** Makes the block of H near the cut-off diagonal, and turns c with it. {@return the turn} */
    private SymmetricEigen turnAtTheCut(double[] h, double[] c) {
        int end = first + count;
        int size = end - cut;
        int column = cut - first;
        double[] block = new double[size * size];
        copyColumns(size, size, h, cut * count + column, count, block, 0, size);
        SymmetricEigen turn = SymmetricEigen.of(size, block);
        double[] columns = new double[c.length * size];
        copyColumns(c.length, size, h, column, count, columns, 0, size);
        double[] turned = new double[columns.length];
        Gemm.multiply(c.length, size, size, columns, 0, turn.vectors(0, size), 0, 0, turned, 0);
        copyColumns(c.length, size, turned, 0, size, h, column, count);
        double[] rows = turn.coordinates(count, Arrays.copyOfRange(h, cut * count, end * count));
        System.arraycopy(rows, 0, h, cut * count, rows.length);
        double[] lambdas = turn.eigenvalues();
        for (int i = 0; i < size; i++) {
            int row = (cut + i) * count;
            Arrays.fill(h, row + column, row + count, 0);
            h[row + column + i] = lambdas[i];
        }
        double[] coordinates = turn.coordinates(Arrays.copyOfRange(c, cut, end));
        System.arraycopy(coordinates, 0, c, cut, size);
        return turn;
    }

    /** Copies columns that stand together in a row-major matrix to another one. */
    static void copyColumns(
            int rows, int columns, double[] from, int fromStart, int fromWidth, double[] to, int toStart, int toWidth) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(from, fromStart + row * fromWidth, to, toStart + row * toWidth, columns);
        }
    }
}
