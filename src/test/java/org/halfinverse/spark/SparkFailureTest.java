package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.physics.FaultyClassException;
import org.junit.jupiter.api.Test;

class SparkFailureTest {
    @Test
    void theSentenceOfATaskIsFoundUnderWhatSparkThrows() {
        for (RuntimeException told : new RuntimeException[] {
            new DataException("row 3 is not a number"),
            new NonFiniteException("the loss of sample 17 is NaN"),
            new FaultyClassException("com.example.Spring.simulate returned null")
        }) {
            RuntimeException spark = new IllegalStateException("job aborted", new RuntimeException(told));
            assertSame(told, assertThrows(told.getClass(), () -> failing(spark)));
        }
    }

    @Test
    void aClassThatExecutorsDoNotHaveIsNamedWithTheRemedy() {
        RuntimeException spark = new IllegalStateException("x", new ClassNotFoundException("com.example.Spring"));
        assertEquals(
                "executors cannot find the class com.example.Spring: give its jar to spark-submit with --jars",
                assertThrows(FaultyClassException.class, () -> failing(spark)).getMessage());
    }

    /** As the stage of a task fails that could not write its shuffle. */
    @Test
    void aFullDiskIsAFailureOfStorage() {
        for (RuntimeException spark : new RuntimeException[] {
            new IllegalStateException("job aborted", new IOException("No space left on device")),
            new IllegalStateException(
                    "job aborted", new UncheckedIOException(new IOException("No space left on device"))),
            new IllegalStateException(
                    "job aborted: task 3 failed, most recently: java.io.IOException: No space left on device")
        }) {
            String told =
                    assertThrows(DataException.class, () -> failing(spark)).getMessage();
            assertTrue(told.matches("Spark cannot (read or )?write: No space left on device"), told);
        }
    }

    @Test
    void anythingElsePasses() {
        RuntimeException other = new IllegalStateException("executor lost");
        assertSame(other, assertThrows(IllegalStateException.class, () -> failing(other)));
    }

    private static void failing(RuntimeException failure) {
        SparkFailure.translate(() -> {
            throw failure;
        });
    }
}
