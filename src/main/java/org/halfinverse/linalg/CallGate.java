package org.halfinverse.linalg;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets many short calls pass at once, or one thread alone. Whoever wants to be alone lets no new call begin, and waits for
 * those that run. A call never waits for anything but the gate, so that nobody waits for ever.
 *
 * <p>Calls count themselves in a cell of their thread's, far from other cells, since the calls of matrix products are many
 * and short: passing costs some nanoseconds on any number of cores.
 */
final class CallGate {
    private static final int CELLS = 64;
    /** Numbers between two cells, so that no two share a cache line. */
    private static final int SPACING = 32;
    /** Between two looks at a call that still runs. */
    private static final long LOOK_NANOS = 10_000;
    /** The place of the thread that is alone. */
    private static final int ALONE = -1;

    private final AtomicIntegerArray running = new AtomicIntegerArray(CELLS * SPACING);
    private volatile @Nullable Thread alone;

    /**
     * Begins a call, as soon as nobody else is alone.
     *
     * @return where the call is counted, for {@link #leave}
     */
    int enter() {
        Thread thread = Thread.currentThread();
        int place = (int) (thread.getId() % CELLS) * SPACING;
        while (true) {
            running.incrementAndGet(place);
            Thread holder = alone;
            if (holder == null) {
                return place;
            }
            leave(place);
            if (holder == thread) {
                return ALONE;
            }
            awaitOpen();
        }
    }

    /**
     * Ends a call.
     *
     * @param place that {@link #enter} has given
     */
    void leave(int place) {
        if (place != ALONE) {
            running.decrementAndGet(place);
        }
    }

    /**
     * {@return the result of some work, done while no call of any other thread runs}
     *
     * @param <R> what the work gives
     * @param work must not wait for calls of other threads
     */
    synchronized <R> R alone(Supplier<R> work) {
        if (alone == Thread.currentThread()) {
            return work.get();
        }
        alone = Thread.currentThread();
        try {
            for (int cell = 0; cell < CELLS; cell++) {
                while (running.get(cell * SPACING) > 0) {
                    LockSupport.parkNanos(LOOK_NANOS);
                }
            }
            return work.get();
        } finally {
            alone = null;
        }
    }

    /** Returns when nobody is alone, or soon after. */
    private synchronized void awaitOpen() {
        // The monitor belongs to the thread that is alone until it has done its work.
    }
}
