package org.halfinverse.optim;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.LinearizedBatch;

/**
 * How far to go along a direction d from θ: a length t at which the loss of the mini-batch falls by a share of what the slope
 * promises (Armijo, Pacific J. Math. 16, 1966),
 *
 * <pre>
 *   L(θ + t d) ≤ L(θ) + c t Gᵀd,   c = 1e-4
 * </pre>
 *
 * <p>The first t that is tried is given, for instance that of the step before. If it is accepted, it is doubled as long
 * as the loss falls further; if not, t is shortened to the minimum of the parabola through L(θ), the slope and L(θ + t
 * d), by a factor between a tenth and a half, to a tenth where the loss is not finite, which is never accepted. Only
 * forward passes are made, at most {@link #MOST_EVALUATIONS}; none where the loss to be gained is lost in the rounding
 * of L(θ).
 */
public final class LineSearch {
    /** The largest number of evaluations of the loss in one search. */
    public static final int MOST_EVALUATIONS = 20;

    private static final double SUFFICIENT = 1e-4;
    private static final double GROWTH = 2;
    private static final double LEAST_SHRINKING = 0.5;
    private static final double MOST_SHRINKING = 0.1;

    /** The decrease, relative to L, that can be told from rounding. */
    private static final double RESOLUTION = 64 * 0x1p-52;

    /** Beyond these lengths the next search would have to come a long way back. */
    private static final double LEAST_LENGTH = 1e-10;

    private static final double MOST_LENGTH = 1e10;

    private LineSearch() {}

    /**
     * What a search found.
     *
     * @param length t; 0 if no length will do
     * @param next t to begin the next search with
     * @param evaluations of the loss that were made
     * @param descent whether the direction has a negative slope
     */
    public record Result(double length, double next, int evaluations, boolean descent) {
        /** The numbers of the search by their names in {@code metrics.jsonl}. */
        SortedMap<String, Double> diagnostics() {
            return new TreeMap<>(
                    Map.of("step_length", length, "evaluations", (double) evaluations, "descent", descent ? 1.0 : 0.0));
        }
    }

    /**
     * {@return the result of the search: t, and how it was found}
     *
     * @param theta θ, n entries; not changed
     * @param batch at θ
     * @param direction d, n entries
     * @param slope Gᵀd
     * @param first t to be tried first, positive
     * @param longest t that may be tried, positive or infinite
     * @throws org.halfinverse.jacobian.NonFiniteException if the loss at θ is not finite
     */
    public static Result along(
            double[] theta, LinearizedBatch batch, double[] direction, double slope, double first, double longest) {
        if (!(slope < 0)) {
            return new Result(0, first, 0, false);
        }
        double start = batch.loss();
        double t = Math.min(first, longest);
        boolean shortened = false;
        double best = 0;
        double bestLoss = start;
        int evaluations = 0;
        while (evaluations < MOST_EVALUATIONS && -t * slope > RESOLUTION * Math.abs(start)) {
            double loss = lossAt(theta, batch, direction, t);
            evaluations++;
            if (Double.isFinite(loss) && loss <= start + SUFFICIENT * t * slope && loss < bestLoss) {
                best = t;
                bestLoss = loss;
                if (shortened || t >= longest) {
                    break;
                }
                t = Math.min(GROWTH * t, longest);
            } else if (best > 0) {
                break;
            } else {
                shortened = true;
                t *= shrinking(start, slope, t, loss);
            }
        }
        double next = best > 0 ? best : t;
        return new Result(best, Math.min(Math.max(next, LEAST_LENGTH), MOST_LENGTH), evaluations, true);
    }

    private static double lossAt(double[] theta, LinearizedBatch batch, double[] direction, double t) {
        double[] trial = theta.clone();
        Vectors.addScaled(t, direction, trial);
        return Vectors.isFinite(trial) ? batch.lossAt(trial) : Double.NaN;
    }

    /** To the minimum of the parabola with this slope at 0 through both losses. */
    private static double shrinking(double start, double slope, double t, double loss) {
        double factor = -slope * t / (2 * (loss - start - slope * t));
        return factor >= MOST_SHRINKING ? Math.min(factor, LEAST_SHRINKING) : MOST_SHRINKING;
    }
}
