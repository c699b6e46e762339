package org.halfinverse.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.halfinverse.Fuzzing;
import org.halfinverse.Mutations;
import org.halfinverse.io.ParquetTableWriter.Column;
import org.halfinverse.io.ParquetTableWriter.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage to a Parquet file makes its reader do anything but read it or say what is wrong. */
class ParquetFuzzTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final int MOST_ROWS = 1000;

    private final List<byte[]> files = new ArrayList<>();
    private final List<byte[]> footers = new ArrayList<>();

    /** What is before the footers. */
    private final List<byte[]> pages = new ArrayList<>();

    @TempDir
    private Path directory;

    /** Of all codecs, versions of pages and encodings, with several pages and row groups. */
    @BeforeEach
    void write() throws IOException {
        for (CompressionCodecName codec : List.of(
                CompressionCodecName.UNCOMPRESSED,
                CompressionCodecName.SNAPPY,
                CompressionCodecName.GZIP,
                CompressionCodecName.ZSTD,
                CompressionCodecName.LZ4,
                CompressionCodecName.LZ4_RAW)) {
            for (WriterVersion version : WriterVersion.values()) {
                write(codec, version, "double", true, false);
                write(codec, version, "float", false, version == WriterVersion.PARQUET_2_0);
            }
        }
        // by differences, and as bytes whose lengths and beginnings are
        write(CompressionCodecName.SNAPPY, WriterVersion.PARQUET_2_0, "int64", false, false);
        write(CompressionCodecName.UNCOMPRESSED, WriterVersion.PARQUET_2_0, "binary", false, false);
    }

    private void write(
            CompressionCodecName codec, WriterVersion version, String type, boolean dictionary, boolean split)
            throws IOException {
        double[] numbers = IntStream.range(0, 90).mapToDouble(i -> i % 7).toArray();
        ParquetFiles.write(
                file(),
                ParquetFiles.lists("input", type)
                        .replace("element;", type.equals("binary") ? "element (DECIMAL(9,2));" : "element;"),
                builder -> builder.withCompressionCodec(codec)
                        .withWriterVersion(version)
                        .withDictionaryEncoding(dictionary)
                        .withByteStreamSplitEncoding(split)
                        .withPageWriteChecksumEnabled(false) // which would notice all damage to pages at once
                        .withPageRowCountLimit(10)
                        .withRowGroupRowCountLimit(25),
                ParquetFiles.rows(numbers, 3));
        byte[] bytes = Files.readAllBytes(file());
        byte[] footer = ParquetFiles.footer(file());
        files.add(bytes);
        footers.add(footer);
        pages.add(Arrays.copyOf(bytes, bytes.length - footer.length - 8));
    }

    @Test
    void damagedFiles() {
        Mutations mutations = new Mutations(files);
        Fuzzing.run("parquet", Set.of(DataException.class), random -> read(mutations.next(random)));
    }

    /** Where the length of the footer is right whatever became of it. */
    @Test
    void damagedFooters() {
        Fuzzing.run("parquet-footers", Set.of(DataException.class), random -> {
            int i = random.nextInt(files.size());
            byte[] other = footers.get(random.nextInt(footers.size()));
            byte[] footer = new Mutations(List.of(footers.get(i), other)).next(random);
            read(ParquetFiles.withFooter(pages.get(i), footer));
        });
    }

    /** Where the footer is that of the good file. */
    @Test
    void damagedPages() {
        Fuzzing.run("parquet-pages", Set.of(DataException.class), random -> {
            int i = random.nextInt(files.size());
            read(ParquetFiles.withFooter(new Mutations(List.of(pages.get(i))).next(random), footers.get(i)));
        });
    }

    @Test
    void damagedTables() {
        Mutations all = new Mutations(files);
        Fuzzing.run("parquet-tables", Set.of(DataException.class), random -> {
            int i = random.nextInt(files.size());
            byte[] footer = new Mutations(List.of(footers.get(i))).next(random);
            boolean whole = random.nextBoolean();
            Files.write(file(), whole ? all.next(random) : ParquetFiles.withFooter(pages.get(i), footer));
            carry();
        });
    }

    private void read(byte[] bytes) throws IOException {
        Files.write(file(), bytes);
        ParquetColumn column = ParquetColumn.open(STORAGE, file().toString(), "input");
        if (column.rowLength() > MOST_ROWS) {
            return; // whose rows nobody asks for who has a width in mind
        }
        column.readRows(0, (int) Math.min(2, column.rows()));
        column.readRows(0, (int) Math.min(MOST_ROWS, column.rows()));
        column.readRows(column.rows() - 1, 1);
    }

    /** As predictions carry it along: the values as texts, and the columns as they are. */
    private void carry() {
        ParquetTable table = ParquetTable.open(STORAGE, TableFiles.of(STORAGE, file().toString()));
        for (ParquetTable.Part part : table.parts(MOST_ROWS)) {
            if (part.rows() > MOST_ROWS) {
                return;
            }
            String copy = directory.resolve("copy").toString();
            table.copy(part, copy, List.of(new Column("loss", Kind.NUMBER)), (writer, first, rows) -> {
                for (long row = 0; row < rows; row++) {
                    writer.number(0, (double) row);
                    writer.endRow();
                }
            });
            ParquetCells cells = table.cells(part, Map.of("input", 3));
            for (long row = 0; row < part.rows(); row++) {
                cells.next(new CsvWriter(OutputStream.nullOutputStream(), CsvFormat.COMMAS));
            }
        }
    }

    private Path file() {
        return directory.resolve("a.parquet");
    }
}
