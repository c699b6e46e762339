package org.halfinverse.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet files of Parquet's own writer. */
public final class ParquetFiles {
    private static final int TAIL_BYTES = 8;

    private ParquetFiles() {}

    /** How Spark writes an array of doubles. */
    public static final String LISTS = lists("input", "double");

    /** A schema of a single array column, as Spark writes it. */
    static String lists(String name, String type) {
        return "message m { optional group " + name + " (LIST) { repeated group list { optional " + type
                + " element; } } }";
    }

    /** Rows of lists of the first column of {@link #LISTS}, null for a null row. */
    static Consumer<Writer> rows(double[]... rows) {
        return writer -> {
            for (double[] row : rows) {
                writer.list(row);
            }
        };
    }

    /** Rows of one length. */
    public static Consumer<Writer> rows(double[] numbers, int width) {
        return writer -> {
            for (int start = 0; start < numbers.length; start += width) {
                writer.list(Arrays.copyOfRange(numbers, start, start + width));
            }
        };
    }

    /**
     * Writes a file.
     *
     * @param file where to; an old one is replaced
     * @param schema of its rows
     * @param options of the writer
     * @param content writes the rows
     */
    public static void write(
            Path file, String schema, UnaryOperator<ExampleParquetWriter.Builder> options, Consumer<Writer> content)
            throws IOException {
        MessageType type = MessageTypeParser.parseMessageType(schema);
        ExampleParquetWriter.Builder builder = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(type)
                .withWriteMode(ParquetFileWriter.Mode.OVERWRITE);
        try (ParquetWriter<Group> writer = options.apply(builder).build()) {
            content.accept(new Writer(new SimpleGroupFactory(type), writer));
        }
    }

    /** Writes a file as Spark does. */
    public static void write(Path file, String schema, Consumer<Writer> content) throws IOException {
        write(file, schema, builder -> builder, content);
    }

    /** The same file with another footer. */
    static byte[] withFooter(byte[] file, Consumer<FileMetaData> change) throws IOException {
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - TAIL_BYTES);
        int start = file.length - TAIL_BYTES - length;
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(file, start, length));
        change.accept(footer);
        return withFooter(Arrays.copyOf(file, start), bytes(footer));
    }

    /** Some bytes and a footer behind them. */
    static byte[] withFooter(byte[] before, byte[] footer) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        output.writeBytes(before);
        output.writeBytes(footer);
        output.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(footer.length)
                .array());
        output.writeBytes(new byte[] {'P', 'A', 'R', '1'});
        return output.toByteArray();
    }

    /** The footer of a file, alone. */
    static byte[] footer(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - TAIL_BYTES);
        return Arrays.copyOfRange(bytes, bytes.length - TAIL_BYTES - length, bytes.length - TAIL_BYTES);
    }

    private static byte[] bytes(FileMetaData footer) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, output);
        return output.toByteArray();
    }

    /** Takes rows. */
    public static final class Writer {
        private final SimpleGroupFactory factory;
        private final ParquetWriter<Group> writer;

        private Writer(SimpleGroupFactory factory, ParquetWriter<Group> writer) {
            this.factory = factory;
            this.writer = writer;
        }

        /** A row that is put together here. */
        public void row(Consumer<Group> fill) {
            Group row = factory.newGroup();
            fill.accept(row);
            try {
                writer.write(row);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** A row whose first column is a list of numbers, null, or with NaN for a null entry. */
        void list(double... numbers) {
            row(row -> {
                if (numbers != null) {
                    fill(row, numbers);
                }
            });
        }

        private static void fill(Group row, double... numbers) {
            Group list = row.addGroup(0);
            Class<?> type = list.getType()
                    .getType(0)
                    .asGroupType()
                    .getType(0)
                    .asPrimitiveType()
                    .getPrimitiveTypeName()
                    .javaType;
            for (double number : numbers) {
                Group entry = list.addGroup(0);
                if (type.equals(float.class)) {
                    entry.add(0, (float) number);
                } else if (type.equals(long.class)) {
                    entry.add(0, (long) number);
                } else if (type.equals(Binary.class)) {
                    entry.add(0, Binary.fromConstantByteArray(new byte[] {0, (byte) number}));
                } else if (!Double.isNaN(number)) {
                    entry.add(0, number);
                }
            }
        }
    }
}
