package org.halfinverse.io;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The names of the columns of a CSV file, and which of them hold what.
 *
 * @param names of all columns, to the letter; empty if the file has no header
 */
record CsvHeader(List<String> names) implements Serializable {
    private static final Pattern NAMED = Pattern.compile("(input|target|state)(?:_(\\d{1,9}))?");
    private static final int LONGEST_LIST = 300;

    /**
     * The header that a first record is: one of which any cell is not a number, unless it is said.
     *
     * @param record the first one
     * @param decimal what stands before the fraction of a number
     * @param told whether it is a header, if that is said
     * @param path of the file, for messages
     * @return no names if it is a row of numbers
     * @throws DataException if it is neither: names no component, and has a number in it
     */
    static CsvHeader of(CsvReader record, byte decimal, Optional<Boolean> told, String path) {
        int numbers = 0;
        int number = 0;
        int text = 0;
        for (int cell = 0; cell < record.cells(); cell++) {
            if (record.number(cell, decimal).isPresent()) {
                number = numbers++ == 0 ? cell : number;
            } else {
                text = text == 0 ? cell : text;
            }
        }
        if (!told.orElse(numbers < record.cells())) {
            return new CsvHeader(List.of());
        }
        CsvHeader header = new CsvHeader(IntStream.range(0, record.cells())
                .mapToObj(record::exactText)
                .map(name -> Objects.requireNonNullElse(name, ""))
                .toList());
        if (told.isEmpty() && numbers > 0 && !header.namesComponents()) {
            throw new DataException(path + " begins with a line that is neither names nor numbers: column " + number
                    + " has " + CsvNumber.quoted(header.names.get(number)) + ", column " + text + " has "
                    + CsvNumber.quoted(header.names.get(text)));
        }
        return header;
    }

    /** Whether a column of this name is one of a component. */
    static boolean isComponent(String name) {
        return component(name).matches();
    }

    /** Blanks around a name do not matter. */
    private static Matcher component(String name) {
        return NAMED.matcher(name.strip());
    }

    private boolean namesComponents() {
        return names.stream().anyMatch(CsvHeader::isComponent);
    }

    /** Whether there are columns of a component's own. */
    boolean names(String component) {
        return names.stream()
                .map(CsvHeader::component)
                .anyMatch(name -> name.matches() && name.group(1).equals(component));
    }

    /** Whether columns are taken by their names; otherwise all are. */
    boolean chooses() {
        return namesComponents();
    }

    /**
     * {@return the numbers of the columns of a component: the one of its name, or those of its name and a number, from
     * 0 on; all of them if the header names no component at all}
     *
     * @param component {@code input}, {@code target} or {@code state}
     * @param cells number of all columns
     * @param path of the file, for messages
     * @throws DataException if there are none, one is missing between others, or two bear one name
     */
    int[] columns(String component, int cells, String path) {
        if (!chooses()) {
            return IntStream.range(0, cells).toArray();
        }
        Map<Integer, Integer> numbered = new HashMap<>();
        int whole = -1;
        for (int column = 0; column < names.size(); column++) {
            Matcher name = component(names.get(column));
            if (!name.matches() || !name.group(1).equals(component)) {
                continue;
            }
            boolean first =
                    name.group(2) == null ? whole < 0 : numbered.put(Integer.valueOf(name.group(2)), column) == null;
            whole = name.group(2) == null ? column : whole;
            if (!first) {
                throw new DataException(path + " has two columns " + CsvNumber.quoted(names.get(column))
                        + "; each name may stand only once");
            }
        }
        if (whole >= 0 && !numbered.isEmpty()) {
            throw new DataException(path + " has a column \"" + component + "\" beside \"" + component
                    + "_…\" with numbers: use one or the other");
        }
        if (whole < 0 && numbered.isEmpty()) {
            throw new DataException(
                    path + " has no column \"" + component + "\" or \"" + component + "_0\"; it has " + list());
        }
        return whole >= 0 ? new int[] {whole} : inOrder(component, numbered, path);
    }

    private static int[] inOrder(String component, Map<Integer, Integer> numbered, String path) {
        int[] columns = new int[numbered.size()];
        for (int number = 0; number < columns.length; number++) {
            Integer column = numbered.get(number);
            if (column == null) {
                throw new DataException(path + " has no column \"" + component + "_" + number + "\": number the "
                        + columns.length + " columns from 0 on");
            }
            columns[number] = column;
        }
        return columns;
    }

    /** A column as messages name it. */
    String column(int number) {
        return "column " + number + (names.isEmpty() ? "" : " (" + CsvNumber.quoted(names.get(number)) + ")");
    }

    /** All names, not too many of them for a message. */
    String list() {
        String list = String.join(", ", names);
        return list.length() <= LONGEST_LIST ? list : list.substring(0, LONGEST_LIST) + "…";
    }
}
