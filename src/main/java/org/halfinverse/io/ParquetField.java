package org.halfinverse.io;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A column of real numbers in the schema of a Parquet file: a plain one, one of lists however they are nested, or one of
 * Spark's vectors.
 *
 * @param leaf its place among the columns that hold values
 * @param type by which its values are stored
 * @param typeLength of values of a fixed number of bytes
 * @param number how a value is a number, or null where it is not taken for one
 * @param list whether a row is a list; then every entry has a repetition level, 0 at the start of a row
 * @param rowLevel definition level of a row that is there, if only as an empty list; less is a null row
 * @param entryLevel definition level of an entry that is there; levels between are null entries
 * @param vectorKind the place of the column that says of each of Spark's vectors whether it is dense, or −1
 */
record ParquetField(
        int leaf,
        PrimitiveTypeName type,
        int typeLength,
        @Nullable ParquetNumber number,
        boolean list,
        int rowLevel,
        int entryLevel,
        int vectorKind)
        implements Serializable {
    private static final List<String> VECTOR = List.of("type", "size", "indices", "values");

    /**
     * {@return the column of a name}
     *
     * @param schema depth first, the root before all
     * @param name of the column
     * @param path of the file, for messages
     * @throws DataException if there is none of that name and of real numbers
     */
    static ParquetField find(List<SchemaElement> schema, String name, String path) {
        List<String> names = new ArrayList<>();
        int leaf = 0;
        for (int start = 1; start < schema.size(); ) {
            int end = end(schema, start);
            if (schema.get(start).getName().equals(name)) {
                return of(type(schema.subList(start, end), path), leaf, NpzArray.label(path, name));
            }
            names.add(schema.get(start).getName());
            leaf += leaves(schema.subList(start, end));
            start = end;
        }
        throw new DataException(path + " holds no column \"" + name + "\"; its columns are "
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
        return (int) elements.stream().filter(SchemaElement::isSetType).count();
    }

    /** A part of the schema by itself, as Parquet's classes have it. */
    private static Type type(List<SchemaElement> elements, String path) {
        List<SchemaElement> schema = new ArrayList<>();
        schema.add(new SchemaElement("root").setNum_children(1));
        schema.addAll(elements);
        try {
            MessageType alone = new ParquetMetadataConverter()
                    .fromParquetMetadata(new FileMetaData(1, schema, 0, List.of()))
                    .getFileMetaData()
                    .getSchema();
            return alone.getType(0);
        } catch (IOException | RuntimeException e) { // the latter for types without a length, among others
            throw new DataException(path + " cannot be read as Parquet: its footer is damaged", e);
        }
    }

    private static ParquetField of(Type column, int leaf, String label) {
        List<Type> chain = new ArrayList<>();
        int place = leaf;
        int vectorKind = -1;
        @Nullable Type next = column;
        if (isVector(column)) {
            chain.add(column);
            vectorKind = leaf;
            place += 3;
            next = column.asGroupType().getType("values");
        }
        while (next != null) {
            chain.add(next);
            next = !next.isPrimitive() && next.asGroupType().getFieldCount() == 1
                    ? next.asGroupType().getType(0)
                    : null;
        }
        Type last = chain.get(chain.size() - 1);
        long lists = chain.stream().filter(ParquetField::isRepeated).count();
        if (!last.isPrimitive() || (chain.size() > 1 && lists != 1)) {
            throw new DataException(label + " holds neither numbers nor lists of numbers");
        }
        PrimitiveType type = last.asPrimitiveType();
        Optional<ParquetNumber> number = ParquetNumber.of(type);
        if (number.isEmpty()) {
            throw new DataException(label + " holds values of type " + described(type)
                    + "; it must hold numbers, lists of numbers or dense vectors");
        }
        int rowLevel = 0;
        int entryLevel = 0;
        boolean inRow = true;
        for (Type element : chain) {
            inRow &= !isRepeated(element);
            entryLevel += element.isRepetition(Type.Repetition.REQUIRED) ? 0 : 1;
            rowLevel = inRow ? entryLevel : rowLevel;
        }
        return new ParquetField(
                place,
                type.getPrimitiveTypeName(),
                type.getTypeLength(),
                number.get(),
                lists == 1,
                rowLevel,
                entryLevel,
                vectorKind);
    }

    /** A column of single values of any type. */
    static ParquetField single(int leaf, ColumnDescriptor column) {
        PrimitiveType type = column.getPrimitiveType();
        int level = column.getMaxDefinitionLevel();
        return new ParquetField(leaf, type.getPrimitiveTypeName(), type.getTypeLength(), null, false, level, level, -1);
    }

    private static String described(PrimitiveType type) {
        return type.getPrimitiveTypeName()
                + (type.getLogicalTypeAnnotation() == null ? "" : " (" + type.getLogicalTypeAnnotation() + ")");
    }

    /** As Spark stores what its machine learning calls vectors. */
    private static boolean isVector(Type column) {
        if (column.isPrimitive() || isRepeated(column)) {
            return false;
        }
        GroupType group = column.asGroupType();
        return group.getFields().stream().map(Type::getName).toList().equals(VECTOR)
                && group.getType(0).isPrimitive()
                && group.getType(1).isPrimitive();
    }

    private static boolean isRepeated(Type element) {
        return element.isRepetition(Type.Repetition.REPEATED);
    }

    /** The column as Parquet's classes want to have it; names are nothing to them. */
    ColumnDescriptor descriptor() {
        return new ColumnDescriptor(
                new String[] {"entry"},
                new PrimitiveType(Type.Repetition.OPTIONAL, type, typeLength, "entry"),
                list ? 1 : 0,
                entryLevel);
    }

    /** The column of a vector that is 1 if it is dense, and 0 if it is sparse. */
    ParquetField ofVectorKinds() {
        return new ParquetField(
                vectorKind,
                PrimitiveTypeName.INT32,
                0,
                new ParquetNumber(ParquetNumber.Kind.INT, 0),
                false,
                rowLevel - 1,
                rowLevel - 1,
                -1);
    }

    /**
     * {@return what it means that an entry is not there, for instance {@code an empty list}}
     *
     * @param level its definition level, less than {@link #entryLevel}
     */
    String missing(int level) {
        if (level < rowLevel || !list) {
            return "null";
        }
        return level == rowLevel ? "an empty list" : "a null entry";
    }
}
