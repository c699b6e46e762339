package org.halfinverse.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.spark.BlockWork.Members;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.OrderedTree;
import org.halfinverse.spectral.PhaseClock;
import org.halfinverse.train.BatchTask;
import org.halfinverse.train.EvaluatedBatch;
import org.jspecify.annotations.Nullable;

/** A mini-batch whose samples live in Spark executors. While it is open, θ is held there as a broadcast. */
public final class SparkBatch extends EvaluatedBatch {
    private final JavaSparkContext context;
    private final SampleRdd samples;
    private final Members members;
    private final MiniBatch batch;
    private final double weight;
    private @Nullable JavaRDD<Kept> retained;

    SparkBatch(
            PhaseClock clock,
            JavaSparkContext context,
            SampleRdd samples,
            Broadcast<PhysicsModel> model,
            double[] theta,
            MiniBatch batch,
            double weight) {
        super(clock, model.value(), batch.size(), weight);
        this.context = context;
        this.samples = samples;
        this.members = new Members(model, context.broadcast(theta), batch);
        this.batch = batch;
        this.weight = weight;
    }

    @Override
    protected <R extends Serializable> List<R> run(String purpose, BatchTask<R> task) {
        return collect(purpose, results(task));
    }

    @Override
    protected <R extends Serializable> R run(BatchTask<R> task, Merge<R> merge) {
        return reduce("linearize and reduce", results(task), merge);
    }

    @Override
    protected <R extends Serializable> List<R> runRetained(BlockTask<R> task) {
        return withBroadcast(task, shared -> collect("pass over the kept blocks", retainedResults(shared)));
    }

    @Override
    protected <R extends Serializable> R runRetained(BlockTask<R> task, Merge<R> merge) {
        return withBroadcast(task, shared -> reduce("reduce the kept blocks", retainedResults(shared), merge));
    }

    private <R extends Serializable> JavaRDD<R> results(BatchTask<R> task) {
        return samples.pieces().mapPartitionsWithIndex(BlockWork.onPartitions(new BlockWork<>(members, task)), true);
    }

    private <R extends Serializable> JavaRDD<R> retainedResults(Broadcast<BlockTask<R>> task) {
        if (retained == null) {
            Members linearized = members; // captured instead of this object
            double share = weight;
            retained = samples.pieces()
                    .mapPartitionsWithIndex(
                            (block, stored) -> Kept.all(linearized.linearized(block, stored, share)), true)
                    .setName("linearized mini-batch of step " + (batch.step() + 1))
                    .persist(StorageLevel.MEMORY_AND_DISK());
        }
        return retained.mapPartitionsWithIndex(new RetainedWork<>(task), true);
    }

    /** Tasks of later passes carry vectors as long as θ, which every executor should get once. */
    private <T, R> R withBroadcast(T task, Function<Broadcast<T>, R> work) {
        Broadcast<T> shared = context.broadcast(task);
        try {
            return work.apply(shared);
        } finally {
            shared.destroy();
        }
    }

    /** Lets go of its shuffles: Spark itself does that only when a garbage collection finds them, their files until then. */
    private <R extends Serializable> R reduce(String purpose, JavaRDD<R> results, Merge<R> merge) {
        JavaRDD<R> reduced = TreeReduction.of(results, merge);
        try {
            return OrderedTree.reduce(collect(purpose, reduced), merge::apply);
        } finally {
            reduced.rdd().cleanShuffleDependencies(false);
        }
    }

    private <R> List<R> collect(String purpose, JavaRDD<R> results) {
        return DescribedJob.run(context, description(purpose), results::collect);
    }

    /** For instance {@code step 12, epoch 3: linearize and reduce (gram)}. */
    private String description(String purpose) {
        return "step " + (batch.step() + 1) + ", epoch " + (batch.epoch() + 1) + ": " + purpose
                + solver().map(label -> " (" + label + ")").orElse("");
    }

    /**
     * The rows of J as an RDD, computed in the executors as they are asked for and never stored.
     *
     * @param view of this mini-batch, as which they are seen
     * @return m rows of n entries, one partition a block
     */
    JacobianRows jacobianRows(LinearizedBatch view) {
        return new JacobianRows(view, samples.pieces().rdd(), members, weight);
    }

    @Override
    public void close() {
        if (retained != null) {
            retained.unpersist();
        }
        members.theta().destroy();
    }

    private record RetainedWork<R extends Serializable>(Broadcast<BlockTask<R>> task)
            implements Function2<Integer, Iterator<Kept>, Iterator<R>> {
        @Override
        public Iterator<R> call(Integer block, Iterator<Kept> pieces) {
            return List.of(task.value().apply(block, Kept.jacobians(pieces))).iterator();
        }
    }

    /** A linearised piece, or why it is not finite: an outcome that is kept like others, not a failure to be repeated. */
    private sealed interface Kept extends Serializable {
        /** Up to the first that is not finite. */
        static Iterator<Kept> all(Iterator<FactoredJacobian> pieces) {
            return new Iterator<>() {
                private boolean failed;

                @Override
                public boolean hasNext() {
                    return !failed && pieces.hasNext();
                }

                @Override
                public Kept next() {
                    try {
                        return new Piece(pieces.next());
                    } catch (NonFiniteException e) {
                        failed = true;
                        return new NonFinite(String.valueOf(e.getMessage()));
                    }
                }
            };
        }

        static Iterator<FactoredJacobian> jacobians(Iterator<Kept> kept) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return kept.hasNext();
                }

                @Override
                public FactoredJacobian next() {
                    Kept next = kept.next();
                    if (next instanceof NonFinite nonFinite) {
                        throw new NonFiniteException(nonFinite.message());
                    }
                    return ((Piece) next).jacobian();
                }
            };
        }
    }

    private record Piece(FactoredJacobian jacobian) implements Kept {}

    private record NonFinite(String message) implements Kept {}
}
