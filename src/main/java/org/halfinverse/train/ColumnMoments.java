package org.halfinverse.train;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Function;
import org.halfinverse.network.Standardization;
import org.halfinverse.samples.Samples;

/**
 * Mean and spread of the columns of a matrix with one row a sample.
 *
 * <p>Sums of squares are of deviations from the mean, merged by the formula of Chan, Golub and LeVeque (<i>Updating
 * Formulae and a Pairwise Algorithm for Computing Sample Variances</i>, 1979), so that columns with a large mean and a
 * small spread keep their digits.
 *
 * @param rows N
 * @param means of each column; of no rows there are no columns
 * @param squares of each column the sum of squared deviations from its mean
 */
public record ColumnMoments(long rows, double[] means, double[] squares) implements Serializable {
    /** The task that takes the moments of the network inputs of a block. */
    public static final BatchTask<ColumnMoments> INPUTS =
            (model, theta, block, pieces) -> over(pieces, Samples::inputs);

    /** The task that takes the moments of the targets of a block. */
    public static final BatchTask<ColumnMoments> TARGETS =
            (model, theta, block, pieces) -> over(pieces, Samples::targets);

    private static ColumnMoments over(Iterator<Samples> pieces, Function<Samples, double[]> columns) {
        ColumnMoments moments = new ColumnMoments(0, new double[0], new double[0]);
        while (pieces.hasNext()) {
            Samples piece = pieces.next();
            double[] values = columns.apply(piece);
            moments = moments.plus(of(values, values.length / piece.samples()));
        }
        return moments;
    }

    /**
     * The moments of a few rows.
     *
     * @param values row-major
     * @param width number of columns
     * @return their moments
     */
    static ColumnMoments of(double[] values, int width) {
        int rows = values.length / width;
        double[] means = new double[width];
        for (int i = 0; i < values.length; i++) {
            means[i % width] += values[i];
        }
        for (int column = 0; column < width; column++) {
            means[column] /= rows;
        }
        double[] squares = new double[width];
        for (int i = 0; i < values.length; i++) {
            double deviation = values[i] - means[i % width];
            squares[i % width] += deviation * deviation;
        }
        return new ColumnMoments(rows, means, squares);
    }

    /**
     * The moments of both together.
     *
     * @param later of other rows with the same columns
     * @return new moments
     */
    public ColumnMoments plus(ColumnMoments later) {
        if (rows == 0 || later.rows == 0) {
            return rows == 0 ? later : this;
        }
        long all = rows + later.rows;
        double share = (double) later.rows / all;
        double[] bothMeans = means.clone();
        double[] bothSquares = squares.clone();
        for (int column = 0; column < bothMeans.length; column++) {
            double distance = later.means[column] - means[column];
            bothMeans[column] += share * distance;
            bothSquares[column] += later.squares[column] + distance * distance * rows * share;
        }
        return new ColumnMoments(all, bothMeans, bothSquares);
    }

    /**
     * The standard deviations.
     *
     * @return that of each column, of this population
     */
    public double[] deviations() {
        double[] deviations = squares.clone();
        for (int column = 0; column < deviations.length; column++) {
            deviations[column] = Math.sqrt(deviations[column] / rows);
        }
        return deviations;
    }

    /**
     * The map of these columns to mean 0 and standard deviation 1.
     *
     * @return the map; a column that is constant is only shifted
     */
    public Standardization standardization() {
        return Standardization.of(means, deviations());
    }
}
