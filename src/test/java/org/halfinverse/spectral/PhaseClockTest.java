package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PhaseClockTest {
    @Test
    void startsAtZero() {
        for (Phase phase : Phase.values()) {
            assertEquals(0, new PhaseClock().seconds(phase));
        }
    }

    @Test
    void addsUpEachPhaseOnItsOwn() {
        PhaseClock clock = new PhaseClock();
        clock.add(Phase.REDUCE, 2);
        clock.add(Phase.LINEARIZE, 5);
        clock.add(Phase.REDUCE, 1);
        clock.add(Phase.LINEARIZE, -0.5);
        assertEquals(3, clock.seconds(Phase.REDUCE));
        assertEquals(4.5, clock.seconds(Phase.LINEARIZE));
        assertEquals(0, clock.seconds(Phase.UPDATE));
    }

    @Test
    void whatNoPhaseHasClaimedIsTheOptimizers() {
        PhaseClock clock = new PhaseClock();
        clock.add(Phase.REDUCE, 2);
        PhaseTimes times = clock.times();
        assertEquals(2, times.seconds(Phase.REDUCE));
        assertEquals(times.total(), times.seconds(Phase.UPDATE) + 2, 1e-15); // a rounding of about 2
        assertEquals(0, clock.seconds(Phase.UPDATE), "the clock runs on as it was");
    }

    @Test
    void timesWorkAndHandsOnItsResult() {
        PhaseClock clock = new PhaseClock();
        long[] inside = new long[1];
        long before = System.nanoTime();
        assertEquals("done", clock.time(Phase.DECOMPOSE, () -> {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 2_000_000) {
                Thread.onSpinWait();
            }
            inside[0] = System.nanoTime() - start;
            return "done";
        }));
        long outside = System.nanoTime() - before;
        // At least the time inside, at most the time outside; conversion to seconds rounds.
        assertTrue(clock.seconds(Phase.DECOMPOSE) >= inside[0] * 0.999e-9);
        assertTrue(clock.seconds(Phase.DECOMPOSE) <= outside * 1.001e-9);
    }

    @Test
    void timesWorkThatFails() {
        PhaseClock clock = new PhaseClock();
        long[] inside = new long[1];
        assertThrows(
                IllegalStateException.class,
                () -> clock.time(Phase.UPDATE, () -> {
                    long start = System.nanoTime();
                    while (inside[0] == 0) {
                        inside[0] = System.nanoTime() - start;
                    }
                    throw new IllegalStateException();
                }));
        assertTrue(clock.seconds(Phase.UPDATE) >= inside[0] * 0.999e-9, "conversion to seconds rounds");
    }
}
