package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BlasThreadsTest {
    private static int threads() {
        return NativeBlas.openBlas().orElseThrow().threads();
    }

    @Test
    void openBlasHasAllThreadsForSomeWorkAndOneForAnyOther() {
        assumeTrue(NativeBlas.openBlas().isPresent());
        assertEquals(1, threads());
        assertEquals(BlasThreads.count(), BlasThreads.onAllCores(BlasThreadsTest::threads));
        assertEquals(1, threads());
        assertThrows(
                ArithmeticException.class,
                () -> BlasThreads.onAllCores(() -> {
                    throw new ArithmeticException();
                }));
        assertEquals(1, threads());
    }

    /** The gate is the one through which all calls of BLAS go. */
    @Test
    void callsOfOtherThreadsHaveOneThreadMeanwhile() {
        assumeTrue(NativeBlas.openBlas().isPresent() && BlasThreads.count() > 1);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 200; i++) {
                BlasThreads.onAllCores(BlasThreadsTest::threads);
            }
        });
        int most = 0;
        while (!other.isDone()) {
            int place = BlasThreads.GATE.enter();
            most = Math.max(most, threads());
            BlasThreads.GATE.leave(place);
        }
        other.join();
        assertEquals(1, most);
    }

    /** As MLlib makes them, whose calls know no gate. */
    @Test
    void workThatCallsBlasByItselfHasOneThreadToItsEnd() {
        assumeTrue(NativeBlas.openBlas().isPresent());
        CompletableFuture<Integer> other = BlasThreads.onOneCore(() -> {
            CompletableFuture<Integer> waiting =
                    CompletableFuture.supplyAsync(() -> BlasThreads.onAllCores(BlasThreadsTest::threads));
            for (int i = 0; i < 1000; i++) {
                assertEquals(1, threads());
            }
            assertEquals(1, BlasThreads.onAllCores(BlasThreadsTest::threads));
            return waiting;
        });
        assertEquals(BlasThreads.count(), other.join());
    }

    @Test
    void allRoutinesPassTheGate() {
        assumeTrue(NativeBlas.openBlas().isPresent());
        assertInstanceOf(SharedKernels.class, NativeBlas.kernels());
    }
}
