package org.halfinverse.spectral;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.JacobianColumns;

/**
 * A mini-batch whose linearised pieces are seen as something else, wherever they live: in other units, or with some of their
 * columns alone.
 */
public abstract class BatchView implements LinearizedBatch {
    private final LinearizedBatch batch;
    private final Lens lens;

    /**
     * A view.
     *
     * @param batch that is seen
     * @param lens through which its pieces are seen
     */
    protected BatchView(LinearizedBatch batch, Lens lens) {
        this.batch = batch;
        this.lens = lens;
    }

    /** What becomes of a piece. */
    @FunctionalInterface
    public interface Lens extends Serializable {
        /**
         * {@return the piece as it is seen, of as many rows}
         *
         * @param piece of the mini-batch; not changed
         */
        FactoredJacobian of(FactoredJacobian piece);
    }

    /**
     * {@return the mini-batch behind all views, which an engine opened}
     *
     * @param batch a mini-batch, or a view of it
     */
    public static LinearizedBatch origin(LinearizedBatch batch) {
        return batch instanceof BatchView view ? origin(view.batch) : batch;
    }

    /**
     * {@return all that lies between a mini-batch and a view of it: what becomes of the pieces of {@link #origin}}
     *
     * @param batch a mini-batch, or a view of it
     */
    public static Lens lens(LinearizedBatch batch) {
        if (!(batch instanceof BatchView view)) {
            return piece -> piece;
        }
        Lens inner = lens(view.batch);
        Lens outer = view.lens;
        return piece -> outer.of(inner.of(piece));
    }

    /** {@return the mini-batch that is seen} */
    protected final LinearizedBatch batch() {
        return batch;
    }

    @Override
    public long samples() {
        return batch.samples();
    }

    @Override
    public long rows() {
        return batch.rows();
    }

    @Override
    public int columns() {
        return batch.columns();
    }

    @Override
    public int trainedParameters() {
        return batch.trainedParameters();
    }

    @Override
    public JacobianColumns parameterColumns() {
        return batch.parameterColumns();
    }

    @Override
    public <R extends Serializable> List<R> map(BlockTask<R> task) {
        return batch.map(new SeenTask<>(task, lens));
    }

    @Override
    public <R extends Serializable> R reduce(BlockTask<R> task, Merge<R> merge) {
        return batch.reduce(new SeenTask<>(task, lens), merge);
    }

    @Override
    public void retain() {
        batch.retain();
    }

    @Override
    public double loss() {
        return batch.loss();
    }

    @Override
    public double lossAt(double[] theta) {
        return batch.lossAt(theta);
    }

    @Override
    public double lossGradientNorm() {
        return batch.lossGradientNorm();
    }

    @Override
    public double slope(double[] direction) {
        return batch.slope(direction);
    }

    @Override
    public double[] inversionGradient(double cutoff) {
        return batch.inversionGradient(cutoff);
    }

    @Override
    public double[] expand(double[] direction) {
        return batch.expand(direction);
    }

    @Override
    public double[] restrict(double[] direction) {
        return batch.restrict(direction);
    }

    @Override
    public void close() {
        batch.close();
    }

    @Override
    public PhaseClock clock() {
        return batch.clock();
    }

    private record SeenTask<R extends Serializable>(BlockTask<R> task, Lens lens) implements BlockTask<R> {
        @Override
        public R apply(int block, Iterator<FactoredJacobian> pieces) {
            return task.apply(block, new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return pieces.hasNext();
                }

                @Override
                public FactoredJacobian next() {
                    return lens.of(pieces.next());
                }
            });
        }
    }
}
