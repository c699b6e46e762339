package org.halfinverse.spark;

import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs Spark jobs under a description, which is what Spark's web interface and event log show of them. */
final class DescribedJob {
    private DescribedJob() {}

    /**
     * {@return the result of a Spark action}
     *
     * @param <R> its result
     * @param context on which it runs
     * @param description of its jobs, and of no later ones
     * @param action to run
     * @throws RuntimeException as {@link SparkFailure#translate} says
     */
    static <R> R run(JavaSparkContext context, String description, Supplier<R> action) {
        context.setJobDescription(description);
        context.setCallSite(description); // otherwise a line of this program
        try (LostJobWatch watch = new LostJobWatch(context.sc())) {
            return SparkFailure.translate(action);
        } finally {
            context.clearCallSite();
            context.setJobDescription(null);
        }
    }
}
