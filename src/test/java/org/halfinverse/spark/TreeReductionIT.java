package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkStatusTracker;
import org.halfinverse.jacobian.ModelSamples;
import org.halfinverse.spectral.OrderedTree;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TreeReductionIT {
    private SparkRuntime spark;

    @BeforeEach
    void connect() {
        LocalSpark.use("local[3]");
        spark = SparkRuntime.open("test", Map.of());
    }

    @AfterEach
    void disconnect() {
        spark.close();
        LocalSpark.clear();
    }

    @Test
    void mergesInTheOrderOfTheTreeAndLeavesTheDriverOneMerge() {
        for (int count = 1; count <= 13; count++) {
            List<String> blocks =
                    IntStream.range(0, count).mapToObj(String::valueOf).toList();
            JavaRDD<String> results = spark.context().parallelize(blocks, count);
            List<String> halves =
                    TreeReduction.of(results, TreeReductionIT::pair).collect();
            assertEquals(Math.min(count, 2), halves.size(), count + " blocks");
            assertEquals(
                    OrderedTree.reduce(blocks, TreeReductionIT::pair),
                    OrderedTree.reduce(halves, TreeReductionIT::pair),
                    count + " blocks");
        }
    }

    /** Otherwise an executor would have samples of all tasks, and Spark might send it one task after the other. */
    @Test
    void oneTaskLoadsTheBlocksThatOneTaskWillMerge() {
        spark.context().setJobGroup("load", "", false);
        SampleRdd samples = SampleRdd.load(spark.context(), "samples", ModelSamples.first(50), 12);
        assertEquals(List.of(3), tasksOfTheLastStages("load"));
        assertEquals(3, NeighbouringBlocks.together(samples.pieces()).getNumPartitions());
    }

    private List<Integer> tasksOfTheLastStages(String group) {
        JavaSparkStatusTracker tracker = spark.context().statusTracker();
        return IntStream.of(tracker.getJobIdsForGroup(group))
                .map(job ->
                        IntStream.of(tracker.getJobInfo(job).stageIds()).max().orElseThrow())
                .mapToObj(tracker::getStageInfo)
                .map(SparkStageInfo::numTasks)
                .toList();
    }

    private static String pair(String earlier, String later) {
        return "(" + earlier + later + ")";
    }
}
