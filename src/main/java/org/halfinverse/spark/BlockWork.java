package org.halfinverse.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.samples.BatchPieces;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.Samples;
import org.halfinverse.train.BatchTask;
import org.halfinverse.train.Linearizer;
import org.halfinverse.train.StoredSamples.SampleTask;
import org.jspecify.annotations.Nullable;

/**
 * A task at a θ on the samples of a block, as executors run it.
 *
 * @param members which of the samples, and at which θ
 * @param task the work
 */
record BlockWork<R extends Serializable>(Members members, BatchTask<R> task) implements SampleTask<R> {
    @Override
    public R apply(int block, Iterator<Samples> stored) {
        return task.apply(members.model.value(), members.theta.value(), block, members.of(block, stored));
    }

    /** The function that Spark calls with a partition, which is a block. */
    static <R extends Serializable> Function2<Integer, Iterator<Samples>, Iterator<R>> onPartitions(
            SampleTask<R> task) {
        return (block, stored) -> List.of(task.apply(block, stored)).iterator();
    }

    /**
     * What executors need to know of a mini-batch, or of a whole data set.
     *
     * @param model network plus simulator plus loss
     * @param theta n parameters
     * @param batch the samples that take part; null for all
     */
    record Members(
            Broadcast<PhysicsModel> model,
            Broadcast<double[]> theta,
            @Nullable MiniBatch batch) implements Serializable {
        /** The block's samples that take part, from all that it stores. */
        Iterator<Samples> of(int block, Iterator<Samples> stored) {
            return batch == null
                    ? stored
                    : new BatchPieces(stored, batch.slots(block), model.value().samplesAtOnce());
        }

        /** Those samples, linearised as they are asked for. */
        Linearizer linearized(int block, Iterator<Samples> stored, double weight) {
            return new Linearizer(model.value(), theta.value(), weight, of(block, stored));
        }
    }
}
