package org.halfinverse.python;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.physics.CodeException;

/**
 * The processes of Python of this JVM: one for each thread that is simulating at the moment, kept for the next one. What
 * nobody has needed for a minute is ended.
 */
final class PythonProcesses {
    private static final Logger LOG = LogManager.getLogger(PythonProcesses.class);
    private static final PythonProcesses SHARED = new PythonProcesses();
    private static final long IDLE_NANOSECONDS = TimeUnit.MINUTES.toNanos(1);
    private static final int TICK_MILLISECONDS = 100;
    private static final int ATTEMPTS = 4;

    /** Starts processes and watches over them. Its one thread never ends, which would end the processes. */
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "keeper of Python processes");
        thread.setDaemon(true);
        return thread;
    });

    private final Future<?> watching;
    private final Set<PythonProcess> busy = new HashSet<>();
    private final Map<PythonCode, Deque<Idle>> idle = new HashMap<>();

    private PythonProcesses() {
        watching =
                keeper.scheduleWithFixedDelay(this::watch, TICK_MILLISECONDS, TICK_MILLISECONDS, TimeUnit.MILLISECONDS);
        Runtime.getRuntime().addShutdownHook(new Thread(this::endAll, "end of Python processes"));
    }

    private record Idle(PythonProcess process, long since) {}

    /** The processes of this JVM. */
    static PythonProcesses shared() {
        return SHARED;
    }

    /** Something that a process does. */
    @FunctionalInterface
    interface Work<R> {
        R by(PythonProcess process) throws LostProcessException;
    }

    /**
     * Has a process do something, and another one the same from its beginning if the first one ends meanwhile: it may
     * have been killed from outside, and what it does has no other effects. As often as Spark attempts a task.
     *
     * @param <R> the result
     * @param code to be run
     * @param work to be done
     * @return the result
     * @throws CodeException if the simulator's code fails, or ends one process after the other
     */
    <R> R run(PythonCode code, Work<R> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return runOnce(code, work);
            } catch (LostProcessException e) {
                if (!e.isRepeatable() || attempt == ATTEMPTS) {
                    throw e.fault();
                }
                LOG.warn("{} is started again: it {}", code.title(), e.fault().getMessage());
            }
        }
    }

    private <R> R runOnce(PythonCode code, Work<R> work) throws LostProcessException {
        PythonProcess process = take(code);
        boolean usable = false;
        try {
            R result = work.by(process);
            usable = true;
            return result;
        } catch (CodeException e) { // an answer like any other
            usable = true;
            throw e;
        } finally {
            giveBack(process, usable);
        }
    }

    private PythonProcess take(PythonCode code) throws LostProcessException {
        synchronized (this) {
            Deque<Idle> waiting = idle.getOrDefault(code, new ArrayDeque<>());
            while (!waiting.isEmpty()) {
                PythonProcess process = waiting.pop().process();
                if (process.isAlive()) {
                    busy.add(process);
                    return process;
                }
                process.end();
            }
        }
        PythonProcess process = started(code);
        synchronized (this) {
            busy.add(process);
        }
        boolean loaded = false;
        try {
            process.load();
            loaded = true;
            return process;
        } finally {
            if (!loaded) {
                giveBack(process, false);
            }
        }
    }

    private PythonProcess started(PythonCode code) throws LostProcessException {
        Future<PythonProcess> start = keeper.submit(() -> new PythonProcess(code));
        try {
            return start.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Python was starting", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LostProcessException lost) {
                throw lost;
            }
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException("Python does not start", e.getCause());
        }
    }

    private synchronized void giveBack(PythonProcess process, boolean usable) {
        busy.remove(process);
        if (usable) {
            idle.computeIfAbsent(process.code(), code -> new ArrayDeque<>()).push(new Idle(process, System.nanoTime()));
        } else {
            process.end();
        }
    }

    /** The processes that run, by their numbers. */
    synchronized List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        busy.forEach(process -> pids.add(process.pid()));
        idle.values().stream()
                .flatMap(Collection::stream)
                .forEach(waiting -> pids.add(waiting.process().pid()));
        return pids;
    }

    private synchronized void watch() {
        long now = System.nanoTime();
        busy.forEach(process -> process.expire(now));
        endIdle(now - IDLE_NANOSECONDS);
    }

    /** Ends those that have been idle since before a time. */
    private synchronized void endIdle(long time) {
        for (Iterator<Deque<Idle>> codes = idle.values().iterator(); codes.hasNext(); ) {
            Deque<Idle> waiting = codes.next();
            waiting.removeIf(one -> {
                boolean old = one.since() - time < 0;
                if (old) {
                    one.process().end();
                }
                return old;
            });
            if (waiting.isEmpty()) {
                codes.remove();
            }
        }
    }

    private synchronized void endAll() {
        watching.cancel(false);
        busy.forEach(PythonProcess::end);
        endIdle(System.nanoTime() + 1);
    }
}
