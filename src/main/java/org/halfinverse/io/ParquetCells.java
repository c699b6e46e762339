package org.halfinverse.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/** The rows of a part of a Parquet table as the cells of a CSV table. */
public final class ParquetCells {
    private static final long JULIAN_DAY_OF_1970 = 2_440_588;

    private final String path;
    private final List<Column> columns;

    private ParquetCells(String path, List<Column> columns) {
        this.path = path;
        this.columns = columns;
    }

    static ParquetCells open(Storage storage, ParquetTable.Part part, MessageType schema, Map<String, Integer> widths) {
        ParquetFooter footer = ParquetFooter.read(storage, part.file());
        List<Column> columns = new ArrayList<>();
        int leaf = 0;
        for (Type type : schema.getFields()) {
            String name = type.getName();
            String label = NpzArray.label(part.file(), name);
            Integer width = widths.get(name);
            if (type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED)) {
                ParquetField field =
                        ParquetField.single(leaf, schema.getColumns().get(leaf));
                columns.add(new Column(
                        List.of(name),
                        groups(footer, part, field, label),
                        (group, firstRow) -> texts(storage, group, type.asPrimitiveType())));
            } else if (width != null) {
                columns.add(new Column(
                        width == 1
                                ? List.of(name)
                                : IntStream.range(0, width)
                                        .mapToObj(entry -> name + "_" + entry)
                                        .toList(),
                        groups(footer, part, footer.field(name), label),
                        (group, firstRow) -> numbers(new ParquetChunkReader(storage, group, label, firstRow), width)));
            } else {
                throw new DataException("column " + name
                        + " of the inputs holds more than one value a row, which CSV cannot hold: write .parquet, or"
                        + " leave it out");
            }
            leaf += leaves(type);
        }
        return new ParquetCells(part.file(), columns);
    }

    private static int leaves(Type type) {
        return type.isPrimitive()
                ? 1
                : type.asGroupType().getFields().stream()
                        .mapToInt(ParquetCells::leaves)
                        .sum();
    }

    private static Iterator<ParquetChunk> groups(
            ParquetFooter footer, ParquetTable.Part part, ParquetField field, String label) {
        return footer.chunks(part.file(), field, label, part.firstGroup(), part.endGroup())
                .iterator();
    }

    /** {@return the names of the columns, one for each cell} */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.addAll(column.names));
        return names;
    }

    /**
     * Goes on to the next row.
     *
     * @param to is given a cell for each name
     * @throws DataException if it cannot be read
     */
    public void next(CsvWriter to) {
        try {
            for (Column column : columns) {
                column.next(to);
            }
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DataException(path + " is damaged: its values cannot be decoded", e);
        }
    }

    /** The cells of the next row of a row group. */
    private interface Cells {
        void addTo(CsvWriter to) throws IOException;
    }

    /** Begins a row group. */
    private interface Start {
        Cells of(ParquetChunk group, long firstRow) throws IOException;
    }

    /** A column with a cell for each name, one row group after the other. */
    private static final class Column {
        private static final Cells NONE = to -> {};

        private final List<String> names;
        private final Iterator<ParquetChunk> groups;
        private final Start start;
        private Cells cells = NONE;
        private long rows;
        private long end;

        Column(List<String> names, Iterator<ParquetChunk> groups, Start start) {
            this.names = names;
            this.groups = groups;
            this.start = start;
        }

        void next(CsvWriter to) throws IOException {
            if (rows == end) {
                ParquetChunk group = groups.next();
                cells = start.of(group, rows);
                end += group.rows();
            }
            rows++;
            cells.addTo(to);
        }
    }

    private static Cells numbers(ParquetChunkReader reader, int width) {
        double[] row = new double[width];
        return to -> {
            reader.readEntries(reader.position(), row, 0, width, width);
            for (double number : row) {
                to.number(number);
            }
        };
    }

    /** Single values, each as Parquet prints it. */
    private static Cells texts(Storage storage, ParquetChunk group, PrimitiveType type) throws IOException {
        ParquetPages pages = new ParquetPages(storage, group);
        pages.skipTo(0); // behind the dictionary
        ColumnReader column =
                new ColumnReaderImpl(group.field().descriptor(), pages, new PrimitiveConverter() {}, null);
        return to -> {
            if (column.getCurrentDefinitionLevel() < column.getDescriptor().getMaxDefinitionLevel()) {
                to.raw(new byte[0]);
            } else {
                to.text(text(column, type));
            }
            column.consume();
        };
    }

    private static String text(ColumnReader column, PrimitiveType type) {
        String text = switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> type.stringifier().stringify(column.getBoolean());
            case INT32 -> type.stringifier().stringify(column.getInteger());
            case INT64 -> type.stringifier().stringify(column.getLong());
            case FLOAT -> type.stringifier().stringify(column.getFloat());
            case DOUBLE -> type.stringifier().stringify(column.getDouble());
            case INT96 -> instant(column.getBinary().getBytes());
            case BINARY, FIXED_LEN_BYTE_ARRAY -> type.stringifier().stringify(column.getBinary());
        };
        return text.endsWith("+0000") && type.getLogicalTypeAnnotation() != null
                ? text.substring(0, text.length() - "+0000".length()) + "Z"
                : text;
    }

    /** Nanoseconds of a day, and its Julian number. */
    private static String instant(byte[] bytes) {
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long nanoseconds = numbers.getLong();
        return Instant.EPOCH
                .plus(numbers.getInt() - JULIAN_DAY_OF_1970, ChronoUnit.DAYS)
                .plusNanos(nanoseconds)
                .toString();
    }
}
