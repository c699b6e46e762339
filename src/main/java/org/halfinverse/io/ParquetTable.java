package org.halfinverse.io;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * A Parquet file, or those of a directory, as a table whose columns are carried along: which rows stand in which row group of
 * which file.
 */
public final class ParquetTable implements Serializable {
    /** How Arrow's and Spark's programs describe the columns of a file; the one cannot be added to, the other is. */
    private static final String ARROW_SCHEMA = "ARROW:schema";

    private final Storage storage;
    private final String path;
    private final List<String> files;
    private final List<Part> groups;

    private ParquetTable(Storage storage, String path, List<String> files, List<Part> groups) {
        this.storage = storage;
        this.path = path;
        this.files = files;
        this.groups = groups;
    }

    /**
     * Consecutive rows: some row groups of one file.
     *
     * @param file with them, wherever it is looked at
     * @param partition the directories {@code key=value/} in which it lies within the table, or nothing
     * @param firstGroup number of the first row group in the file
     * @param endGroup number of the first one behind them
     * @param firstRow number of the first row in the table
     * @param rows how many
     */
    public record Part(String file, String partition, int firstGroup, int endGroup, long firstRow, long rows)
            implements Serializable {
        private boolean fits(Part next, long wanted) {
            return file.equals(next.file) && rows <= wanted - next.rows;
        }

        private Part with(Part next) {
            return new Part(file, partition, firstGroup, next.endGroup, firstRow, rows + next.rows);
        }
    }

    /**
     * {@return a table: reads the footers of its files}
     *
     * @param storage where it lies
     * @param inputs its files
     * @throws DataException if it has no rows, or a file cannot be read
     */
    public static ParquetTable open(Storage storage, TableFiles inputs) {
        List<Part> groups = new ArrayList<>();
        long rows = 0;
        for (String file : inputs.files()) {
            ParquetFooter footer = ParquetFooter.read(storage, file);
            for (int group = 0; group < footer.content().getRow_groupsSize(); group++) {
                long more = footer.content().getRow_groups().get(group).getNum_rows();
                if (more < 0 || more > Long.MAX_VALUE - rows) {
                    throw new DataException(file + " claims more rows than can be counted");
                }
                if (more > 0) {
                    groups.add(new Part(storage.qualify(file), inputs.partition(file), group, group + 1, rows, more));
                    rows += more;
                }
            }
        }
        if (rows == 0) {
            throw new DataException(inputs.path() + " has no rows");
        }
        return new ParquetTable(storage, inputs.path(), inputs.files(), List.copyOf(groups));
    }

    /**
     * {@return a column of numbers, as it is trained on}
     *
     * @param name of the column
     * @throws DataException if there is no such column of numbers
     */
    public ParquetColumn numbers(String name) {
        return ParquetColumn.open(storage, path, files, name);
    }

    /**
     * {@return the names of the columns, those of the first file}
     *
     * @throws DataException if it cannot be read
     */
    public List<String> names() {
        return schema(files.get(0)).getFields().stream().map(Type::getName).toList();
    }

    private MessageType schema(String file) {
        return footer(file).getFileMetaData().getSchema();
    }

    private ParquetMetadata footer(String file) {
        ParquetFooter footer = ParquetFooter.read(storage, file);
        footer.content().getRow_groups().stream()
                .flatMap(group -> group.getColumns().stream())
                .filter(column -> column.isSetCrypto_metadata() || !column.isSetMeta_data())
                .findFirst()
                .ifPresent(column -> {
                    throw new DataException(file + " has an encrypted column, which cannot be read");
                });
        try {
            return new ParquetMetadataConverter().fromParquetMetadata(footer.content());
        } catch (IOException | RuntimeException e) { // the latter for columns that are missing, among others
            throw new DataException(file + " cannot be read as Parquet: its footer is damaged", e);
        }
    }

    /**
     * The table in parts, none of them larger than it has to be.
     *
     * @param wanted how many rows each should have
     * @return parts of at least so many rows where a file has them; a row group is not divided
     */
    public List<Part> parts(long wanted) {
        List<Part> parts = new ArrayList<>();
        for (Part group : groups) {
            int previous = parts.size() - 1;
            if (previous >= 0 && parts.get(previous).fits(group, wanted)) {
                parts.set(previous, parts.get(previous).with(group));
            } else {
                parts.add(group);
            }
        }
        return List.copyOf(parts);
    }

    /**
     * Copies a part with more columns behind its own.
     *
     * @param part of this table
     * @param target any Hadoop path of the new file
     * @param added the new columns
     * @param content is given the writer once for each row group and the part that this is, and gives it all new cells
     *     row by row
     * @throws DataException if the file cannot be read or the new one not written
     */
    public void copy(Part part, String target, List<ParquetTableWriter.Column> added, GroupContent content) {
        ParquetMetadata footer = footer(part.file());
        Map<String, String> metadata = new HashMap<>(footer.getFileMetaData().getKeyValueMetaData());
        metadata.remove(ARROW_SCHEMA);
        SparkSchema.extend(metadata, added);
        try (FSDataInputStream input = storage.open(part.file());
                ParquetTableWriter writer = new ParquetTableWriter(
                        storage, target, footer.getFileMetaData().getSchema(), metadata, added)) {
            long row = part.firstRow();
            for (int i = part.firstGroup(); i < part.endGroup(); i++) {
                BlockMetaData group = footer.getBlocks().get(i);
                if (group.getRowCount() == 0) {
                    continue;
                }
                content.write(writer, row, group.getRowCount());
                writer.endGroup(group, HadoopStreams.wrap(input));
                row += group.getRowCount();
            }
            writer.finish();
        } catch (IOException e) {
            throw new DataException(part.file() + " cannot be read: " + Storage.reason(e), e);
        }
    }

    /**
     * {@return the rows of a part as texts and numbers, one after the other; stands before the first row}
     *
     * @param part of this table
     * @param widths of the columns that hold lists of numbers, by their names
     * @throws DataException if a column holds neither single values nor lists of numbers whose width is known
     */
    public ParquetCells cells(Part part, Map<String, Integer> widths) {
        return ParquetCells.open(storage, part, schema(part.file()), widths);
    }

    /** Gives the new cells of a row group. */
    @FunctionalInterface
    public interface GroupContent {
        /**
         * Writes them, ending each row by {@link ParquetTableWriter#endRow}.
         *
         * @param writer where to
         * @param firstRow number of the first row in the table
         * @param rows how many
         */
        void write(ParquetTableWriter writer, long firstRow, long rows);
    }
}
