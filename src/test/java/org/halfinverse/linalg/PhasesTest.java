package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhasesTest {
    private static final int PHASES = 2000;

    /** Phases of 1 to 32 pieces, each of which counts how often it is done. */
    private static final class Counted extends Phases {
        private final AtomicIntegerArray done = new AtomicIntegerArray(32);
        private final List<Integer> counts;
        private int phase = -1;

        Counted() {
            counts = IntStream.range(0, PHASES).mapToObj(i -> 1 + i % 32).toList();
        }

        @Override
        void piece(int piece) {
            done.incrementAndGet(piece);
        }

        @Override
        int next() {
            for (int piece = 0; piece < 32; piece++) {
                int expected = phase >= 0 && piece < counts.get(phase) ? 1 : 0;
                assertEquals(expected, done.getAndSet(piece, 0), "piece " + piece + " of phase " + phase);
            }
            phase++;
            return phase < PHASES ? counts.get(phase) : 0;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void doEachPieceOnceBeforeTheNextPhaseBegins(int threads) throws Exception {
        Counted phases = new Counted();
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            pool.submit(phases::run).get();
        } finally {
            pool.shutdown();
        }
        assertEquals(PHASES, phases.phase);
    }

    @Test
    void endWithWhatAPieceThrows() {
        Phases phases = new Phases() {
            @Override
            void piece(int piece) {
                if (piece == 1) {
                    throw new IllegalStateException("of a piece");
                }
            }

            @Override
            int next() {
                return 2;
            }
        };
        // Thrown in another thread it comes with its name before the message.
        String message = assertThrows(IllegalStateException.class, phases::run).getMessage();
        assertTrue(message.endsWith("of a piece"), message);
    }

    @Test
    void endAtOnceIfThereAreNone() {
        Phases phases = new Phases() {
            @Override
            void piece(int piece) {
                throw new AssertionError("there is no piece");
            }

            @Override
            int next() {
                return 0;
            }
        };
        phases.run();
    }
}
