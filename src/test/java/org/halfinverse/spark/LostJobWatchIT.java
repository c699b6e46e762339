package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A job that Spark loses when the connection ends does not keep the program waiting for ever. */
@Timeout(60)
@ExtendWith(LocalSpark.class)
class LostJobWatchIT {
    @Test
    void aJobThatIsNeverAnsweredFailsWhenTheConnectionEnds() {
        SparkRuntime runtime = SparkRuntime.open("test", Map.of());
        CompletableFuture<Void> submitted = new CompletableFuture<>();
        CompletableFuture<Void> end = submitted.thenRunAsync(runtime::close);
        IllegalStateException failure = assertThrows(
                IllegalStateException.class,
                () -> DescribedJob.run(runtime.context(), "a job that gets lost", () -> {
                    submitted.complete(null);
                    return LostJobWatchIT.<RuntimeException>neverAnswered();
                }));
        assertEquals("the connection to Spark ended while a job was waited for", failure.getMessage());
        end.join();
        assertFalse(runtime.isOpen());
        assertFalse(Thread.interrupted(), "the interrupt outlives the job");
    }

    @Test
    void theEndOfAConnectionInterruptsNobodyWhoseJobIsDone() {
        try (SparkRuntime runtime = SparkRuntime.open("test", Map.of())) {
            assertEquals(7, DescribedJob.run(runtime.context(), "a job", () -> 7));
        }
        assertFalse(Thread.interrupted());
    }

    /** As Spark waits for a job: an interrupt ends it, by an exception that no signature declares. */
    private static <E extends Exception> Object neverAnswered() throws E {
        try {
            return new SynchronousQueue<>().take();
        } catch (InterruptedException e) {
            @SuppressWarnings("unchecked")
            E undeclared = (E) e;
            throw undeclared;
        }
    }
}
