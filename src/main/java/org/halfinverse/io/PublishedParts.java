package org.halfinverse.io;

import java.io.File;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that grows on this machine, in an object store, where nothing can be added to an object. Each publication puts
 * what is new into an object of its own, {@code FILE.parts/START-END-WRITER}; their chain from byte 0 is the file. The file
 * itself is put whole, and its chain as one object, while it is small, whenever it has grown by a quarter, and in the end.
 *
 * <p>So a publication of a file of up to 1 MiB puts at most 2 MiB, and those of a longer one together put about eleven times
 * what it holds in the end, however many they are.
 *
 * <p>No two writers give an object the same name, and each deletes those alone that it has found or put. Whoever was
 * replaced without knowing it can therefore spoil no chain; at most it puts the file itself once more, which the next
 * whole one mends.
 */
final class PublishedParts {
    private static final Pattern NAME = Pattern.compile("(\\d{15})-(\\d{15})-[0-9a-f]{8}");
    private static final long SMALL = 1 << 20;
    private static final double GROWTH = 1.25;

    private final Storage storage;
    private final String file;
    private final String directory;
    private final Path local;
    private final String writer = UUID.randomUUID().toString().substring(0, 8);
    private final List<Part> known = new ArrayList<>();
    private long published;
    private long whole;

    private record Part(String name, long start, long end) {}

    /**
     * The parts of a file; nothing is put yet.
     *
     * @param storage in which they lie
     * @param file path of the whole
     * @param local the file as it grows
     */
    PublishedParts(Storage storage, String file, Path local) {
        this.storage = storage;
        this.file = file;
        this.directory = file + ".parts";
        this.local = local;
    }

    /**
     * {@return the file as far as it was published, with at least the bytes that are kept if they are there}
     *
     * @param kept how many
     */
    InputStream open(long kept) {
        for (String name : storage.list(directory)) {
            Matcher matcher = NAME.matcher(name);
            if (matcher.matches()) {
                known.add(new Part(name, Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))));
            }
        }
        known.sort(Comparator.comparingLong(Part::end)); // the last of a chain is cut no more than it must be
        Optional<List<Part>> chain = chain(kept, false);
        if (chain.isPresent()) {
            return new SequenceInputStream(opened(chain.get().iterator()));
        }
        return storage.exists(file) ? storage.open(file) : InputStream.nullInputStream();
    }

    /** One after the other. */
    @SuppressWarnings("JdkObsolete") // SequenceInputStream takes nothing newer
    private Enumeration<InputStream> opened(Iterator<Part> parts) {
        return new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return parts.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return storage.open(directory + "/" + parts.next().name());
            }
        };
    }

    /** Parts that follow each other from byte 0 to some byte, or beyond it. */
    private Optional<List<Part>> chain(long end, boolean exactly) {
        if (end == 0) {
            return Optional.of(new ArrayList<>());
        }
        for (Part last : known) {
            if (last.start() < end && (exactly ? last.end() == end : last.end() >= end)) {
                Optional<List<Part>> chain = chain(last.start(), true);
                chain.ifPresent(parts -> parts.add(last));
                if (chain.isPresent()) {
                    return chain;
                }
            }
        }
        return Optional.empty();
    }

    /** Whether something is not in the store yet. */
    boolean lack(long length) {
        return length > published;
    }

    /**
     * Puts what is new.
     *
     * @param length of the file by now
     */
    void publish(long length) {
        if (length <= SMALL || length >= GROWTH * whole) {
            renew(length);
        } else {
            put(published, length);
        }
    }

    /**
     * Puts the whole file, and its chain as one object.
     *
     * @param length of the file by now
     */
    void renew(long length) {
        List<Part> old = List.copyOf(known);
        if (length > 0) {
            put(0, length);
        }
        storage.write(file, target -> Files.copy(local, target));
        whole = length;
        old.forEach(part -> storage.delete(directory + "/" + part.name()));
        known.removeAll(old);
    }

    /**
     * Puts the whole file and deletes the parts.
     *
     * @param length of the file
     */
    void finish(long length) {
        if (length > whole) {
            storage.write(file, target -> Files.copy(local, target));
            whole = length;
            published = length;
        }
        storage.delete(directory);
    }

    /** Deletes the file on this machine. */
    void forget() {
        File spooled = local.toFile();
        spooled.delete();
    }

    private void put(long start, long end) {
        Part part = new Part(String.format(Locale.ROOT, "%015d-%015d-%s", start, end, writer), start, end);
        storage.write(directory + "/" + part.name(), target -> {
            try (FileChannel bytes = FileChannel.open(local)) {
                Channels.newInputStream(bytes.position(start)).transferTo(target);
            }
        });
        known.add(part);
        published = end;
    }
}
