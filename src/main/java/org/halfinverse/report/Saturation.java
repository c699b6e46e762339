package org.halfinverse.report;

import java.util.stream.IntStream;

/**
 * Activations of the hidden layers over a training: mean and standard deviation over the samples, of every layer as a
 * whole and of every unit in layers of a few.
 */
final class Saturation {
    /** In wider layers single units are not shown. */
    static final int MOST_UNITS = 12;

    private static final int MOST_LAYERS = 64;

    private final int[] units;
    private final Thinned rows;

    /**
     * The activations of a network.
     *
     * @param units of each hidden layer
     * @param maxBuckets of the series
     */
    Saturation(int[] units, int maxBuckets) {
        this.units = units.length > MOST_LAYERS ? new int[0] : units.clone();
        int layers = this.units.length;
        int[] watched = IntStream.range(Axis.COUNT, Axis.COUNT + 2 * layers).toArray();
        this.rows = new Thinned(maxBuckets, watched);
    }

    /**
     * Adds an evaluation.
     *
     * @param axis where it lies
     * @param mean by layer and unit
     * @param deviation by layer and unit
     * @return whether it fits: the same layers and units as at first
     */
    boolean add(double[] axis, double[][] mean, double[][] deviation) {
        if (mean.length != units.length || deviation.length != units.length) {
            return false;
        }
        double[] row = new double[width()];
        System.arraycopy(axis, 0, row, 0, Axis.COUNT);
        for (int l = 0; l < units.length; l++) {
            if (mean[l].length != units[l] || deviation[l].length != units[l]) {
                return false;
            }
            double sum = 0;
            double squares = 0;
            for (int k = 0; k < units[l]; k++) {
                sum += mean[l][k];
                squares += mean[l][k] * mean[l][k] + deviation[l][k] * deviation[l][k];
                if (showsUnits(l)) {
                    row[unitColumn(l, k)] = mean[l][k];
                    row[unitColumn(l, k) + 1] = deviation[l][k];
                }
            }
            double layerMean = sum / units[l];
            row[layerColumn(l)] = layerMean;
            row[layerColumn(l) + 1] = Math.sqrt(Math.max(0, squares / units[l] - layerMean * layerMean));
        }
        rows.add(row);
        return true;
    }

    /** How many hidden layers. */
    int layers() {
        return units.length;
    }

    /** How many units a layer has. */
    int units(int layer) {
        return units[layer];
    }

    /** Whether a layer is narrow enough to show its units one by one. */
    boolean showsUnits(int layer) {
        return units[layer] <= MOST_UNITS;
    }

    /** The series: the axis, then mean and deviation at the columns that the other methods tell. */
    Thinned rows() {
        return rows;
    }

    /** Column of the mean of all units of a layer; that of their standard deviation is next to it. */
    int layerColumn(int layer) {
        return Axis.COUNT + 2 * layer;
    }

    /** Column of the mean of one unit of a narrow layer; that of its standard deviation is next to it. */
    int unitColumn(int layer, int unit) {
        int before = IntStream.range(0, layer)
                .filter(this::showsUnits)
                .map(l -> units[l])
                .sum();
        return Axis.COUNT + 2 * (layers() + before + unit);
    }

    private int width() {
        int shown = IntStream.range(0, layers())
                .filter(this::showsUnits)
                .map(l -> units[l])
                .sum();
        return Axis.COUNT + 2 * (layers() + shown);
    }
}
