package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.ParquetColumn;
import org.halfinverse.io.ParquetFiles;
import org.halfinverse.io.Storage;
import org.halfinverse.spark.LocalSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What stands beside the inputs is there in the predictions, to the byte or value. */
@ExtendWith(LocalSpark.class)
class PredictRoundTripIT {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final int ROWS = 600;
    private static final String HEADER = "note,note, blank ,\"quoted, \"\"name\"\"\",input";

    @TempDir
    private static Path trained;

    private static String run;

    @TempDir
    private Path directory;

    @BeforeAll
    static void train() {
        run = trained.resolve("run").toString();
        Command outcome = Command.hig(
                "train",
                "conf/toy.conf",
                "--set",
                "training.max-steps=2",
                "--set",
                "optimizer.solver=direct",
                "--set",
                "execution.mode=driver",
                "--output",
                run);
        assertEquals(0, outcome.exitCode(), outcome.err());
    }

    private Path predict(String option, Path from, String name) {
        Path to = directory.resolve(name);
        Command outcome = Command.hig("predict", run, option, from.toString(), "--outputs", to.toString());
        assertEquals(0, outcome.exitCode(), outcome.err());
        return to;
    }

    private static double input(int row) {
        return Math.sin(row);
    }

    private double[] controls(Path from) {
        NpyArray array = NpyArray.open(
                STORAGE,
                predict("--inputs", from, "direct-" + from.getFileName() + ".npy")
                        .toString());
        return array.readRows(0, Math.toIntExact(array.rows()));
    }

