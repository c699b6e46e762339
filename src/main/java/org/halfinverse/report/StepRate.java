package org.halfinverse.report;

import java.util.ArrayList;
import java.util.List;

/** Steps a second over a training, averaged over equal stretches of it. */
final class StepRate {
    private static final int STRETCHES = 60;

    private StepRate() {}

    /**
     * {@return the rate from steps and the seconds up to them: steps at the middle of each stretch, and the rates}
     *
     * @param times rows that begin with the columns of {@link Axis}
     */
    static double[][] of(Thinned times) {
        List<double[]> rows = times.rows();
        if (rows.isEmpty()) {
            return new double[2][0];
        }
        int steps = Axis.STEPS.column();
        int seconds = Axis.TIME.column();
        double firstStep = rows.get(0)[steps] - 1;
        double stretch = Math.max(1, (rows.get(rows.size() - 1)[steps] - firstStep) / STRETCHES);
        List<double[]> rates = new ArrayList<>();
        double fromStep = firstStep;
        double fromSeconds = rows.get(0)[seconds] - rows.get(0)[Metrics.STEP_SECONDS];
        for (double[] row : rows) {
            boolean last = row == rows.get(rows.size() - 1);
            if ((row[steps] - fromStep >= stretch || last) && row[seconds] > fromSeconds) {
                rates.add(new double[] {
                    (fromStep + row[steps]) / 2, (row[steps] - fromStep) / (row[seconds] - fromSeconds)
                });
                fromStep = row[steps];
                fromSeconds = row[seconds];
            }
        }
        return new double[][] {
            rates.stream().mapToDouble(rate -> rate[0]).toArray(),
            rates.stream().mapToDouble(rate -> rate[1]).toArray()
        };
    }
}
