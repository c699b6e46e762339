package org.halfinverse.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A series of any length in little memory, so that a line drawn through what is kept looks like one through all.
 *
 * <p>Consecutive rows share a bucket, and of each bucket the rows are kept in which a watched column is smallest or
 * largest, beside the first and the last row of all. As the series grows, neighbouring buckets are joined.
 */
final class Thinned {
    private final int maxBuckets;
    private final int[] watched;
    private List<List<double[]>> buckets = new ArrayList<>();
    private List<double[]> open = new ArrayList<>();
    private long bucketSize = 1;
    private long openRows;
    private long total;
    private double[] first = {};
    private double[] last = {};

    /**
     * An empty series.
     *
     * @param maxBuckets at the most, an even number; there are half as many at the least, once there are enough rows
     * @param watched columns whose smallest and largest values are kept
     */
    Thinned(int maxBuckets, int... watched) {
        if (maxBuckets < 2 || maxBuckets % 2 != 0) {
            throw new IllegalArgumentException(maxBuckets + " buckets cannot be joined in pairs");
        }
        this.maxBuckets = maxBuckets;
        this.watched = watched.clone();
    }

    /**
     * Adds a row at the end.
     *
     * @param row its columns; kept, not copied
     */
    void add(double... row) {
        if (total == 0) {
            first = row;
        }
        last = row;
        total++;
        open.add(row);
        openRows++;
        if (openRows == bucketSize) {
            buckets.add(extremes(open));
            open = new ArrayList<>();
            openRows = 0;
            if (buckets.size() == maxBuckets) {
                joinNeighbours();
            }
        } else if (open.size() >= 4 * (watched.length + 1)) {
            open = extremes(open);
        }
    }

    /** How many rows there were. */
    long total() {
        return total;
    }

    /** The rows that are kept, in order. */
    List<double[]> rows() {
        List<double[]> rows = new ArrayList<>();
        if (total > 0) {
            rows.add(first);
        }
        buckets.forEach(bucket -> appendNew(rows, bucket));
        appendNew(rows, extremes(open));
        if (total > 0) {
            appendNew(rows, List.of(last));
        }
        return rows;
    }

    /** One column of the rows that are kept. */
    double[] column(int index) {
        return rows().stream().mapToDouble(row -> row[index]).toArray();
    }

    private static void appendNew(List<double[]> rows, List<double[]> more) {
        for (double[] row : more) {
            if (rows.get(0) != row && rows.get(rows.size() - 1) != row) {
                rows.add(row);
            }
        }
    }

    private void joinNeighbours() {
        List<List<double[]>> joined = new ArrayList<>();
        for (int i = 0; i < buckets.size(); i += 2) {
            List<double[]> both = new ArrayList<>(buckets.get(i));
            both.addAll(buckets.get(i + 1));
            joined.add(extremes(both));
        }
        buckets = joined;
        bucketSize *= 2;
    }

    private List<double[]> extremes(List<double[]> rows) {
        if (rows.size() <= 1) {
            return new ArrayList<>(rows);
        }
        boolean[] kept = new boolean[rows.size()];
        boolean any = false;
        for (int column : watched) {
            int smallest = -1;
            int largest = -1;
            for (int i = 0; i < kept.length; i++) {
                double value = rows.get(i)[column];
                if (!Double.isNaN(value)) {
                    smallest = smallest < 0 || value < rows.get(smallest)[column] ? i : smallest;
                    largest = largest < 0 || value > rows.get(largest)[column] ? i : largest;
                }
            }
            if (smallest >= 0) {
                kept[smallest] = true;
                kept[largest] = true;
                any = true;
            }
        }
        kept[0] |= !any;
        List<double[]> selected = new ArrayList<>();
        for (int i = 0; i < kept.length; i++) {
            if (kept[i]) {
                selected.add(rows.get(i));
            }
        }
        return selected;
    }
}
