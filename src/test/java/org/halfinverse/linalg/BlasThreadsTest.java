package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
}
