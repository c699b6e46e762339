package org.halfinverse.samples;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.halfinverse.random.Permutation;
import org.jspecify.annotations.Nullable;

/**
 * The samples at positions {@code from … to−1} of an epoch's order.
 *
 * <p>It is sent to executors as it is, some numbers whatever the size of the batch: they work out themselves which of
 * their samples belong to it.
 */
public final class MiniBatch implements Serializable {
    private final DataLayout layout;
    private final long step;
    private final long epoch;
    private final @Nullable Permutation order;
    private final long from;
    private final long to;

    /**
     * A run of positions in the first epoch, for the first step.
     *
     * @param layout of the data set
     * @param order of this epoch, or empty for the order in which the samples are stored
     * @param from first position
     * @param to behind the last position
     * @throws IllegalArgumentException if the run is empty or does not lie in the data set
     */
    public MiniBatch(DataLayout layout, Optional<Permutation> order, long from, long to) {
        this(layout, 0, 0, order, from, to);
    }

    /**
     * A run of positions.
     *
     * @param layout of the data set
     * @param step number of steps made before
     * @param epoch from 0
     * @param order of this epoch, or empty for the order in which the samples are stored
     * @param from first position
     * @param to behind the last position
     * @throws IllegalArgumentException if the run is empty or does not lie in the data set
     */
    public MiniBatch(DataLayout layout, long step, long epoch, Optional<Permutation> order, long from, long to) {
        if (from < 0 || from >= to || to > layout.samples()) {
            throw new IllegalArgumentException(
                    "positions " + from + " to " + to + " are no mini-batch of " + layout.samples() + " samples");
        }
        this.layout = layout;
        this.step = step;
        this.epoch = epoch;
        this.order = order.orElse(null);
        this.from = from;
        this.to = to;
    }

    /** {@return number of samples b, at least 1} */
    public long size() {
        return to - from;
    }

    /** {@return for which step it is: the number of steps made before} */
    public long step() {
        return step;
    }

    /** {@return the epoch from 0, for data that differ from one to the next} */
    public long epoch() {
        return epoch;
    }

    /**
     * {@return which places of a block belong to this batch: by looking at each position of the batch or at each place
     * of the block, whichever are fewer}
     *
     * @param block k
     */
    public long[] slots(int block) {
        if (order == null) {
            long first = layout.slot(from + layout.blocks() - 1 - block);
            long end = layout.slot(to + layout.blocks() - 1 - block);
            return LongStream.range(first, end).toArray();
        }
        Permutation shuffled = order;
        if (size() < layout.slots(block)) {
            long[] slots = LongStream.range(from, to)
                    .map(shuffled::element)
                    .filter(sample -> layout.block(sample) == block)
                    .map(layout::slot)
                    .toArray();
            Arrays.sort(slots);
            return slots;
        }
        return LongStream.range(0, layout.slots(block))
                .filter(slot -> {
                    long position = shuffled.position(layout.sample(block, slot));
                    return from <= position && position < to;
                })
                .toArray();
    }
}
