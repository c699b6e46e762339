package org.halfinverse.samples;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where samples stand: sample i is number {@code i div P} of block {@code i mod P}, so that any run of consecutive
 * samples is spread evenly. The number of blocks P is part of the experiment, like its seed: it fixes the order in
 * which sums are formed, whatever machine they are formed on.
 *
 * @param samples N, at least 1
 * @param blocks P, at least 1
 */
public record DataLayout(long samples, int blocks) implements Serializable {
    /** Samples that are stored together. */
    public static final int PIECE = 256;

    /** Checks that both are positive. {@inheritDoc} */
    public DataLayout {
        if (samples < 1 || blocks < 1) {
            throw new IllegalArgumentException(samples + " samples in " + blocks + " blocks; both must be positive");
        }
    }

    /**
     * {@return the block of a sample, {@code i mod P}}
     *
     * @param sample i
     */
    public int block(long sample) {
        return (int) (sample % blocks);
    }

    /**
     * {@return the place of a sample in its block, {@code i div P}}
     *
     * @param sample i
     */
    public long slot(long sample) {
        return sample / blocks;
    }

    /**
     * {@return the sample at a place, {@code j P + k}}
     *
     * @param block k
     * @param slot j
     */
    public long sample(int block, long slot) {
        return slot * blocks + block;
    }

    /**
     * {@return how many samples a block holds}
     *
     * @param block k
     */
    public long slots(int block) {
        return (samples - block + blocks - 1) / blocks;
    }

    /**
     * {@return how many stripes there are, runs of consecutive samples that hold one piece of every block: {@code ⌈N /
     * (PIECE · P)⌉}}
     */
    public int stripes() {
        return Math.toIntExact((samples + stripe() - 1) / stripe());
    }

    /**
     * {@return for each block its piece of a stripe, in block order; in the last stripe the last blocks may get none}
     *
     * @param source the data set
     * @param stripe number of the stripe
     */
    public List<Part> readStripe(SampleSource source, int stripe) {
        long from = stripe * stripe();
        return parts(from, source.read(from, (int) Math.min(stripe(), samples - from)));
    }

    /** The samples of a run that belong to one block each, those of the first sample's block first. */
    private List<Samples> dealOut(Samples run) {
        return IntStream.range(0, Math.min(blocks, run.samples()))
                .mapToObj(block -> run.everyNth(block, blocks))
                .toList();
    }

    /**
     * Samples of one block that stand next to each other there.
     *
     * @param block k
     * @param slot place of the first one in the block
     * @param samples all of one stripe
     */
    public record Part(int block, long slot, Samples samples) implements Serializable {
        /** {@return the number of the piece of the block to which they belong, from 0} */
        public long piece() {
            return slot / PIECE;
        }
    }

    /**
     * Deals any run of consecutive samples out to the blocks.
     *
     * @param first number of the first sample of the run
     * @param run the samples
     * @return pieces, or parts of them where the run has only some of a stripe
     */
    public List<Part> parts(long first, Samples run) {
        List<Part> parts = new ArrayList<>();
        int from = 0;
        while (from < run.samples()) {
            long sample = first + from;
            int to = (int) Math.min(run.samples(), from + stripe() - sample % stripe());
            for (Samples part : dealOut(run.range(from, to))) {
                parts.add(new Part(block(sample), slot(sample), part));
                sample++;
            }
            from = to;
        }
        return parts;
    }

    private long stripe() {
        return (long) PIECE * blocks;
    }
}
