package org.halfinverse.checkpoint;

import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoints in a thread of its own while the training goes on. If a checkpoint cannot be written, it warns and
 * tries again when the next one is due. A training does not end for that, but fails at its end if the last checkpoint
 * is still missing.
 */
public final class CheckpointWriter implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(CheckpointWriter.class);
    private static final double NANOS = 1e-9;

    private final CheckpointDirectory directory;
    private final RunIdentity identity;
    private final Schedule schedule;
    private final Runnable beforeWriting;
    private final LongConsumer onWritten;
    private final ExecutorService thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            CheckpointWriter::daemon,
            new ThreadPoolExecutor.DiscardPolicy());

    private volatile @Nullable Checkpoint latest;
    private volatile @Nullable ReplacedException replaced;
    private volatile @Nullable RuntimeException missing;
    private volatile long written;
    private final AtomicBoolean queued = new AtomicBoolean();
    private long due;
    private long dueAt = System.nanoTime();

    /**
     * When a checkpoint is due: at whichever comes first.
     *
     * @param steps at every multiple of so many steps, if at all
     * @param seconds so long after the last one; 0 for never
     */
    public record Schedule(OptionalLong steps, double seconds) {
        boolean isDue(long step, long last, double secondsSince) {
            boolean bySteps = steps.stream().anyMatch(every -> step / every > last / every);
            return bySteps || (seconds > 0 && secondsSince >= seconds);
        }
    }

    /**
     * Writes from now on.
     *
     * @param directory of the checkpoints, taken over
     * @param identity of the run
     * @param schedule when to write
     * @param from the step from which the training goes on, 0 for the first
     * @param beforeWriting makes sure that what a checkpoint relies on is on storage, such as the metrics
     * @param onWritten is told the step of each checkpoint, in the thread that writes it
     */
    public CheckpointWriter(
            CheckpointDirectory directory,
            RunIdentity identity,
            Schedule schedule,
            long from,
            Runnable beforeWriting,
            LongConsumer onWritten) {
        this.directory = directory;
        this.identity = identity;
        this.schedule = schedule;
        this.beforeWriting = beforeWriting;
        this.onWritten = onWritten;
        written = from;
        due = from;
    }

    /**
     * Gives the writer the training as it is now. If a checkpoint is due it is written, after one that is being
     * written; a
     * later step takes its place if there is one by then.
     *
     * @param checkpoint of the last step
     * @throws ReplacedException if another driver has taken over
     */
    public void offer(Checkpoint checkpoint) {
        ReplacedException other = replaced;
        if (other != null) {
            throw other;
        }
        latest = checkpoint;
        if (schedule.isDue(checkpoint.step(), due, (System.nanoTime() - dueAt) * NANOS)) {
            due = checkpoint.step();
            dueAt = System.nanoTime();
            if (!queued.getAndSet(true)) {
                thread.execute(this::writeQueued);
            }
        }
    }

    /** Has the latest step written as soon as possible; may be called from any thread. */
    public void hurry() {
        thread.execute(this::writeLatest);
    }

    /** Writes the latest step, unless it is written already. */
    public void finish() {
        try {
            thread.submit(this::writeLatest).get();
        } catch (ExecutionException e) {
            LOG.warn("the last checkpoint was not written: {}", String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Writes the latest step, unless it is written already, and lets go of the run.
     *
     * @throws DataException if it cannot be written
     */
    @Override
    public void close() {
        finish();
        thread.shutdownNow();
        try {
            directory.release();
        } catch (DataException e) {
            LOG.warn("the checkpoints are left as they are: {}", e.getMessage());
        }
        RuntimeException failure = missing;
        if (failure != null) {
            throw new DataException("the last checkpoint is missing: " + failure.getMessage(), failure);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread writer = new Thread(work, "hig-checkpoint");
        writer.setDaemon(true);
        return writer;
    }

    private void writeQueued() {
        queued.set(false); // what becomes due from now on is not in what is written now
        writeLatest();
    }

    private void writeLatest() {
        Checkpoint checkpoint = latest;
        if (checkpoint == null || checkpoint.step() <= written || replaced != null) {
            return;
        }
        try {
            beforeWriting.run();
            directory.write(checkpoint, identity);
            written = checkpoint.step();
            missing = null;
            onWritten.accept(checkpoint.step());
            LOG.info("checkpoint of step {} written", checkpoint.step());
        } catch (ReplacedException e) {
            replaced = e;
        } catch (RuntimeException e) {
            missing = e;
            LOG.warn("no checkpoint of step {}, the training goes on: {}", checkpoint.step(), e.getMessage());
        }
    }
}
