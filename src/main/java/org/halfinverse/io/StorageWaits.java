package org.halfinverse.io;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The calls of storage that are under way in this process, and reports of those that take long. A file system repeats what a
 * server refuses for minutes (S3 that answers 500, HDFS in safe mode) and says nothing of it.
 */
public final class StorageWaits {
    /** Those of this process. */
    static final StorageWaits HERE = new StorageWaits(System::nanoTime);

    private static final long FIRST_SECONDS = 10;
    private static final long MOST_SECONDS_BETWEEN = 60;
    private static final long NANOS = 1_000_000_000;

    private final LongSupplier nanoTime;
    private final Map<Thread, Call> calls = new ConcurrentHashMap<>();
    private volatile Consumer<String> listener = sentence -> {};

    StorageWaits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Something that storage is asked to do. */
    @FunctionalInterface
    interface Work<R> {
        R get() throws IOException;
    }

    /** A call, and the seconds after which it is spoken of next. */
    private static final class Call {
        private final String path;
        private final long start;
        private long next = FIRST_SECONDS;

        Call(String path, long start) {
            this.path = path;
            this.start = start;
        }

        synchronized boolean isDue(long seconds) {
            if (seconds < next) {
                return false;
            }
            next = seconds + Math.min(seconds, MOST_SECONDS_BETWEEN);
            return true;
        }

        synchronized boolean wasTold() {
            return next > FIRST_SECONDS;
        }
    }

    /**
     * Does something that storage may take its time for.
     *
     * @param path any Hadoop path
     * @param work what to do; what it calls in turn is part of it
     * @return what comes of it
     * @throws IOException of the work
     */
    <R> R during(String path, Work<R> work) throws IOException {
        Thread thread = Thread.currentThread();
        Call call = new Call(path, nanoTime.getAsLong());
        if (calls.putIfAbsent(thread, call) != null) {
            return work.get();
        }
        try {
            return work.get();
        } finally {
            calls.remove(thread);
            if (call.wasTold()) {
                listener.accept("storage answers again after " + seconds(call) + " s: " + path);
            }
        }
    }

    /** The same for what has no result. */
    void doing(String path, StoredBytes.Action work) throws IOException {
        during(path, () -> {
            work.run();
            return path;
        });
    }

    /** Speaks of what has taken long enough: at first after ten seconds, then ever more rarely, once a minute in the end. */
    void look() {
        for (Call call : calls.values()) {
            long seconds = seconds(call);
            if (call.isDue(seconds)) {
                listener.accept("waiting for storage for " + seconds + " s: " + call.path);
            }
        }
    }

    private long seconds(Call call) {
        return (nanoTime.getAsLong() - call.start) / NANOS;
    }

    /** Whether this thread is within a call. */
    boolean isUnderWay() {
        return calls.containsKey(Thread.currentThread());
    }

    /** Has somebody told, until that is closed. */
    void tell(Consumer<String> somebody) {
        listener = somebody;
    }

    /** Somebody who is told; the end of it closes nothing but this. */
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * From now on, looks once a second.
     *
     * @param listener is told, in sentences without a full stop, of each call that takes long, and when it has ended
     * @return to be closed when nobody wants to know any more
     */
    public static Listening listen(Consumer<String> listener) {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "hig-storage-waits");
            thread.setDaemon(true);
            return thread;
        });
        HERE.tell(listener);
        ScheduledFuture<?> looking = clock.scheduleAtFixedRate(HERE::look, 1, 1, TimeUnit.SECONDS);
        return () -> {
            looking.cancel(false);
            clock.shutdown();
            HERE.tell(sentence -> {});
        };
    }
}
