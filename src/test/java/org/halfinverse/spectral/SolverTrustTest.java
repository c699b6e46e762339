package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SolverTrustTest {
    private static final Optional<Spectrum> ACCEPTED = Optional.of(Spectrum.of(new double[] {1}, 1, "gram", 0));
    private static final Optional<Spectrum> REJECTED =
            Optional.of(Spectrum.of(new double[] {1}, 1, "direct", 0).afterRejecting("gram"));
    private static final Optional<Spectrum> UNTRIED = Optional.of(Spectrum.of(new double[] {1}, 1, "direct", 0));

    @Test
    void aSolverThatAlwaysFailsIsTriedThreeTimesAndThenAfterPausesThatDouble() {
        List<Long> tries = new ArrayList<>();
        SolverTrust trust = SolverTrust.FULL;
        for (long step = 0; step < 100; step++) {
            boolean tried = trust.isTried(step);
            if (tried) {
                tries.add(step);
            }
            trust = trust.after(step, tried ? REJECTED : UNTRIED);
        }
        assertEquals(List.of(0L, 1L, 2L, 11L, 28L, 61L), tries); // 8, 16, 32 and 64 steps apart, themselves left out
    }

    @Test
    void pausesEndAt1024Steps() {
        SolverTrust trust = SolverTrust.FULL;
        for (int tries = 0; tries < 20; tries++) {
            trust = trust.after(trust.retryAt(), REJECTED);
        }
        assertEquals(1024, trust.pause());
    }

    @Test
    void aStepThatItMakesRestoresAllTrust() {
        SolverTrust twice = SolverTrust.FULL.after(0, REJECTED).after(1, REJECTED);
        assertEquals(SolverTrust.FULL, twice.after(2, ACCEPTED));
        SolverTrust paused = twice.after(2, REJECTED);
        assertFalse(paused.isTried(10));
        assertTrue(paused.isTried(11));
        assertEquals(SolverTrust.FULL, paused.after(11, ACCEPTED));
    }

    @Test
    void stepsWithoutATrySayNothing() {
        SolverTrust paused =
                SolverTrust.FULL.after(0, REJECTED).after(1, REJECTED).after(2, REJECTED);
        assertEquals(paused, paused.after(5, UNTRIED));
        assertEquals(SolverTrust.FULL, SolverTrust.FULL.after(0, Optional.empty()));
    }

    @Test
    void numbersThatNoTrainingHasAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SolverTrust(-1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new SolverTrust(3, 2048, 0));
        assertThrows(IllegalArgumentException.class, () -> new SolverTrust(3, 8, -1));
        assertThrows(IllegalArgumentException.class, () -> new SolverTrust(3, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new SolverTrust(2, 8, 11));
    }
}
