package org.halfinverse.spectral;

import java.util.ArrayList;
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
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to merge");
        }
        List<R> level = parts;
        while (level.size() > 1) {
            List<R> next = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i < level.size(); i += 2) {
                next.add(i + 1 < level.size() ? merge.apply(level.get(i), level.get(i + 1)) : level.get(i));
            }
            level = next;
        }
        return level.get(0);
    }
}
