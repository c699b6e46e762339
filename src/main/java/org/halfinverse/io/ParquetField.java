package org.halfinverse.io;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;

/**
 * A column of real numbers in the schema of a Parquet file: a plain one, or one of lists however they are nested.
 *
 * @param leaf its place among the columns that hold values
 * @param itemBytes 8 for double, 4 for float
 * @param list whether a row is a list; then every entry has a repetition level, 0 at the start of a row
 * @param rowLevel definition level of a row that is there, if only as an empty list; less is a null row
 * @param entryLevel definition level of an entry that is there; levels between are null entries
 */
record ParquetField(int leaf, int itemBytes, boolean list, int rowLevel, int entryLevel) implements Serializable {
    /**
     * Finds a column.
     *
     * @param schema depth first, the root before all
     * @param name of the column
     * @param path of the file, for messages
     * @return the column
     * @throws DataException if there is none of that name and of real numbers
     */
    static ParquetField find(List<SchemaElement> schema, String name, String path) {
        List<String> names = new ArrayList<>();
        int leaf = 0;
        for (int start = 1; start < schema.size(); ) {
            int end = end(schema, start);
            if (schema.get(start).getName().equals(name)) {
                return of(schema.subList(start, end), leaf, NpzArray.label(path, name));
            }
            names.add(schema.get(start).getName());
            leaf += leaves(schema.subList(start, end));
            start = end;
        }
        throw new DataException(path + " holds no column \"" + name + "\", where that is read; it holds "
                + (names.isEmpty() ? "none" : String.join(", ", names)));
    }

    /** Behind an element and all below it. */
    private static int end(List<SchemaElement> schema, int start) {
        int end = start;
        for (long open = 1; open > 0 && end < schema.size(); end++) {
            open += Math.max(0, schema.get(end).getNum_children()) - 1L;
        }
        return end;
    }

    private static int leaves(List<SchemaElement> elements) {
        return (int) elements.stream().filter(ParquetField::isLeaf).count();
    }

    private static boolean isLeaf(SchemaElement element) {
        return element.isSetType();
    }

    private static ParquetField of(List<SchemaElement> chain, int leaf, String label) {
        SchemaElement last = chain.get(chain.size() - 1);
        long lists = chain.stream().filter(ParquetField::isRepeated).count();
        boolean plain = chain.size() == 1 || lists == 1;
        if (leaves(chain) != 1 || !isLeaf(last) || !plain) {
            throw new DataException(label + " holds neither numbers nor lists of numbers");
        }
        if (last.getType() != Type.DOUBLE && last.getType() != Type.FLOAT) {
            throw new DataException(label + " holds values of type " + last.getType()
                    + "; DOUBLE and FLOAT, and lists of them, can be read");
        }
        int rowLevel = 0;
        int entryLevel = 0;
        boolean inRow = true;
        for (SchemaElement element : chain) {
            inRow &= !isRepeated(element);
            entryLevel += element.getRepetition_type() == FieldRepetitionType.REQUIRED ? 0 : 1;
            rowLevel = inRow ? entryLevel : rowLevel;
        }
        int itemBytes = last.getType() == Type.DOUBLE ? Double.BYTES : Float.BYTES;
        return new ParquetField(leaf, itemBytes, lists == 1, rowLevel, entryLevel);
    }

    private static boolean isRepeated(SchemaElement element) {
        return element.getRepetition_type() == FieldRepetitionType.REPEATED;
    }

    /**
     * What it means that an entry is not there.
     *
     * @param level its definition level, less than {@link #entryLevel}
     * @return for instance {@code an empty list}
     */
    String missing(int level) {
        if (level < rowLevel || !list) {
            return "null";
        }
        return level == rowLevel ? "an empty list" : "a null entry";
    }
}
