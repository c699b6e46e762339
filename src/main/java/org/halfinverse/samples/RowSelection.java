package org.halfinverse.samples;

import java.io.Serializable;
import java.util.Arrays;
import org.halfinverse.io.Fingerprint;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Permutation;
import org.halfinverse.random.Stream;

/**
 * Rows that are chosen at random from 0 … N−1, or those that are not chosen, in their order. Row i is chosen if π(i) &lt; T with
 * a pseudo-random permutation π, so that exactly T are; what is stored is π and how many are chosen before every K-th row.
 */
public final class RowSelection implements Serializable {
    private static final long LEAST_SPACING = 4096;

    /** The largest number of rows for which the number of entries before them is stored. */
    private static final long MOST_COUNTS = 1L << 16;

    private final long rows;
    private final long chosen;
    private final long seed;
    private final boolean complement;
    private final Permutation permutation;
    private final long spacing;

    /** How many rows are chosen below {@code spacing * i}, the complement's too. */
    private final long[] chosenBelow;

    private RowSelection(
            long rows,
            long chosen,
            long seed,
            boolean complement,
            Permutation permutation,
            long spacing,
            long[] chosenBelow) {
        this.rows = rows;
        this.chosen = chosen;
        this.seed = seed;
        this.complement = complement;
        this.permutation = permutation;
        this.spacing = spacing;
        this.chosenBelow = chosenBelow;
    }

    /**
     * {@return rows chosen at random; takes time in proportion to N}
     *
     * @param rows N, at least 1
     * @param chosen T, between 0 and N
     * @param seed on which the choice depends, besides N and T
     * @throws IllegalArgumentException if N or T is out of range
     */
    public static RowSelection random(long rows, long chosen, long seed) {
        if (rows < 1 || chosen < 0 || chosen > rows) {
            throw new IllegalArgumentException(chosen + " of " + rows + " rows cannot be chosen");
        }
        Permutation permutation = new Permutation(rows, CounterRandom.of(seed, Stream.TEST_ROWS, 0));
        long spacing = LEAST_SPACING;
        while (rows / spacing >= MOST_COUNTS) {
            spacing *= 2;
        }
        long[] chosenBelow = new long[Math.toIntExact((rows + spacing - 1) / spacing)];
        long count = 0;
        for (long row = 0; row < rows; row++) {
            if (row % spacing == 0) {
                chosenBelow[(int) (row / spacing)] = count;
            }
            if (permutation.element(row) < chosen) {
                count++;
            }
        }
        return new RowSelection(rows, chosen, seed, false, permutation, spacing, chosenBelow);
    }

    /** {@return the rows that are not selected here} */
    public RowSelection complement() {
        return new RowSelection(rows, chosen, seed, !complement, permutation, spacing, chosenBelow);
    }

    /** {@return number N of rows from which is selected} */
    public long rows() {
        return rows;
    }

    /** {@return how many rows are selected: T, or N − T for the complement} */
    public long size() {
        return complement ? rows - chosen : chosen;
    }

    /**
     * {@return whether a row is selected}
     *
     * @param row in 0 … N−1
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public boolean contains(long row) {
        return permutation.element(row) < chosen != complement;
    }

    /**
     * How many selected rows stand before a row: its place among them, if it is one.
     *
     * @param row in 0 … N
     * @return between 0 and {@link #size}
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public long rank(long row) {
        if (row < 0 || row > rows) {
            throw new IndexOutOfBoundsException("row " + row + " of " + rows);
        }
        if (row == rows) {
            return size();
        }
        int entry = (int) (row / spacing);
        long rank = below(entry);
        for (long other = entry * spacing; other < row; other++) {
            rank += contains(other) ? 1 : 0;
        }
        return rank;
    }

    /**
     * {@return a selected row, the one of which {@link #rank} is k}
     *
     * @param k its place among them, in 0 … size−1
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public long select(long k) {
        if (k < 0 || k >= size()) {
            throw new IndexOutOfBoundsException("row " + k + " of " + size() + " that are selected");
        }
        int low = 0;
        int high = chosenBelow.length;
        while (high - low > 1) { // below(low) ≤ k < below(high)
            int middle = (low + high) >>> 1;
            if (below(middle) <= k) {
                low = middle;
            } else {
                high = middle;
            }
        }
        long row = low * spacing;
        for (long left = k - below(low); left > 0 || !contains(row); row++) {
            left -= contains(row) ? 1 : 0;
        }
        return row;
    }

    private long below(int entry) {
        return complement ? entry * spacing - chosenBelow[entry] : chosenBelow[entry];
    }

    /**
     * {@return the positions of the selected rows in a run of rows: selected rows less {@code from}, rising}
     *
     * @param from first row of the run
     * @param count how many
     */
    public int[] positions(long from, int count) {
        int[] positions = new int[count];
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (contains(from + i)) {
                positions[found++] = i;
            }
        }
        return Arrays.copyOf(positions, found);
    }

    /**
     * Adds what determines the selection to a fingerprint.
     *
     * @param fingerprint of a data set
     * @return the fingerprint
     */
    public Fingerprint addTo(Fingerprint fingerprint) {
        return fingerprint.add(rows).add(chosen).add(seed).add(complement ? 1 : 0);
    }
}
