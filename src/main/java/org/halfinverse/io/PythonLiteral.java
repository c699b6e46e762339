package org.halfinverse.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value as Python writes it: dictionaries, tuples, lists, texts, whole numbers, True and False, such as Python's
 * {@code ast.literal_eval} reads. Numbers may end with the L of Python 2.
 */
final class PythonLiteral {
    private static final int DEEPEST = 32;

    private final String text;
    private int position;
    private int depth;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /**
     * {@return a value: a map, a list of what is in a tuple or list, a text, a {@code Long} or a {@code Boolean}}
     *
     * @param text of it and nothing else, but for blanks
     * @throws IllegalArgumentException if it is none
     */
    static Object parse(String text) {
        PythonLiteral literal = new PythonLiteral(text);
        Object value = literal.value();
        literal.skipBlanks();
        if (literal.position < text.length()) {
            throw literal.unexpected();
        }
        return value;
    }

    private Object value() {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException("more than " + DEEPEST + " brackets within each other");
        }
        Object value = switch (peek()) {
            case '{' -> map();
            case '(' -> parenthesized();
            case '[' -> list(']');
            case '\'', '"' -> quoted();
            default -> word();
        };
        depth--;
        return value;
    }

    private Map<Object, Object> map() {
        Map<Object, Object> map = new LinkedHashMap<>();
        position++;
        while (peek() != '}') {
            Object key = value();
            expect(':');
            map.put(key, value());
            endItem('}');
        }
        position++;
        return map;
    }

    /** A tuple, or what stands in brackets without a comma behind it. */
    private Object parenthesized() {
        int start = position;
        List<Object> items = list(')');
        boolean tuple = items.size() != 1
                || text.substring(start, position - 1).stripTrailing().endsWith(",");
        return tuple ? items : items.get(0);
    }

    private List<Object> list(char end) {
        List<Object> items = new ArrayList<>();
        position++;
        while (peek() != end) {
            items.add(value());
            endItem(end);
        }
        position++;
        return items;
    }

    /** Passes over a comma, which the last one of several things need not have. */
    private void endItem(char end) {
        if (peek() != end) {
            expect(',');
        }
    }

    private String quoted() {
        char quote = text.charAt(position++);
        StringBuilder content = new StringBuilder();
        while (position < text.length() && text.charAt(position) != quote) {
            if (text.charAt(position) == '\\') { // no key or type needs what else it may mean
                position++;
            }
            content.append(position < text.length() ? text.charAt(position++) : "");
        }
        if (position == text.length()) {
            throw unexpected();
        }
        position++;
        return content.toString();
    }

    private Object word() {
        int start = position;
        while (position < text.length() && isInWord(text.charAt(position))) {
            position++;
        }
        String word = text.substring(start, position);
        boolean prefix = word.equals("u") || word.equals("b");
        if (prefix && position < text.length() && "'\"".indexOf(text.charAt(position)) >= 0) {
            return quoted();
        }
        return switch (word) {
            case "True" -> true;
            case "False" -> false;
            default -> number(word, start);
        };
    }

    private static boolean isInWord(char letter) {
        return Character.isLetterOrDigit(letter) || "+-_".indexOf(letter) >= 0;
    }

    private long number(String word, int start) {
        try {
            return Long.parseLong(word.endsWith("L") ? word.substring(0, word.length() - 1) : word);
        } catch (NumberFormatException e) {
            position = start;
            throw unexpected();
        }
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw unexpected();
        }
        position++;
    }

    /** What comes next but for blanks, or 0 at the end. */
    private char peek() {
        skipBlanks();
        return position < text.length() ? text.charAt(position) : 0;
    }

    private void skipBlanks() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException(
                position < text.length()
                        ? "\""
                                + text.substring(position, Math.min(text.length(), position + 40))
                                        .strip() + "\" at position " + position
                        : "it ends too early");
    }
}
