package org.halfinverse.linalg;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Work in many phases of some microseconds, whose pieces two threads share without being woken for each.
 *
 * <p>A thread takes a piece that nobody has taken, rather the same one in each phase, since its numbers are in the cache of
 * that core. The thread that completes the last piece does what stands between two phases, and begins the next one. So one
 * thread alone does all the work if no other comes, and nobody waits for a piece that nobody works on.
 */
abstract class Phases {
    private static final int THREADS = 2;
    /** Pieces of a phase, at the most. */
    static final int MOST_PIECES = 32;

    private static final long ENDED = -1;

    /** Where the number of a phase's pieces and its own number begin, above a bit for each piece that is taken. */
    private static final int COUNT = 32;

    private static final int PHASE = 40;
    private static final int COUNT_MASK = 0xff;

    private final AtomicLong state = new AtomicLong();

    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger threads = new AtomicInteger();

    /** Does a piece of the phase. Pieces of one phase touch different numbers. */
    abstract void piece(int piece);

    /**
     * Does what stands after a phase, or before the first one.
     *
     * @return the number of pieces of the next one, at most 32; 0 if there is none
     */
    abstract int next();

    /** Does all the phases; what one of them throws ends the others. */
    final void run() {
        begin(0);
        Tasks.onCores(THREADS, this::work);
    }

    private void begin(long phase) {
        int pieces = next();
        left.set(pieces);
        state.set(pieces == 0 ? ENDED : phase << PHASE | (long) pieces << COUNT);
    }

    private void work() {
        int thread = threads.getAndIncrement();
        int tries = 0;
        for (long now = state.get(); now != ENDED; now = state.get()) {
            int piece = free(now, thread);
            if (piece < 0) {
                Tasks.rest(tries++);
            } else if (state.compareAndSet(now, now | 1L << piece)) {
                tries = 0;
                complete(now >>> PHASE, piece);
            }
        }
    }

    /** A piece that is not taken, from the thread's own share on; −1 if there is none. */
    private static int free(long now, int thread) {
        int pieces = (int) (now >>> COUNT) & COUNT_MASK;
        int first = thread * pieces / THREADS;
        for (int i = 0; i < pieces; i++) {
            int piece = (first + i) % pieces;
            if ((now >>> piece & 1) == 0) {
                return piece;
            }
        }
        return -1;
    }

    private void complete(long phase, int piece) {
        try {
            piece(piece);
            if (left.decrementAndGet() == 0) {
                begin(phase + 1);
            }
        } catch (RuntimeException | Error e) {
            state.set(ENDED);
            throw e;
        }
    }
}
