package org.halfinverse.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReaderImpl;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** The rows of a part of a Parquet table as the cells of a CSV table. */
public final class ParquetCells {
    private static final long JULIAN_DAY_OF_1970 = 2_440_588;

    private final String path;
    private final List<Cells> columns;

    private ParquetCells(String path, List<Cells> columns) {
        this.path = path;
        this.columns = columns;
    }

    /** The cells of one column. */
    private interface Cells {
        List<String> names();

        /** Adds the cells of the next row. */
        void next(CsvWriter to) throws IOException;
    }

    static ParquetCells open(Storage storage, ParquetTable.Part part, MessageType schema, Map<String, Integer> widths) {
        ParquetFooter footer = ParquetFooter.read(storage, part.file());
        List<Cells> columns = new ArrayList<>();
        int leaf = 0;
        for (Type type : schema.getFields()) {
            String label = NpzArray.label(part.file(), type.getName());
            Integer width = widths.get(type.getName());
            if (type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED)) {
                PrimitiveType values = type.asPrimitiveType();
                ColumnDescriptor column = schema.getColumns().get(leaf);
                columns.add(new Texts(storage, groups(footer, part, ParquetField.single(leaf, column), label), values));
            } else if (width != null) {
                columns.add(numbers(
                        storage,
                        groups(footer, part, footer.field(type.getName()), label),
                        label,
                        type.getName(),
                        width));
            } else {
                throw new DataException("column " + type.getName()
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

    private static List<ParquetChunk> groups(
            ParquetFooter footer, ParquetTable.Part part, ParquetField field, String label) {
        return footer.chunks(part.file(), field, label, part.firstGroup(), part.endGroup());
    }

    /**
     * The names of the columns.
     *
     * @return one for each cell
     */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.addAll(column.names()));
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
            for (Cells column : columns) {
                column.next(to);
            }
        } catch (DataException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new DataException(path + " is damaged: its values cannot be decoded", e);
        }
    }

    /** A column of single values, each as Parquet prints it. */
    private static final class Texts implements Cells {
        private static final PrimitiveConverter NONE = new PrimitiveConverter() {};

        private final Storage storage;
        private final List<ParquetChunk> groups;
        private final PrimitiveType type;
        private int group;
        private long left;
        private @Nullable ColumnReader column;

        Texts(Storage storage, List<ParquetChunk> groups, PrimitiveType type) {
            this.storage = storage;
            this.groups = groups;
            this.type = type;
        }

        @Override
        public List<String> names() {
            return List.of(type.getName());
        }

        @Override
        public void next(CsvWriter to) throws IOException {
            ColumnReader on = column;
            if (on == null || left == 0) {
                ParquetChunk chunk = groups.get(group++);
                ParquetPages pages = new ParquetPages(storage, chunk);
                pages.skipTo(0); // behind the dictionary
                on = new ColumnReaderImpl(chunk.field().descriptor(), pages, NONE, null);
                left = chunk.rows();
                column = on;
            } else {
                on.consume();
            }
            left--;
            if (on.getCurrentDefinitionLevel() < on.getDescriptor().getMaxDefinitionLevel()) {
                to.raw(new byte[0]);
            } else {
                to.text(text(on));
            }
        }

        private String text(ColumnReader on) {
            String text = switch (type.getPrimitiveTypeName()) {
                case BOOLEAN -> type.stringifier().stringify(on.getBoolean());
                case INT32 -> type.stringifier().stringify(on.getInteger());
                case INT64 -> type.stringifier().stringify(on.getLong());
                case FLOAT -> type.stringifier().stringify(on.getFloat());
                case DOUBLE -> type.stringifier().stringify(on.getDouble());
                case INT96 -> instant(on.getBinary().getBytes());
                case BINARY, FIXED_LEN_BYTE_ARRAY -> type.stringifier().stringify(on.getBinary());
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

    private static Cells numbers(Storage storage, List<ParquetChunk> groups, String label, String name, int width) {
        List<String> names = new ArrayList<>();
        for (int entry = 0; entry < width; entry++) {
            names.add(width == 1 ? name : name + "_" + entry);
        }
        double[] row = new double[width];
        return new Cells() {
            private int group;
            private long done;
            private long firstRow;
            private @Nullable ParquetChunkReader reader;

            @Override
            public List<String> names() {
                return names;
            }

            @Override
            public void next(CsvWriter to) {
                ParquetChunkReader on = reader;
                if (on == null || done == groups.get(group).rows()) {
                    if (on != null) {
                        firstRow += groups.get(group++).rows();
                    }
                    on = new ParquetChunkReader(storage, groups.get(group), label, firstRow);
                    reader = on;
                    done = 0;
                }
                on.readEntries(done++ * width, row, 0, width, width);
                for (double number : row) {
                    to.number(number);
                }
            }
        };
    }
}
