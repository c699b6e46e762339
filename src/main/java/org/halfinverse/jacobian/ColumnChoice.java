package org.halfinverse.jacobian;

import java.util.stream.IntStream;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Permutation;
import org.halfinverse.random.Stream;

/**
 * Which columns of the Jacobian a step takes: a fixed number of the n columns, drawn anew for each step without
 * replacement. The draw is a function of seed and number of the step.
 *
 * @param share of the columns, in (0, 1)
 * @param seed of the experiment
 */
public record ColumnChoice(double share, long seed) {
    /** Checks the share. {@inheritDoc} */
    public ColumnChoice {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("a share of columns must lie in (0, 1), not be " + share);
        }
    }

    /**
     * {@return how many columns that are, {@code share · n}, rounded, at least 1}
     *
     * @param columns n
     */
    public int count(int columns) {
        return (int) Math.max(1, Math.round(share * columns));
    }

    /**
     * {@return the numbers of the columns of a step, ascending}
     *
     * @param columns n
     * @param step its number
     */
    public int[] of(int columns, long step) {
        Permutation order = new Permutation(columns, CounterRandom.of(seed, Stream.CHOSEN_COLUMNS, step));
        return IntStream.range(0, count(columns))
                .map(position -> (int) order.element(position))
                .sorted()
                .toArray();
    }
}
