package org.halfinverse;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;

/**
 * Gives a reader many damaged inputs. Each has to be read, or refused in one sentence by an exception that is meant for
 * users, in bounded time and memory. {@code -Dhig.fuzz.count} says how many, {@code -Dhig.fuzz.seed} which ones, and
 * {@code -Dhig.fuzz.index} repeats a single one.
 */
public final class Fuzzing {
    private static final long COUNT = Long.getLong("hig.fuzz.count", 2000);
    private static final long SEED = Long.getLong("hig.fuzz.seed", 1);
    private static final long SINGLE = Long.getLong("hig.fuzz.index", -1);
    private static final int BATCH = 200;
    /** By the clock on the wall, which goes on while the machine is suspended or busy. */
    private static final Duration LONGEST_BATCH = Duration.ofMinutes(10);

    private static final long MOST_BYTES = 64L << 20;
    private static final int LONGEST_MESSAGE = 3000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String reader;
    private final Set<Class<? extends RuntimeException>> refusals;
    private final AtomicLong index = new AtomicLong();
    private long read;
    private long refused;

    private Fuzzing(String reader, Set<Class<? extends RuntimeException>> refusals) {
        this.reader = reader;
        this.refusals = refusals;
    }

    /**
     * Goes through all inputs.
     *
     * @param reader its name, for messages
     * @param refusals by what it may refuse an input
     * @param attempt makes an input, and gives it to the reader
     */
    public static void run(String reader, Set<Class<? extends RuntimeException>> refusals, Attempt attempt) {
        Fuzzing fuzzing = new Fuzzing(reader, refusals);
        loadClasses(attempt);
        if (SINGLE >= 0) {
            fuzzing.index.set(SINGLE);
            fuzzing.goOn(1, attempt);
            return;
        }
        while (fuzzing.index.get() < COUNT) {
            fuzzing.goOn((int) Math.min(BATCH, COUNT - fuzzing.index.get()), attempt);
        }
        assertTrue(
                fuzzing.read > 0 && fuzzing.refused > 0,
                reader + ": " + fuzzing.read + " inputs were read and " + fuzzing.refused
                        + " refused, which tests nothing");
    }

    /** What loading classes takes is not the reader's; the same input comes again. */
    private static void loadClasses(Attempt attempt) {
        assertTimeoutPreemptively(LONGEST_BATCH, () -> {
            try {
                attempt.read(random(0));
            } catch (Throwable refused) {
                return;
            }
        });
    }

    private static RandomGenerator random(long index) {
        return CounterRandom.of(SEED, Stream.TRAINING_SAMPLES, index);
    }

    private void goOn(int inputs, Attempt attempt) {
        assertTimeoutPreemptively(
                LONGEST_BATCH,
                () -> {
                    for (int i = 0; i < inputs; i++) {
                        one(attempt);
                        index.incrementAndGet();
                    }
                },
                () -> where() + " hangs");
    }

    private void one(Attempt attempt) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            attempt.read(random(index.get()));
            read++;
        } catch (Throwable failure) { // whatever it is, where it happened has to be told
            if (!refusals.contains(failure.getClass())) {
                throw new AssertionError(where() + " throws " + failure, failure);
            }
            String message = String.valueOf(failure.getMessage());
            boolean sentence = !message.isBlank() && message.lines().count() == 1 && message.length() < LONGEST_MESSAGE;
            assertTrue(sentence, () -> where() + " is refused with \"" + message + "\"");
            refused++;
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated <= MOST_BYTES, () -> where() + " takes " + allocated + " bytes of memory");
    }

    private String where() {
        return reader + ", seed " + SEED + ", index " + index.get() + ":";
    }

    /** Makes an input and reads it. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Once.
         *
         * @param random from which the input is made
         * @throws Exception if it is refused, or the test itself fails
         */
        void read(RandomGenerator random) throws Exception;
    }
}
