package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A connection to Spark opens while its owner reads data. */
@ExtendWith(LocalSpark.class)
class SparkStartIT {
    @Test
    void theOwnerNeedNotWaitUntilTheConnectionIsOpen() {
        CompletableFuture<SparkRuntime> opened = new CompletableFuture<>();
        try (SparkStart start = new SparkStart(access(opened::join), "test");
                SparkRuntime connection = SparkRuntime.open("test", Map.of())) {
            opened.complete(connection);
            assertSame(connection, start.runtime());
        }
    }

    @Test
    void aConnectionThatTheOwnerHasIsTheOwnersToClose() {
        SparkRuntime runtime;
        try (SparkStart start = new SparkStart(SparkAccess.own(Map.of()), "test")) {
            runtime = start.runtime();
        }
        try (runtime) {
            assertTrue(runtime.isOpen());
        }
    }

    @Test
    void aConnectionThatNobodyWantedIsClosed() {
        CompletableFuture<SparkRuntime> opened = new CompletableFuture<>();
        SparkAccess noting = access(() -> {
            opened.complete(SparkRuntime.open("test", Map.of()));
            return opened.join();
        });
        new SparkStart(noting, "test").close();
        assertFalse(opened.join().isOpen());
    }

    @Test
    void aFailureIsToldToWhoWantsTheConnectionAlone() {
        IllegalStateException failure = new IllegalStateException("Spark cannot start");
        SparkAccess failing = access(() -> {
            throw failure;
        });
        new SparkStart(failing, "test").close();
        try (SparkStart start = new SparkStart(failing, "test")) {
            assertSame(failure, assertThrows(IllegalStateException.class, start::runtime));
        }
    }

    /** Which the command explains in a sentence of its own. */
    @Test
    void anErrorStaysTheErrorThatItIs() {
        OutOfMemoryError failure = new OutOfMemoryError();
        SparkAccess failing = access(() -> {
            throw failure;
        });
        try (SparkStart start = new SparkStart(failing, "test")) {
            assertSame(failure, assertThrows(OutOfMemoryError.class, start::runtime));
        }
    }

    private static SparkAccess access(Supplier<SparkRuntime> open) {
        return new SparkAccess() {
            @Override
            public boolean hasMaster() {
                return true;
            }

            @Override
            public boolean isLocal() {
                return true;
            }

            @Override
            public SparkRuntime open(String applicationName) {
                return open.get();
            }
        };
    }
}
