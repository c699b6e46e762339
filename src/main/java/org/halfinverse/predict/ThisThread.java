package org.halfinverse.predict;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Works on rows so few that Spark would have one task for them. */
final class ThisThread implements Workers {
    private long attempts;

    @Override
    public int cores() {
        return 1;
    }

    @Override
    public <R> List<R> each(List<Slice> slices, Work<R> work) {
        return slices.stream().map(slice -> work.on(slice, attempts++)).toList();
    }

    @Override
    public Kept keep(List<Slice> slices, Predictor predictor) {
        List<double[][]> all = new ArrayList<>();
        double losses = 0;
        for (Slice slice : slices) {
            List<double[][]> blocks = new ArrayList<>();
            predictor.blocks(slice).forEachRemaining(blocks::add);
            losses += Predictor.lossSum(blocks.iterator());
            all.addAll(blocks);
        }
        return new InMemory(all, losses);
    }

    private record InMemory(List<double[][]> blocks, double lossSum) implements Kept {
        @Override
        public Iterator<double[][]> iterator() {
            return blocks.iterator();
        }

        @Override
        public void close() {}
    }
}
