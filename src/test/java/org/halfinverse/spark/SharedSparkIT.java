package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Trainings of a series use one connection as long as they have the same settings of Spark. */
@ExtendWith(LocalSpark.class)
class SharedSparkIT {
    @Test
    void theConnectionOutlivesATrainingAndEndsWithTheSeries() {
        SparkContext context;
        try (SharedSpark spark = new SharedSpark()) {
            context = train(spark, Map.of());
            assertFalse(context.isStopped());
            assertSame(context, train(spark, Map.of()));
        }
        assertTrue(context.isStopped());
    }

    @Test
    void otherSettingsGetAConnectionOfTheirOwn() {
        try (SharedSpark spark = new SharedSpark()) {
            SparkContext first = train(spark, Map.of());
            SparkContext second = train(spark, Map.of("spark.locality.wait", "0"));
            assertNotSame(first, second);
            assertTrue(first.isStopped());
            assertFalse(second.isStopped());
        }
    }

    @Test
    void aConnectionThatHasEndedIsReplaced() {
        try (SharedSpark spark = new SharedSpark()) {
            SparkContext first = train(spark, Map.of());
            first.stop();
            assertFalse(train(spark, Map.of()).isStopped());
        }
    }

    /** Opens and closes the connection as a training does. */
    private static SparkContext train(SharedSpark spark, Map<String, String> settings) {
        try (SparkRuntime runtime = spark.access(settings).open("test")) {
            return runtime.context().sc();
        }
    }
}
