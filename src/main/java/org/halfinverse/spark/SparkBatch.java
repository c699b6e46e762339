package org.halfinverse.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.jacobian.SampleBlock;
import org.halfinverse.train.BatchPieces;
import org.halfinverse.train.BatchTask;
import org.halfinverse.train.EvaluatedBatch;
import org.halfinverse.train.MiniBatch;

/** A mini-batch whose samples live in Spark executors. While it is open, θ is held there as a broadcast. */
public final class SparkBatch extends EvaluatedBatch {
    private final JavaSparkContext context;
    private final SampleRdd samples;
    private final Members members;
    private final double weight;

    SparkBatch(
            JavaSparkContext context,
            SampleRdd samples,
            Broadcast<PhysicsModel> model,
            double[] theta,
            MiniBatch batch,
            double weight) {
        super(model.value(), batch.size(), weight);
        this.context = context;
        this.samples = samples;
        this.members = new Members(model, context.broadcast(theta), batch);
        this.weight = weight;
    }

    @Override
    protected <R extends Serializable> List<R> run(BatchTask<R> task) {
        context.setJobDescription("linearize a mini-batch");
        BlockWork<R> work = new BlockWork<>(members, task);
        return SparkFailure.translate(
                () -> samples.pieces().mapPartitionsWithIndex(work, true).collect());
    }

    /**
     * The rows of J as an RDD, computed in the executors as they are asked for and never stored.
     *
     * @return m rows of n entries, one partition a block
     */
    JacobianRows jacobianRows() {
        return new JacobianRows(this, samples.pieces().rdd(), members, weight);
    }

    @Override
    public void close() {
        members.theta.destroy();
    }

    /**
     * Which samples of each block take part, and at which θ: what executors need to know of a mini-batch.
     *
     * @param model network plus simulator plus loss
     * @param theta n parameters
     * @param batch the positions
     */
    record Members(Broadcast<PhysicsModel> model, Broadcast<double[]> theta, MiniBatch batch) implements Serializable {
        /** The block's samples that belong to the mini-batch, from all that it stores. */
        Iterator<SampleBlock> of(int block, Iterator<SampleBlock> stored) {
            return new BatchPieces(stored, batch.slots(block));
        }
    }

    private record BlockWork<R extends Serializable>(Members members, BatchTask<R> task)
            implements Function2<Integer, Iterator<SampleBlock>, Iterator<R>> {
        @Override
        public Iterator<R> call(Integer block, Iterator<SampleBlock> stored) {
            R result = task.apply(members.model.value(), members.theta.value(), members.of(block, stored));
            return List.of(result).iterator();
        }
    }
}
