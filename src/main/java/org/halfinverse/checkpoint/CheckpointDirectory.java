package org.halfinverse.checkpoint;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;

/**
 * The checkpoints of a run, {@code step-0000000K} each, on any Hadoop file system.
 *
 * <p>A checkpoint is made in a directory of the driver's own and renamed when it is complete, so that whoever sees it
 * sees all of it. A driver takes over a run by deleting the directories of all others: a driver that was replaced
 * without knowing it, behind a broken network for instance, finds nothing left to rename.
 *
 * <p>An object store cannot rename at once. There a checkpoint, {@code step-0000000K-DRIVER}, is made where it stays and
 * counts once its checksums are there, which come last. After a driver has taken over and has seen which checkpoints are
 * whole, it deletes all newer ones: those checksums that an earlier driver is just about to put then find no numbers.
 */
public final class CheckpointDirectory {
    private static final Pattern NAME = Pattern.compile("step-(\\d{9,18})(-[0-9a-f]{8})?");
    private static final String DRIVER = ".driver-";
    private static final String DAMAGED = "damaged-";

    private final Storage storage;
    private final String path;
    private final int kept;
    private final String driver = UUID.randomUUID().toString();
    private final String own;
    private final String mark;

    /**
     * The checkpoints of a run; nothing is looked at or written yet.
     *
     * @param storage on which they lie
     * @param path of their directory
     * @param kept how many stay when newer ones come
     */
    public CheckpointDirectory(Storage storage, String path, int kept) {
        this.storage = storage;
        this.path = path;
        this.kept = kept;
        this.own = path + "/" + DRIVER + driver;
        this.mark = own + "/owner";
    }

    /** {@return whether there is no checkpoint, good or not: the run was never begun, or ended before its first one} */
    public boolean isEmpty() {
        return names().isEmpty();
    }

    /**
     * {@return the newest undamaged checkpoint, or empty if there is no checkpoint at all}
     *
     * @param parameters n
     * @param requireSame is given the run to which a checkpoint belongs, and throws what {@code newest} then throws if it
     * is another
     * @param onDamage is told the path of each newer one that is not, and why
     * @throws DataException if there are checkpoints, and none is good
     */
    public Optional<Checkpoint> newest(
            int parameters, Consumer<RunIdentity> requireSame, BiConsumer<String, String> onDamage) {
        List<String> names = names();
        for (String name : names) {
            try {
                return Optional.of(CheckpointFiles.read(storage, path + "/" + name, parameters, requireSame));
            } catch (DataException e) {
                onDamage.accept(path + "/" + name, String.valueOf(e.getMessage()));
            }
        }
        if (!names.isEmpty()) {
            throw new DataException("all checkpoints in " + path + " are damaged (" + names.size()
                    + "): begin again with another --output");
        }
        return Optional.empty();
    }

    /**
     * Makes this the only driver that may write, and deletes what others have left unfinished.
     *
     * @throws DataException if the directory cannot be written
     */
    public void takeOver() {
        storage.writeText(mark, "the driver with this directory may write checkpoints\n");
        for (String name : storage.list(path)) {
            if (name.startsWith(DRIVER) && !own.endsWith(name)) {
                storage.delete(path + "/" + name);
            }
        }
    }

    /**
     * Begins after a checkpoint, once this is the only driver: in an object store nothing of a newer one may stay.
     *
     * @param step of the checkpoint from which the run goes on, 0 if there is none
     * @throws DataException if the directory cannot be written
     */
    public void beginAfter(long step) {
        if (storage.isObjectStore(path)) {
            steps().filter(name -> step(name) > step).forEach(name -> storage.delete(path + "/" + name));
        }
    }

    /** Gives checkpoints newer than a step, which are not as they were written, names under which none is looked for. */
    private void setAside(long step) {
        for (String name : names()) {
            if (step(name) >= step) {
                storage.delete(path + "/" + DAMAGED + name);
                storage.rename(path + "/" + name, path + "/" + DAMAGED + name);
            }
        }
    }

    /**
     * Writes a checkpoint: files, checksums, then its name. Older ones than the last few are deleted.
     *
     * @param checkpoint the numbers
     * @param identity of the run
     * @throws DataException if it cannot be written; older ones are as they were
     * @throws ReplacedException if another driver has taken over
     */
    public void write(Checkpoint checkpoint, RunIdentity identity) {
        requireOwned();
        String name = String.format(Locale.ROOT, "step-%09d", checkpoint.step());
        boolean stays = storage.isObjectStore(path);
        String place = stays ? path + "/" + name + "-" + driver.substring(0, 8) : own + "/" + name;
        try {
            storage.createDirectory(place);
            CheckpointFiles.write(storage, place, checkpoint, identity, this::requireOwned);
            requireOwned();
            if (!stays) {
                setAside(checkpoint.step());
                storage.rename(place, path + "/" + name);
            }
        } catch (ReplacedException e) {
            storage.delete(place);
            throw e;
        } catch (DataException e) {
            storage.delete(place);
            requireOwned(); // the more telling failure
            throw e;
        }
        names().stream().skip(kept).forEach(old -> storage.delete(path + "/" + old));
    }

    /**
     * Makes sure that no other driver has taken over.
     *
     * @throws ReplacedException if one has
     */
    public void requireOwned() {
        if (!storage.exists(mark)) {
            throw new ReplacedException(path);
        }
    }

    /** Gives the run up to the next driver, and removes the directory if it holds no checkpoint. */
    void release() {
        storage.delete(own);
        if (storage.list(path).isEmpty()) {
            storage.delete(path);
        }
    }

    /** {@return the names of the checkpoints, good or not, the newest first} */
    public List<String> names() {
        boolean stay = storage.isObjectStore(path);
        return steps().filter(name -> !stay || CheckpointFiles.areWhole(storage, path + "/" + name))
                .sorted(Comparator.comparingLong(CheckpointDirectory::step).reversed())
                .toList();
    }

    private Stream<String> steps() {
        return storage.list(path).stream().filter(name -> NAME.matcher(name).matches());
    }

    private static long step(String name) {
        return Long.parseLong(NAME.matcher(name).replaceFirst("$1"));
    }
}
