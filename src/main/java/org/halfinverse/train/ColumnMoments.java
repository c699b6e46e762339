package org.halfinverse.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.function.Function;
import org.halfinverse.network.Standardization;
import org.halfinverse.samples.Samples;
import org.halfinverse.train.StoredSamples.SampleTask;

/**
 * Mean and spread of the columns of a matrix with one row a sample.
 *
 * <p>Sums of squares are of deviations from the mean, merged by the formula of Chan, Golub and LeVeque (<i>Updating
 * Formulae and a Pairwise Algorithm for Computing Sample Variances</i>, 1979), so that columns with a large mean and a
 * small spread keep their digits. Columns whose sums or squares would be beyond the largest number are computed in
 * another unit, a power of two, so that all finite numbers have finite moments.
 *
 * @param rows N
 * @param means of each column; of no rows there are no columns
 * @param squares of each column the sum of squared deviations from its mean, in units² of the column
 * @param units of each column: 1, or {@link #LARGE}
 */
public record ColumnMoments(long rows, double[] means, double[] squares, double[] units) implements Serializable {
    /** The unit of columns with large numbers: the square of the largest number is 2^848 units², and 2^176 of them may be added. */
    static final double LARGE = 0x1p600;

    /** The task that takes the moments of the network inputs of a block. */
    public static final SampleTask<ColumnMoments> INPUTS = (block, pieces) -> over(pieces, Samples::inputs);

    /** The task that takes the moments of the targets of a block. */
    public static final SampleTask<ColumnMoments> TARGETS = (block, pieces) -> over(pieces, Samples::targets);

    private static ColumnMoments over(Iterator<Samples> pieces, Function<Samples, double[]> columns) {
        ColumnMoments moments = new ColumnMoments(0, new double[0], new double[0], new double[0]);
        while (pieces.hasNext()) {
            Samples piece = pieces.next();
            double[] values = columns.apply(piece);
            moments = moments.plus(of(values, values.length / piece.samples()));
        }
        return moments;
    }

    /**
     * {@return the moments of a few rows}
     *
     * @param values row-major
     * @param width number of columns
     */
    static ColumnMoments of(double[] values, int width) {
        double[] units = new double[width];
        Arrays.fill(units, 1);
        ColumnMoments moments = in(units, values);
        boolean finite = true;
        for (int column = 0; column < width; column++) {
            if (!Double.isFinite(moments.squares[column])) {
                units[column] = LARGE;
                finite = false;
            }
        }
        return finite ? moments : in(units, values);
    }

    private static ColumnMoments in(double[] units, double[] values) {
        int width = units.length;
        int rows = values.length / width;
        double[] means = new double[width];
        for (int i = 0; i < values.length; i++) {
            means[i % width] += values[i] / units[i % width];
        }
        for (int column = 0; column < width; column++) {
            means[column] /= rows;
        }
        double[] squares = new double[width];
        for (int i = 0; i < values.length; i++) {
            double deviation = values[i] / units[i % width] - means[i % width];
            squares[i % width] += deviation * deviation;
        }
        for (int column = 0; column < width; column++) {
            means[column] *= units[column];
        }
        return new ColumnMoments(rows, means, squares, units.clone());
    }

    /**
     * {@return the moments of both together}
     *
     * @param later of other rows with the same columns
     */
    public ColumnMoments plus(ColumnMoments later) {
        if (rows == 0 || later.rows == 0) {
            return rows == 0 ? later : this;
        }
        long all = rows + later.rows;
        double share = (double) later.rows / all;
        double[] bothMeans = means.clone();
        double[] bothSquares = squares.clone();
        double[] bothUnits = units.clone();
        for (int column = 0; column < bothMeans.length; column++) {
            double unit = Math.max(units[column], later.units[column]);
            double both = squaresOfBoth(later, column, unit);
            if (!Double.isFinite(both)) {
                unit = LARGE;
                both = squaresOfBoth(later, column, unit);
            }
            bothSquares[column] = both;
            bothUnits[column] = unit;
            bothMeans[column] += share * (later.means[column] / unit - means[column] / unit) * unit;
        }
        return new ColumnMoments(all, bothMeans, bothSquares, bothUnits);
    }

    private double squaresOfBoth(ColumnMoments later, int column, double unit) {
        double share = (double) later.rows / (rows + later.rows);
        double distance = later.means[column] / unit - means[column] / unit;
        return squaresIn(unit, column) + (later.squaresIn(unit, column) + distance * distance * rows * share);
    }

    private double squaresIn(double unit, int column) {
        double ratio = units[column] / unit;
        return squares[column] * ratio * ratio;
    }

    /** {@return the standard deviation of each column, of this population} */
    public double[] deviations() {
        double[] deviations = squares.clone();
        for (int column = 0; column < deviations.length; column++) {
            deviations[column] = Math.sqrt(deviations[column] / rows) * units[column];
        }
        return deviations;
    }

    /**
     * {@return the map of these columns to mean 0 and standard deviation 1; a column that is constant is only shifted}
     */
    public Standardization standardization() {
        return Standardization.of(means, deviations());
    }
}
