package org.halfinverse.spectral;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Sums in a fixed order. Floating-point addition is not associative, so partial results are merged pairwise in block
 * order, whichever block was ready first.
 */
public final class OrderedTree {
    private OrderedTree() {}

    /**
     * {@return the result of merging neighbours until one is left: (0 1)(2 3)…, then ((0 1)(2 3))…}
     *
     * @param <R> partial results
     * @param parts in block order, at least one
     * @param merge of an earlier and a later part
     */
    public static <R> R reduce(List<R> parts, BinaryOperator<R> merge) {
        return reduce(parts.iterator(), merge);
    }

    /**
     * {@return the same of parts that are made one after the other}
     *
     * <p>A part is merged as soon as its neighbour is there, so that there is at most one of each level at a time.
     *
     * @param <R> partial results
     * @param parts in block order, at least one
     * @param merge of an earlier and a later part
     */
    public static <R> R reduce(Iterator<? extends R> parts, BinaryOperator<R> merge) {
        if (!parts.hasNext()) {
            throw new IllegalArgumentException("there is nothing to merge");
        }
        Deque<R> branches = new ArrayDeque<>(); // the latest first, which is the smallest
        for (long count = 1; parts.hasNext(); count++) {
            R branch = parts.next();
            for (int level = Long.numberOfTrailingZeros(count); level > 0; level--) {
                branch = merge.apply(branches.pop(), branch);
            }
            branches.push(branch);
        }
        R all = branches.pop();
        while (!branches.isEmpty()) {
            all = merge.apply(branches.pop(), all);
        }
        return all;
    }
}
