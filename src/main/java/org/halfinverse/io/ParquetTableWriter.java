package org.halfinverse.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.SeekableInputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes a Parquet file: columns of texts and of numbers, behind columns that are copied from another file as they are,
 * whatever they hold and however they are encoded. Rows of one row group at a time are in memory, encoded and compressed.
 */
public final class ParquetTableWriter implements AutoCloseable {
    private static final int PAGE_BYTES = 1 << 20;

    /** Where no row groups are copied, a new one begins when the last has so many bytes. */
    private static final long ROW_GROUP_BYTES = 64L << 20;

    /**
     * A column that is written.
     *
     * @param name of it
     * @param kind what it holds
     */
    public record Column(String name, Kind kind) {}

    /** What a column holds. */
    public enum Kind {
        /** Texts, or nothing. */
        TEXT,
        /** Doubles. */
        NUMBER,
        /** Lists of numbers, as Spark writes arrays of doubles without nulls. */
        NUMBERS
    }

    private final String path;
    private final boolean copying;
    private final MessageType added;
    private final Map<String, String> metadata;
    private final ParquetFileWriter file;
    private final ParquetProperties properties = ParquetProperties.builder()
            .withPageSize(PAGE_BYTES)
            .withDictionaryEncoding(false)
            .build();
    private final CodecFactory codecs = new CodecFactory(new Configuration(false), PAGE_BYTES);
    private @Nullable ColumnChunkPageWriteStore pages;
    private @Nullable ColumnWriteStore columns;
    private final List<ColumnWriter> writers = new ArrayList<>();
    private long rows;

    /**
     * Creates a file.
     *
     * @param storage where it lies
     * @param path any Hadoop path
     * @param columns that are written
     * @throws DataException if two have one name, or the file cannot be created
     */
    public ParquetTableWriter(Storage storage, String path, List<Column> columns) {
        this(storage, path, new MessageType("table"), Map.of(), columns);
    }

    /**
     * Creates a file with columns that are copied.
     *
     * @param copied schema of these columns
     * @param metadata of the file
     */
    ParquetTableWriter(
            Storage storage, String path, MessageType copied, Map<String, String> metadata, List<Column> columns) {
        this.path = path;
        this.metadata = metadata;
        this.copying = copied.getFieldCount() > 0;
        this.added = new MessageType(
                copied.getName(), columns.stream().map(ParquetTableWriter::type).toList());
        List<Type> all = new ArrayList<>(copied.getFields());
        all.addAll(added.getFields());
        requireNamesOnce(all);
        try {
            file = new ParquetFileWriter(
                    new Output(storage, path),
                    new MessageType(copied.getName(), all),
                    ParquetFileWriter.Mode.OVERWRITE,
                    ROW_GROUP_BYTES,
                    0,
                    null,
                    properties);
            file.start();
        } catch (IOException | FSError | RuntimeException e) {
            throw unwritten(e);
        }
        begin();
    }

    private void requireNamesOnce(List<Type> all) {
        Set<String> names = new HashSet<>();
        for (Type type : all) {
            if (!names.add(type.getName())) {
                throw new DataException(path + " cannot be written: there are two columns \"" + type.getName()
                        + "\", which Parquet cannot hold: write .csv");
            }
        }
    }

    private static Type type(Column column) {
        return switch (column.kind()) {
            case TEXT ->
                Types.optional(PrimitiveTypeName.BINARY)
                        .as(LogicalTypeAnnotation.stringType())
                        .named(column.name());
            case NUMBER -> Types.optional(PrimitiveTypeName.DOUBLE).named(column.name());
            case NUMBERS ->
                Types.optionalGroup()
                        .as(LogicalTypeAnnotation.listType())
                        .repeatedGroup()
                        .required(PrimitiveTypeName.DOUBLE)
                        .named("element")
                        .named("list")
                        .named(column.name());
        };
    }

    private void begin() {
        CompressionCodecFactory.BytesInputCompressor compressor = codecs.getCompressor(CompressionCodecName.SNAPPY);
        pages = new ColumnChunkPageWriteStore(compressor, added, HeapByteBufferAllocator.getInstance(), 64);
        columns = properties.newColumnWriteStore(added, pages);
        writers.clear();
        for (ColumnDescriptor column : added.getColumns()) {
            writers.add(columns.getColumnWriter(column));
        }
        rows = 0;
    }

    /**
     * Gives the next row a text.
     *
     * @param column its number among those that are written
     * @param text any, or null for none
     */
    public void text(int column, @Nullable String text) {
        if (text == null) {
            writers.get(column).writeNull(0, 0);
        } else {
            writers.get(column).write(Binary.fromConstantByteArray(text.getBytes(StandardCharsets.UTF_8)), 0, 1);
        }
    }

    /**
     * Gives the next row a number.
     *
     * @param column its number among those that are written
     * @param number any
     */
    public void number(int column, double number) {
        writers.get(column).write(number, 0, 1);
    }

    /**
     * Gives the next row numbers.
     *
     * @param column its number among those that are written
     * @param numbers with them
     * @param at where the first of them stands
     * @param width how many they are, at least 1
     */
    public void numbers(int column, double[] numbers, int at, int width) {
        ColumnWriter writer = writers.get(column);
        for (int i = 0; i < width; i++) {
            writer.write(numbers[at + i], i == 0 ? 0 : 1, 2);
        }
    }

    /**
     * Ends a row, each column of which has been given something.
     *
     * @throws DataException if it cannot be written
     */
    public void endRow() {
        open(columns).endRecord();
        rows++;
        if (!copying && open(columns).getBufferedSize() > ROW_GROUP_BYTES) {
            endGroup(null, null);
        }
    }

    /**
     * Ends a row group.
     *
     * @param copied the row group whose columns are copied before the new ones, or null if there are none
     * @param from its file
     */
    void endGroup(@Nullable BlockMetaData copied, @Nullable SeekableInputStream from) {
        try {
            open(columns).flush();
            file.startBlock(rows);
            if (copied != null && from != null) {
                for (var chunk : copied.getColumns()) {
                    file.appendColumnChunk(
                            new ColumnDescriptor(chunk.getPath().toArray(), chunk.getPrimitiveType(), 0, 0),
                            from,
                            chunk,
                            null,
                            null,
                            null);
                }
            }
            open(pages).flushToFileWriter(file);
            file.endBlock();
        } catch (IOException | FSError | RuntimeException e) {
            throw unwritten(e);
        } finally {
            release();
        }
        begin();
    }

    private void release() {
        open(columns).close();
        open(pages).close();
    }

    private static <T> T open(@Nullable T store) {
        if (store == null) {
            throw new IllegalStateException("the file is closed");
        }
        return store;
    }

    /**
     * Ends the file.
     *
     * @throws DataException if it cannot be written
     */
    public void finish() {
        if (rows > 0) {
            endGroup(null, null);
        }
        try {
            file.end(metadata);
        } catch (IOException | FSError | RuntimeException e) {
            throw unwritten(e);
        }
    }

    /** Lets go of everything; a file that is not finished is none. */
    @Override
    public void close() {
        release();
        codecs.release();
        try {
            file.close();
        } catch (IOException | FSError | RuntimeException e) {
            throw unwritten(e);
        }
    }

    private DataException unwritten(Throwable failure) {
        return Storage.failed(path + " cannot be written", failure);
    }

    /** A file of our storage as Parquet's classes want to have it. */
    private record Output(Storage storage, String path) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return HadoopStreams.wrap(storage.create(path));
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }

        @Override
        public String getPath() {
            return path;
        }
    }
}
