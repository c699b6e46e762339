package org.halfinverse.spark;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BroadcastBlockId;
import org.apache.spark.storage.RDDBlockId;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Takes away, after every job, what Spark has cached: blocks of RDDs, and broadcasts as executors have put them
 * together from their pieces. Made by Spark, by name.
 */
public final class BlockThief extends SparkListener {
    /** How many blocks of RDDs it took. */
    static final AtomicInteger RDD_BLOCKS = new AtomicInteger();

    /** How many broadcasts it took. */
    static final AtomicInteger BROADCASTS = new AtomicInteger();

    @Override
    public void onJobEnd(SparkListenerJobEnd job) {
        BlockManager blocks = SparkEnv.get().blockManager();
        for (BlockId block : CollectionConverters.asJava(blocks.getMatchingBlockIds(id -> true))) {
            if (block instanceof RDDBlockId) {
                blocks.removeBlock(block, true);
                RDD_BLOCKS.incrementAndGet();
            } else if (block instanceof BroadcastBlockId broadcast
                    && broadcast.field().isEmpty()) {
                blocks.removeBlock(block, true);
                BROADCASTS.incrementAndGet();
            }
        }
    }
}
