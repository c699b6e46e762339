package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.halfinverse.io.ParquetTableWriter.Column;
import org.halfinverse.io.ParquetTableWriter.Kind;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("platform")
class ParquetTableTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final List<Column> ADDED =
            List.of(new Column("control", Kind.NUMBERS), new Column("loss", Kind.NUMBER));

    @TempDir
    private Path directory;

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private ParquetTable table(int rows, int group) throws IOException {
        ParquetFiles.write(
                Path.of(file("a.parquet")),
                ParquetFiles.LISTS,
                builder -> builder.withRowGroupRowCountLimit(group),
                ParquetFiles.rows(IntStream.range(0, rows).asDoubleStream().toArray(), 1));
        return ParquetTable.open(STORAGE, TableFiles.of(STORAGE, file("a.parquet")));
    }

    @Test
    void aPartIsSomeRowGroups() throws IOException {
        ParquetTable table = table(1000, 300);
        List<ParquetTable.Part> parts = table.parts(600);
        assertEquals(
                List.of(600L, 400L), parts.stream().map(ParquetTable.Part::rows).toList());
        assertEquals(
                List.of(0L, 600L),
                parts.stream().map(ParquetTable.Part::firstRow).toList());
        assertEquals(
                List.of(2, 4), parts.stream().map(ParquetTable.Part::endGroup).toList());
        assertEquals(4, table.parts(1).size());
        assertEquals(1, table.parts(5000).size());
    }

    @Test
    void newColumnsStandBehindTheOldOnes() throws IOException {
        ParquetTable table = table(1000, 300);
        ParquetTable.Part part = table.parts(600).get(1);
        List<Long> groups = new ArrayList<>();
        table.copy(part, file("b.parquet"), ADDED, (writer, first, rows) -> {
            groups.add(first);
            for (long row = first; row < first + rows; row++) {
                writer.numbers(0, new double[] {7, (double) row, (double) -row}, 1, 2);
                writer.number(1, row / 2.0);
                writer.endRow();
            }
        });
        assertEquals(List.of(600L, 900L), groups);
        assertArrayEquals(IntStream.range(600, 1000).asDoubleStream().toArray(), read("b.parquet", "input"));
        assertArrayEquals(
                IntStream.range(600, 1000).mapToDouble(row -> row / 2.0).toArray(), read("b.parquet", "loss"));
        assertArrayEquals(
                IntStream.range(600, 1000)
                        .mapToObj(row -> DoubleStream.of(row, -row))
                        .flatMapToDouble(pair -> pair)
                        .toArray(),
                read("b.parquet", "control"));
    }

    private double[] read(String name, String column) {
        ParquetColumn numbers = ParquetColumn.open(STORAGE, file(name), column);
        return numbers.readRows(0, Math.toIntExact(numbers.rows()));
    }

    /** Spark goes by this description and not by the columns. */
    @Test
    void theDescriptionOfSparkGetsTheNewColumns() {
        String key = "org.apache.spark.sql.parquet.row.metadata";
        Map<String, String> metadata = new HashMap<>(
                Map.of(
                        key,
                        "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"byte\",\"nullable\":true,\"metadata\":{}}]}"));
        SparkSchema.extend(metadata, ADDED);
        assertEquals(
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"byte\",\"nullable\":true,\"metadata\":{}},"
                        + "{\"name\":\"control\",\"type\":{\"type\":\"array\",\"elementType\":\"double\","
                        + "\"containsNull\":false},\"nullable\":true,\"metadata\":{}},"
                        + "{\"name\":\"loss\",\"type\":\"double\",\"nullable\":true,\"metadata\":{}}]}",
                metadata.get(key));
        for (String damaged : List.of("{", "7", "{\"fields\":1}")) {
            metadata.put(key, damaged);
            SparkSchema.extend(metadata, ADDED);
            assertFalse(metadata.containsKey(key), damaged);
        }
        SparkSchema.extend(metadata, ADDED);
        assertTrue(metadata.isEmpty());
    }

    @Test
    void aColumnCannotBeAddedTwice() throws IOException {
        ParquetTable table = table(3, 3);
        DataException failure = assertThrows(
                DataException.class,
                () -> table.copy(
                        table.parts(3).get(0),
                        file("b.parquet"),
                        List.of(new Column("input", Kind.NUMBER)),
                        (writer, first, rows) -> {}));
        assertTrue(failure.getMessage().contains("there are two columns \"input\""), failure.getMessage());
    }

    @Test
    void aSchemaThatIsNestedTooDeeplyIsRefused() throws IOException {
        StringBuilder schema = new StringBuilder("message m { ");
        schema.append("optional group g { ".repeat(300))
                .append("optional double x; ")
                .append("} ".repeat(300));
        ParquetFiles.write(Path.of(file("a.parquet")), schema + "}", writer -> writer.row(row -> {}));
        DataException failure =
                assertThrows(DataException.class, () -> ParquetColumn.open(STORAGE, file("a.parquet"), "g"));
        assertTrue(failure.getMessage().endsWith("its columns are nested more than 256 deep"), failure.getMessage());
    }

    @Test
    void patternsAndDirectoriesNameFilesInTheOrderOfTheirNames() throws IOException {
        Files.createDirectories(directory.resolve("t.csv/k=2"));
        Files.createDirectories(directory.resolve("t.csv/k=1"));
        Files.writeString(directory.resolve("t.csv/k=2/a.csv"), "1\n");
        Files.writeString(directory.resolve("t.csv/k=1/b.csv"), "2\n3\n", StandardCharsets.UTF_8);
        TableFiles files = TableFiles.of(STORAGE, file("t.csv"));
        assertEquals(List.of(file("t.csv") + "/k=1/b.csv", file("t.csv") + "/k=2/a.csv"), files.files());
        CsvTable table = CsvTable.open(STORAGE, files, CsvOptions.NONE);
        assertEquals(List.of(new CsvTable.Part("k=1/", 0, 2), new CsvTable.Part("k=2/", 2, 1)), table.parts(100));
        assertEquals(3, table.parts(1).size());
        assertEquals(
                List.of("a.csv", "b.csv"),
                TableFiles.matching(STORAGE, file("t.csv") + "/k=[12]/*.csv").files().stream()
                        .map(path -> path.substring(path.lastIndexOf('/') + 1))
                        .sorted()
                        .toList());
        Files.writeString(directory.resolve("t.npy"), "");
        assertThrows(DataException.class, () -> TableFiles.matching(STORAGE, file("t.*")));
    }
}
