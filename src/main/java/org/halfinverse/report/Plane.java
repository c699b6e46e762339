package org.halfinverse.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfinverse.linalg.SymmetricEigen;

/**
 * The plane in which the outputs of the watched sample are shown, the same for all runs: the two outputs there are, or
 * the two leading principal components of all outputs and targets. A single output is shown over the steps.
 */
final class Plane {
    /** More outputs than these are shown by their first two: a decomposition would take longer than all the rest. */
    private static final int MOST_COMPONENTS = 1024;

    private final int outputs;
    private final String horizontal;
    private final String vertical;
    private final double[] centre;
    private final double[][] directions;

    private Plane(int outputs, String horizontal, String vertical, double[] centre, double[]... directions) {
        this.outputs = outputs;
        this.horizontal = horizontal;
        this.vertical = vertical;
        this.centre = centre;
        this.directions = directions;
    }

    /**
     * {@return the plane for some runs}
     *
     * @param runs that watch a sample or not; the first that does says of how many outputs
     */
    static Plane of(List<Run> runs) {
        int q = runs.stream()
                .mapToInt(run -> run.metrics().outputs())
                .filter(n -> n > 0)
                .findFirst()
                .orElse(0);
        if (q <= 1) {
            return new Plane(q, Axis.STEPS.title(), "y₁", new double[q]);
        }
        if (q == 2 || q > MOST_COMPONENTS) {
            String rest = q == 2 ? "" : " (of " + q + " outputs)";
            return new Plane(q, "y₁" + rest, "y₂", new double[q], unit(q, 0), unit(q, 1));
        }
        return principal(q, points(runs, q));
    }

    private static List<double[]> points(List<Run> runs, int q) {
        List<double[]> points = new ArrayList<>();
        for (Run run : runs) {
            if (run.metrics().outputs() == q) {
                for (double[] row : run.metrics().path().rows()) {
                    points.add(Arrays.copyOfRange(row, Axis.COUNT, Axis.COUNT + q));
                }
                run.metrics().target().ifPresent(points::add);
            }
        }
        points.removeIf(point -> !Arrays.stream(point).allMatch(Double::isFinite));
        return points;
    }

    private static Plane principal(int q, List<double[]> points) {
        double[] centre = new double[q];
        for (double[] point : points) {
            for (int k = 0; k < q; k++) {
                centre[k] += point[k] / points.size();
            }
        }
        double[] covariance = new double[q * q];
        double total = 0;
        for (double[] point : points) {
            for (int k = 0; k < q; k++) {
                double deviation = point[k] - centre[k];
                total += deviation * deviation;
                for (int j = k; j < q; j++) {
                    covariance[k * q + j] += deviation * (point[j] - centre[j]);
                }
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of(q, covariance);
        double[] vectors = eigen.vectors(0, 2);
        double[][] directions = new double[2][q];
        for (int k = 0; k < q; k++) {
            directions[0][k] = vectors[2 * k];
            directions[1][k] = vectors[2 * k + 1];
        }
        orient(directions[0]);
        orient(directions[1]);
        double[] variances = eigen.eigenvalues();
        return new Plane(
                q,
                component("PC 1", variances[0], total, q),
                component("PC 2", variances[1], total, q),
                centre,
                directions);
    }

    private static String component(String which, double variance, double total, int q) {
        long percent = total > 0 ? Math.round(100 * Math.max(0, variance) / total) : 0;
        return which + " of " + q + " outputs (" + percent + " %)";
    }

    /** Of the two directions that an eigenvector has, the one in which its largest entry is positive. */
    private static void orient(double[] direction) {
        double largest = 0;
        for (double entry : direction) {
            largest = Math.abs(entry) > Math.abs(largest) ? entry : largest;
        }
        if (largest < 0) {
            for (int k = 0; k < direction.length; k++) {
                direction[k] = -direction[k];
            }
        }
    }

    private static double[] unit(int q, int k) {
        double[] direction = new double[q];
        direction[k] = 1;
        return direction;
    }

    /** Whether the outputs of a run can be shown in it. */
    boolean shows(Run run) {
        return outputs > 0 && run.metrics().outputs() == outputs;
    }

    /** Whether any outputs are shown. */
    boolean isEmpty() {
        return outputs == 0;
    }

    /** Whether its horizontal axis is that of the steps. */
    boolean isOverSteps() {
        return outputs == 1;
    }

    /** What to write along the horizontal axis. */
    String horizontal() {
        return horizontal;
    }

    /** What to write along the vertical axis. */
    String vertical() {
        return vertical;
    }

    /**
     * {@return the path of a run: points, {x, y} each}
     *
     * @param run that is shown
     */
    double[][] path(Run run) {
        return run.metrics().path().rows().stream()
                .map(row -> isOverSteps()
                        ? new double[] {row[0], row[Axis.COUNT]}
                        : project(Arrays.copyOfRange(row, Axis.COUNT, Axis.COUNT + outputs)))
                .toArray(double[][]::new);
    }

    /**
     * {@return the target of a run's watched sample, a point {x, y}; a single output's at the latest step}
     *
     * @param run that is shown and tells its target
     */
    double[] target(Run run) {
        double[] target = run.metrics().target().orElseThrow();
        return isOverSteps() ? new double[] {run.metrics().lastStep(), target[0]} : project(target);
    }

    private double[] project(double[] y) {
        double[] point = new double[2];
        for (int i = 0; i < 2; i++) {
            for (int k = 0; k < outputs; k++) {
                point[i] += directions[i][k] * (y[k] - centre[k]);
            }
        }
        return point;
    }
}
