package org.halfinverse.samples;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The samples of a mini-batch that live in one block, gathered from its stored pieces into full pieces for
 * linearisation.
 */
public final class BatchPieces implements Iterator<Samples> {
    private final Iterator<Samples> stored;
    private final long[] slots;
    private final int atOnce;
    private int next;
    private Samples piece;
    private long pieceStart;

    /**
     * Pieces of one block.
     *
     * @param stored the block's samples in the order of their places, at least one piece
     * @param slots the places wanted, ascending
     * @param atOnce samples of a full piece
     */
    public BatchPieces(Iterator<Samples> stored, long[] slots, int atOnce) {
        this.stored = stored;
        this.slots = slots;
        this.atOnce = atOnce;
        this.piece = new Samples(new long[0], new double[0], new double[0], new double[0]);
    }

    @Override
    public boolean hasNext() {
        return next < slots.length;
    }

    @Override
    public Samples next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int samples = Math.min(atOnce, slots.length - next);
        advanceTo(slots[next]);
        long[] indices = new long[samples];
        double[] inputs = new double[samples * width(piece.inputs())];
        double[] states = new double[samples * width(piece.states())];
        double[] targets = new double[samples * width(piece.targets())];
        for (int i = 0; i < samples; i++, next++) {
            advanceTo(slots[next]);
            int source = (int) (slots[next] - pieceStart);
            indices[i] = piece.indices()[source];
            copyRow(piece.inputs(), source, inputs, i, samples);
            copyRow(piece.states(), source, states, i, samples);
            copyRow(piece.targets(), source, targets, i, samples);
        }
        return new Samples(indices, inputs, states, targets);
    }

    private void advanceTo(long slot) {
        while (slot >= pieceStart + piece.samples()) {
            pieceStart += piece.samples();
            piece = stored.next();
        }
    }

    private int width(double[] values) {
        return values.length / piece.samples();
    }

    private static void copyRow(double[] from, int source, double[] to, int target, int rows) {
        int width = to.length / rows;
        System.arraycopy(from, source * width, to, target * width, width);
    }
}
