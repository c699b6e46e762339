package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.halfinverse.spectral.OrderedTree;
import org.junit.jupiter.api.Test;

class TreeReductionIT {
    @Test
    void mergesInTheOrderOfTheTreeInTheDriver() {
        LocalSpark.use("local[3]");
        try (SparkRuntime spark = SparkRuntime.open("test", Map.of())) {
            for (int count = 1; count <= 13; count++) {
                List<String> blocks =
                        IntStream.range(0, count).mapToObj(String::valueOf).toList();
                JavaRDD<String> results = spark.context().parallelize(blocks, count);
                assertEquals(
                        List.of(OrderedTree.reduce(blocks, (a, b) -> "(" + a + b + ")")),
                        TreeReduction.of(results, (a, b) -> "(" + a + b + ")").collect(),
                        count + " blocks");
            }
        } finally {
            LocalSpark.clear();
        }
    }
}
