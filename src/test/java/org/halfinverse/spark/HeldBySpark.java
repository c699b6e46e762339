package org.halfinverse.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.MapOutputTrackerMaster;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BroadcastBlockId;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What the Spark of this JVM, driver and executor in one, holds at a moment.
 *
 * @param rdds persisted
 * @param blocks in the block manager, but for those of broadcasts
 * @param broadcasts blocks of broadcasts
 * @param shuffles whose outputs are tracked
 * @param files below Spark's local directories
 * @param bytes of these files
 */
public record HeldBySpark(int rdds, int blocks, int broadcasts, int shuffles, int files, long bytes) {
    /** Looks. */
    public static HeldBySpark now() {
        SparkEnv env = SparkEnv.get();
        List<BlockId> blocks = CollectionConverters.asJava(env.blockManager().getMatchingBlockIds(block -> true));
        int broadcasts =
                (int) blocks.stream().filter(BroadcastBlockId.class::isInstance).count();
        MapOutputTrackerMaster tracker = (MapOutputTrackerMaster) env.mapOutputTracker();
        List<Long> sizes = Arrays.stream(env.blockManager().diskBlockManager().localDirs())
                .flatMap(directory -> sizes(directory.toPath()).stream())
                .toList();
        return new HeldBySpark(
                SparkContext.getOrCreate().getPersistentRDDs().size(),
                blocks.size() - broadcasts,
                broadcasts,
                tracker.shuffleStatuses().size(),
                sizes.size(),
                sizes.stream().mapToLong(Long::longValue).sum());
    }

    private static List<Long> sizes(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.map(Path::toFile)
                    .filter(file -> file.isFile())
                    .map(file -> file.length())
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return sizes(directory); // a file went while its directory was read
        }
    }
}
