package org.halfinverse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Damages good files: a pure function of the random numbers, so that every damaged file can be made again. */
public final class Mutations {
    private static final int MOST_CHANGES = 4;

    /** Bytes that mean something to some format: ends of ranges, digits, signs, quotes, brackets, separators. */
    private static final byte[] INTERESTING = bytes("\0\1\u007f\u0080\u00ff\n\r\t 019-+.eE'\"\\/{}[]()$:=,#\u00c3");

    /** Texts that mean something to some format. */
    private static final List<byte[]> WORDS = List.of(
            bytes("999999999999999999999"),
            bytes("9223372036854775807"),
            bytes("2147483647"),
            bytes("2147483648"),
            bytes("4294967296"),
            bytes("100000000"),
            bytes("-1"),
            bytes("0"),
            bytes("1e308"),
            bytes("1e-400"),
            bytes("1e999999999"),
            bytes("NaN"),
            bytes("Infinity"),
            bytes("null"),
            bytes("true"),
            bytes("{}"),
            bytes("[]"),
            bytes("[[[[[[[["),
            bytes("{a{a{a{"),
            bytes("\"\""),
            bytes("\"\"\""),
            bytes("${name}"),
            bytes("${?problem}${optimizer}"),
            bytes("include \"a.conf\"\n"),
            bytes("include url(\"file:/etc/hostname\")\n"),
            bytes("\n"),
            bytes("\u00ff\u00ff\u00ff\u00ff"),
            bytes("\u00ff\u00ff\u00ff\u007f"),
            bytes("PK\3\4"),
            bytes("PK\1\2"),
            bytes("\u0093NUMPY"),
            bytes("(1000000000000, 2)"),
            bytes("'<f4'"));

    private final List<byte[]> corpus;

    /**
     * Of some good files.
     *
     * @param corpus the files, not empty
     */
    public Mutations(List<byte[]> corpus) {
        this.corpus = List.copyOf(corpus);
    }

    /**
     * Makes one.
     *
     * @param random chooses the file and what becomes of it
     * @return a file of the corpus with one to four changes, few more often than many
     */
    public byte[] next(RandomGenerator random) {
        byte[] bytes = corpus.get(random.nextInt(corpus.size()));
        int changes = Math.min(1 + random.nextInt(MOST_CHANGES), 1 + random.nextInt(MOST_CHANGES));
        for (int change = 0; change < changes; change++) {
            bytes = changed(bytes, random);
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes, RandomGenerator random) {
        int at = random.nextInt(bytes.length + 1);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(1 + random.nextInt(64)));
        return switch (random.nextInt(9)) {
            case 0 -> replaced(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
            case 1 -> flipped(bytes, at, 1 << random.nextInt(8));
            case 2 -> replaced(bytes, at, Math.min(bytes.length, at + 1), interesting(random));
            case 3 -> replaced(bytes, at, end, new byte[0]);
            case 4 -> Arrays.copyOf(bytes, at);
            case 5 -> replaced(bytes, at, at, repeated(Arrays.copyOfRange(bytes, at, end), 1 + random.nextInt(40)));
            case 6 -> spliced(bytes, at, random);
            case 7 -> replaced(bytes, at, at, WORDS.get(random.nextInt(WORDS.size())));
            default -> numberReplaced(bytes, at, random);
        };
    }

    private static byte[] interesting(RandomGenerator random) {
        return new byte[] {INTERESTING[random.nextInt(INTERESTING.length)]};
    }

    private static byte[] flipped(byte[] bytes, int at, int bits) {
        byte[] copy = bytes.clone();
        if (at < copy.length) {
            copy[at] ^= (byte) bits;
        }
        return copy;
    }

    /** The start of one file and the end of another. */
    private byte[] spliced(byte[] bytes, int at, RandomGenerator random) {
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        int from = random.nextInt(other.length + 1);
        return replaced(bytes, at, bytes.length, Arrays.copyOfRange(other, from, other.length));
    }

    /** Another word where the next decimal number stands. */
    private static byte[] numberReplaced(byte[] bytes, int at, RandomGenerator random) {
        int start = at;
        while (start < bytes.length && !isDigit(bytes[start])) {
            start++;
        }
        int end = start;
        while (end < bytes.length && isDigit(bytes[end])) {
            end++;
        }
        return replaced(bytes, start, end, WORDS.get(random.nextInt(WORDS.size())));
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        ByteArrayOutputStream output = new ByteArrayOutputStream(bytes.length + by.length);
        output.write(bytes, 0, from);
        output.writeBytes(by);
        output.write(bytes, to, bytes.length - to);
        return output.toByteArray();
    }

    private static byte[] repeated(byte[] slice, int times) {
        ByteArrayOutputStream output = new ByteArrayOutputStream(slice.length * times);
        for (int i = 0; i < times; i++) {
            output.writeBytes(slice);
        }
        return output.toByteArray();
    }

    private static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