    /** Cells that end in a backslash, quotes, lines within cells, bytes that are no UTF-8, blanks. */
    private static byte[] record(int row) {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(("C:\\dir" + row + "\\,\"a \"\"b\"\"\n" + row + "\"").getBytes(StandardCharsets.UTF_8));
        record.writeBytes(
                ", caf\u00e9 ,".getBytes(row % 2 == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
        record.writeBytes((row % 3 == 0 ? "" : "\"\"").getBytes(StandardCharsets.UTF_8));
        record.writeBytes(("," + input(row)).getBytes(StandardCharsets.UTF_8));
        return record.toByteArray();
    }

    private Path csv(String name) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes((HEADER + "\n").getBytes(StandardCharsets.UTF_8));
        for (int row = 0; row < ROWS; row++) {
            file.writeBytes(record(row));
            file.write('\n');
        }
        return Files.write(directory.resolve(name), file.toByteArray());
    }

    /** From a file whose name would be a pattern that matches another one. */
    @Test
    void recordsOfCsvStayAsTheyAre() throws IOException {
        Files.writeString(directory.resolve("run1.csv"), "input\n7\n");
        Path from = csv("run[1].csv");
        double[] controls = controls(from);
        assertEquals(2 * ROWS, controls.length);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes((HEADER + ",control_0,control_1\n").getBytes(StandardCharsets.UTF_8));
        for (int row = 0; row < ROWS; row++) {
            expected.writeBytes(record(row));
            expected.writeBytes(
                    ("," + controls[2 * row] + "," + controls[2 * row + 1] + "\n").getBytes(StandardCharsets.UTF_8));
        }
        Path to = predict("--inputs", from, "out.csv");
        assertArrayEquals(expected.toByteArray(), Files.readAllBytes(to.resolve("part-00000.csv")));
        assertTrue(Files.exists(to.resolve("_SUCCESS")));
        assertArrayEquals(controls, controls(to), "it reads what it wrote");
    }

    @Test
    void cellsOfCsvAreTextsInParquet() throws IOException {
        Path from = csv("a.csv");
        String text = Files.readString(from, StandardCharsets.ISO_8859_1).replace("note,note", "note,other");
        Files.writeString(from, text, StandardCharsets.ISO_8859_1);
        Path to = predict("--inputs", from, "a.parquet");
        List<Group> rows = rows(to.resolve("part-00000.parquet"));
        assertEquals(ROWS, rows.size());
        assertEquals("C:\\dir4\\", rows.get(4).getString("note", 0));
        assertEquals("a \"b\"\n4", rows.get(4).getString("other", 0));
        assertEquals(" café ", rows.get(4).getString(2, 0));
        assertEquals(" café ", rows.get(5).getString(2, 0));
        assertEquals("", rows.get(4).getString("quoted, \"name\"", 0));
        assertEquals(0, rows.get(3).getFieldRepetitionCount("quoted, \"name\""), "nothing is null");
        assertEquals(String.valueOf(input(4)), rows.get(4).getString("input", 0));
        assertArrayEquals(
                controls(from),
                ParquetColumn.open(STORAGE, to.toString(), "control").readRows(0, ROWS));
    }

    @Test
    void twoColumnsOfOneNameAreRefusedInParquetAlone() throws IOException {
        Path from = csv("a.csv");
        Command outcome = Command.hig(
                "predict",
                run,
                "--inputs",
                from.toString(),
                "--outputs",
                directory.resolve("x.parquet").toString());
        assertEquals(4, outcome.exitCode());
        assertTrue(outcome.err().contains("there are two columns \"note\", which Parquet cannot hold"), outcome.err());
    }

    private static final String SCHEMA = "message table { optional int96 then; required int64 id (INTEGER(64,false));"
            + " optional binary name (STRING); optional fixed_len_byte_array(3) three;"
            + " optional int64 at (TIMESTAMP(MICROS,true)); optional int32 price (DECIMAL(9,2)); optional int32 day (DATE);";

    private static final String NESTED =
            " optional group m (MAP) { repeated group key_value { required binary key (STRING);"
                    + " optional int32 value; } } optional group s { optional group t { repeated float u; } }";

    private static void write(Path file, String schema, int first, int rows, boolean nested) throws IOException {
        ParquetFiles.write(
                file,
                schema,
                builder -> builder.withRowGroupRowCountLimit(100)
                        .withPageRowCountLimit(30)
                        .withCompressionCodec(CompressionCodecName.GZIP),
                writer -> {
                    for (int row = first; row < first + rows; row++) {
                        int number = row;
                        writer.row(group -> fill(group, number, nested));
                    }
                });
    }

    private static void fill(Group group, int row, boolean nested) {
        byte[] instant = new byte[12];
        instant[0] = (byte) row;
        instant[8] = (byte) 0x8c; // 1970-01-01 is day 2440588
        instant[9] = 0x3d;
        instant[10] = 0x25;
        group.add("then", Binary.fromConstantByteArray(instant));
        group.add("id", -1L - row);
        if (row % 3 > 0) {
            group.add("name", row % 3 == 1 ? "" : "na\"me " + row);
        }
        group.add("three", Binary.fromConstantByteArray(new byte[] {1, 2, (byte) row}));
        group.add("at", 1_000_000L * row);
        group.add("price", 100 * row + 5);
        group.add("day", row);
        if (nested) {
            for (int k = 0; k < row % 4; k++) {
                group.addGroup("m");
                Group entry = group.getGroup("m", 0).addGroup(0);
                entry.add("key", "k" + k);
                if (k > 0) {
                    entry.add("value", k);
                }
                if (k > 0) {
                    break;
                }
            }
            group.addGroup("s").addGroup("t").append("u", 1.5f).append("u", 2.5f * row);
        }
        group.add("input", input(row));
    }

    @Test
    void columnsOfParquetStayAsTheyAre() throws IOException {
        String schema = SCHEMA + NESTED + " required double input; }";
        Path from = directory.resolve("from.parquet");
        Path first = Files.createDirectories(from.resolve("year=2025")).resolve("b.parquet");
        Path second = Files.createDirectories(from.resolve("year=2026")).resolve("a.parquet");
        write(first, schema, 0, 250, true);
        write(second, schema, 250, 50, true);
        Path to = predict("--inputs", from, "to.parquet");
        List<Group> expected = rows(first);
        expected.addAll(rows(second));
        List<Group> written = rows(to.resolve("year=2025/part-00000.parquet"));
        written.addAll(rows(to.resolve("year=2026/part-00001.parquet")));
        assertEquals(300, written.size());
        int columns = expected.get(0).getType().getFieldCount();
        assertEquals(
                expected.get(0).getType().getFields(),
                written.get(0).getType().getFields().subList(0, columns));
        for (int row = 0; row < 300; row++) {
            for (int column = 0; column < columns; column++) {
                assertEquals(cells(expected.get(row), column), cells(written.get(row), column));
            }
        }
        assertArrayEquals(
                controls(from),
                ParquetColumn.open(STORAGE, to.toString(), "control").readRows(0, 300));
    }

    private static List<String> cells(Group row, int column) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.getFieldRepetitionCount(column); i++) {
            cells.add(
                    row.getType().getType(column).isPrimitive()
                            ? row.getValueToString(column, i)
                            : row.getGroup(column, i).toString());
        }
        return cells;
    }

    @Test
    void valuesOfParquetAreTextsInCsv() throws IOException {
        Path from = directory.resolve("from.parquet");
        write(from, SCHEMA + " required double input; }", 0, 250, false);
        double[] controls = controls(from);
        Path to = predict("--inputs", from, "to.csv");
        List<String> lines = Files.readAllLines(to.resolve("part-00000.csv"));
        assertEquals(251, lines.size());
        assertEquals("then,id,name,three,at,price,day,input,control_0,control_1", lines.get(0));
        assertEquals(
                "1970-01-01T00:00:00.000000005Z,18446744073709551610,\"na\"\"me 5\",0x010205,"
                        + "1970-01-01T00:00:05.000000Z,5.05,1970-01-06," + input(5) + "," + controls[10] + ","
                        + controls[11],
                lines.get(6));
        assertTrue(lines.get(5).contains(",18446744073709551611,\"\",0x"), "no letter: " + lines.get(5));
        assertTrue(lines.get(4).contains(",18446744073709551612,,0x"), "null: " + lines.get(4));
    }

    @Test
    void aPatternIsAskedFor() throws IOException {
        Files.writeString(directory.resolve("b-2.csv"), "input\n0.5\n");
        Files.writeString(directory.resolve("b-1.csv"), "input\n0.25\n");
        Path pattern = directory.resolve("b-[0-9].csv");
        Path to = predict("--inputs-glob", pattern, "to.csv");
        List<String> lines = Files.readAllLines(to.resolve("part-00000.csv"));
        assertEquals(3, lines.size());
        assertTrue(lines.get(1).startsWith("0.25,"), lines.get(1));
        Command outcome = Command.hig(
                "predict",
                run,
                "--inputs",
                pattern.toString(),
                "--outputs",
                directory.resolve("x.csv").toString());
        assertEquals(4, outcome.exitCode());
        assertTrue(outcome.err().contains("b-[0-9].csv cannot be read: no such file"), outcome.err());
        outcome = Command.hig(
                "predict",
                run,
                "--inputs-glob",
                directory.resolve("c*").toString(),
                "--outputs",
                directory.resolve("x.csv").toString());
        assertTrue(outcome.err().contains("c* matches no file"), outcome.err());
    }

    private static List<Group> rows(Path file) throws IOException {
        List<Group> rows = new ArrayList<>();
        try (ParquetReader<Group> reader = ParquetReader.builder(
                        new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                .build()) {
            for (Group row = reader.read(); row != null; row = reader.read()) {
                rows.add(row);
            }
        }
        return rows;
    }
}
