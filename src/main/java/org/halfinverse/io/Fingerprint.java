package org.halfinverse.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 over numbers and files: two that are equal stand for equal content. */
public final class Fingerprint {
    /** A file up to this size is read whole. */
    private static final long LARGEST_WHOLE_FILE = 256L << 20;

    private static final int PIECES = 1024;
    private static final int PIECE_BYTES = 1 << 16;

    private final MessageDigest digest;

    /** Of nothing so far. */
    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Adds numbers and their count.
     *
     * @param numbers any, told apart by their bits
     * @return this
     */
    public Fingerprint add(double... numbers) {
        add(numbers.length);
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(numbers.length, PIECE_BYTES) * Double.BYTES);
        int count;
        for (int from = 0; from < numbers.length; from += count) {
            count = Math.min(numbers.length - from, PIECE_BYTES);
            bytes.clear().limit(count * Double.BYTES);
            bytes.asDoubleBuffer().put(numbers, from, count);
            digest.update(bytes);
        }
        return this;
    }

    /**
     * Adds a number.
     *
     * @param number any
     * @return this
     */
    public Fingerprint add(long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
        return this;
    }

    /**
     * Adds a text and its length, for instance another fingerprint.
     *
     * @param text any
     * @return this
     */
    public Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
        return this;
    }

    /**
     * Adds a file of any size: its length and, up to 256 MiB, every byte; of a larger one 1,024 pieces of 64 KiB from
     * its start to its end.
     *
     * @param storage on which it lies
     * @param path any Hadoop path
     * @return this
     * @throws DataException if it cannot be read
     */
    Fingerprint addFile(Storage storage, String path) {
        long length = storage.length(path);
        add(length);
        byte[] buffer = new byte[PIECE_BYTES];
        return storage.read(path, path, input -> {
            if (length <= LARGEST_WHOLE_FILE) {
                return addAll(input, buffer);
            }
            for (int piece = 0; piece < PIECES; piece++) {
                input.seek((length - PIECE_BYTES) * piece / (PIECES - 1));
                input.readFully(buffer);
                digest.update(buffer);
            }
            return this;
        });
    }

    private Fingerprint addAll(InputStream input, byte[] buffer) throws IOException {
        for (int read = input.read(buffer); read > 0; read = input.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return this;
    }

    /**
     * {@return the checksum of a whole file, 64 hexadecimal digits, as {@code sha256sum} prints it}
     *
     * @param storage on which it lies
     * @param path any Hadoop path
     * @throws DataException if it cannot be read
     */
    public static String ofContent(Storage storage, String path) {
        return storage.read(
                path,
                path,
                input -> new Fingerprint().addAll(input, new byte[PIECE_BYTES]).hex());
    }

    /** {@return the fingerprint of all that was added, 64 hexadecimal digits; nothing can be added after it} */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
