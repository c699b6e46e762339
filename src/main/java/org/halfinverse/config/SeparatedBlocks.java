package org.halfinverse.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Writes {@code key = ${other} { … }} as {@code key = ${other}, key { … }}, which means the same. The library that reads
 * HOCON cannot resolve the first where a value in the block is set twice and the second one is a substitution, as in
 * {@code { size = 4, size = ${?SIZE} }}, and can resolve the second. Lines stay where they are.
 *
 * <p>Blocks that are joined within a list have no key and are left as they stand.
 */
final class SeparatedBlocks {
    private static final String TRIPLE = "\"\"\"";

    private static final Pattern INCLUDE = Pattern.compile("\\s*include\\s");

    private final String text;
    private final StringBuilder written = new StringBuilder();
    private final Deque<Block> open = new ArrayDeque<>();
    private int at;

    private SeparatedBlocks(String text) {
        this.text = text;
        open.push(new Block(false));
    }

    /**
     * Separates the blocks of a text.
     *
     * @param text HOCON
     * @return HOCON of the same meaning; what is none is left as it stands from where it goes wrong
     */
    static String of(String text) {
        SeparatedBlocks blocks = new SeparatedBlocks(text);
        while (blocks.at < text.length() && !blocks.open.isEmpty()) {
            blocks.next();
        }
        return blocks.written.append(text, blocks.at, text.length()).toString();
    }

    private void next() {
        Block block = open.element();
        char c = text.charAt(at);
        if (c == '#' || text.startsWith("//", at)) {
            copyTo(end(text.indexOf('\n', at)));
        } else if (c == '"') {
            block.piece(copyTo(quoted()), Piece.OTHER, written);
        } else if (text.startsWith("${", at)) {
            block.piece(copyTo(substitution()), Piece.BLOCK, written);
        } else if (c == '{' || c == '[') {
            if (c == '{' && block.isJoined()) {
                written.setLength(block.end);
                written.append(", ").append(block.key.toString().strip()).append(' ');
            }
            block.piece(copyTo(at + 1), Piece.OTHER, written);
            open.push(new Block(c == '['));
        } else if (c == '}' || c == ']') {
            open.pop();
            copyTo(at + 1);
            if (!open.isEmpty()) {
                open.element().piece("", c == '}' ? Piece.BLOCK : Piece.OTHER, written);
            }
        } else {
            block.character(c, written.append(c).length());
            at++;
        }
    }

    private String copyTo(int to) {
        String copied = text.substring(at, to);
        written.append(copied);
        at = to;
        return copied;
    }

    private int quoted() {
        if (text.startsWith(TRIPLE, at)) {
            int end = end(text.indexOf(TRIPLE, at + TRIPLE.length()));
            while (end < text.length() && text.charAt(end) == '"') { // those beyond three belong to the text
                end++;
            }
            return end;
        }
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(end + 1, text.length());
    }

    private int substitution() {
        int end = at + 2;
        boolean quoted = false;
        while (end < text.length() && (quoted || text.charAt(end) != '}')) {
            quoted ^= text.charAt(end) == '"';
            end++;
        }
        return Math.min(end + 1, text.length());
    }

    private int end(int found) {
        return found < 0 ? text.length() : found;
    }

    /** What a value ended with so far. */
    private enum Piece {
        NONE,
        /** A block, or a substitution that may stand for one. */
        BLOCK,
        OTHER
    }

    /** A block or list that is being read, and the field in it. */
    private static final class Block {
        private final boolean list;
        private final StringBuilder key = new StringBuilder();
        private boolean appends;
        private boolean inValue;
        private Piece last = Piece.NONE;
        private int end;

        Block(boolean list) {
            this.list = list;
            inValue = list;
        }

        boolean isJoined() {
            return !list && inValue && !appends && last == Piece.BLOCK;
        }

        void piece(String piece, Piece kind, StringBuilder written) {
            boolean partOfKey = !inValue && piece.startsWith("\"");
            if (partOfKey) {
                key.append(piece);
            } else {
                inValue = true;
                last = kind;
            }
            end = written.length();
        }

        void character(char c, int length) {
            boolean betweenKeyAndValue =
                    last == Piece.NONE && (inValue || !INCLUDE.matcher(key).lookingAt());
            if (c == ',' || (c == '\n' && !betweenKeyAndValue)) {
                key.setLength(0);
                appends = false;
                inValue = list;
                last = Piece.NONE;
            } else if (!inValue && (c == '=' || c == ':')) {
                inValue = true;
            } else if (!inValue && c == '+') {
                appends = true;
            } else if (!inValue) {
                key.append(c);
            } else if (!Character.isWhitespace(c)) {
                last = Piece.OTHER;
                end = length;
            }
        }
    }
}
