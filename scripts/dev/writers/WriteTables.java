import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Writes the table of scripts/dev/data-files by DuckDB and by Spark: WriteTables DIRECTORY. */
public final class WriteTables {
    private static final int ROWS = 12;
    private static final List<String> NOTES = List.of(
            "plain", "a \"quoted\" word", "comma, semicolon; tab\t", "two\nlines", " blanks ", "C:\\back\\", "café", "");

    private WriteTables() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        byDuckDb(directory);
        bySpark(directory);
    }

    private static String note(int row) {
        return NOTES.get(row % NOTES.size());
    }

    private static void byDuckDb(Path directory) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (i INTEGER, a DOUBLE, b DOUBLE, note VARCHAR)");
            for (int row = 0; row < ROWS; row++) {
                statement.execute("INSERT INTO t VALUES (" + row + ", (" + row + " - 5)::DOUBLE / 7, 1::DOUBLE / (" + row
                        + " + 3), '" + note(row) + "')");
            }
            Map<String, String> lists = Map.of(
                    "real-duckdb-v1", "[a, b]::DOUBLE[]|PARQUET_VERSION V1, CODEC 'snappy'",
                    "real-duckdb-v2", "[a, b]::DOUBLE[]|PARQUET_VERSION V2, CODEC 'zstd'",
                    "real-duckdb-fixed", "[a, b]::DOUBLE[2]|PARQUET_VERSION V2, CODEC 'lz4_raw'",
                    "real-duckdb-brotli", "[a, b]::DOUBLE[]|CODEC 'brotli'",
                    "float-duckdb-v2", "[a, b]::FLOAT[]|PARQUET_VERSION V2, CODEC 'gzip'",
                    "sixteenth-duckdb-decimal", "[(i - 5) / 16.0, (i + 3) / 16.0]::DECIMAL(9, 4)[]|PARQUET_VERSION V1",
                    "sixteenth-duckdb-wide-decimal", "[(i - 5) / 16.0, (i + 3) / 16.0]::DECIMAL(30, 5)[]|PARQUET_VERSION V2",
                    "whole-duckdb-bigint-v2", "[i - 5, 3 * i]::BIGINT[]|PARQUET_VERSION V2",
                    "count-duckdb-unsigned", "[i, 3 * i]::UTINYINT[]|PARQUET_VERSION V1",
                    "truth-duckdb-boolean", "[i % 2 = 1, i % 3 = 0]|PARQUET_VERSION V2");
            for (Map.Entry<String, String> file : lists.entrySet()) {
                String[] parts = file.getValue().split("\\|", 2);
                copy(statement, parts[0] + " AS input, note", directory.resolve(file.getKey() + ".parquet"), "FORMAT parquet, " + parts[1]);
            }
            String cells = "a AS input_0, note, b AS input_1";
            copy(statement, cells, directory.resolve("real-duckdb-default.csv"), "HEADER");
            copy(statement, cells, directory.resolve("real-duckdb-tabs.csv"), "HEADER, DELIMITER '\t', FORCE_QUOTE *");
            copy(statement, "a, b", directory.resolve("real-duckdb-no-header.csv"), "HEADER false, DELIMITER ';'");
            Path parts = directory.resolve("real-duckdb-partitioned.csv");
            copy(statement, cells + ", i >= 6 AS late", parts, "FORMAT csv, HEADER, PARTITION_BY (late), OVERWRITE true");
        }
    }

    private static void copy(Statement statement, String columns, Path to, String options) throws SQLException {
        statement.execute("COPY (SELECT " + columns + " FROM t ORDER BY i) TO '" + to + "' (" + options + ")");
    }

    private static void bySpark(Path directory) throws IOException {
        SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false").getOrCreate();
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            rows.add(RowFactory.create(row, (row - 5) / 7.0, 1.0 / (row + 3), note(row)));
        }
        StructType schema = new StructType().add("i", "int").add("input_0", "double").add("input_1", "double").add("note", "string");
        Dataset<Row> cells = spark.createDataFrame(rows, schema).coalesce(1);
        Column pair = org.apache.spark.sql.functions.array(col("input_0"), col("input_1"));
        Column sixteenths = org.apache.spark.sql.functions.expr("array((i - 5) / 16D, (i + 3) / 16D)");
        Dataset<Row> real = cells.select(col("i"), pair.as("input"), col("note"));
        for (String codec : List.of("none", "gzip", "zstd", "lz4", "lz4_raw")) {
            parquet(real.drop("i"), directory, "real-spark-" + codec, Map.of("compression", codec));
        }
        Map<String, String> v2 = Map.of("parquet.writer.version", "v2");
        parquet(real.drop("i"), directory, "real-spark-v2", v2);
        parquet(real.drop("i"), directory, "real-spark-v2-split",
                Map.of("parquet.writer.version", "v2", "parquet.enable.dictionary", "false", "parquet.enable.bytestreamsplit", "true"));
        parquet(cells.select(functions.array_to_vector(pair).as("input"), col("note")), directory, "real-spark-vector", Map.of());
        parquet(cells.select(pair.cast("array<float>").as("input")), directory, "float-spark-float", v2);
        parquet(cells.select(sixteenths.cast("array<decimal(9, 4)>").as("input")), directory, "sixteenth-spark-decimal", Map.of());
        parquet(cells.selectExpr("array(cast(i - 5 as bigint), cast(3 * i as bigint)) AS input"), directory, "whole-spark-bigint", v2);
        spark.conf().set("spark.sql.parquet.writeLegacyFormat", "true");
        parquet(real.drop("i"), directory, "real-spark-legacy", Map.of());
        parquet(cells.select(sixteenths.cast("array<decimal(30, 5)>").as("input")), directory, "sixteenth-spark-legacy-decimal", Map.of());
        spark.conf().set("spark.sql.parquet.writeLegacyFormat", "false");
        directory(real.withColumn("late", col("i").geq(6)).drop("i").write().partitionBy("late"), directory, "real-spark-partitioned.parquet");
        Dataset<Row> texts = cells.select("input_0", "note", "input_1");
        Map<String, String> whole = Map.of(
                "header", "true", "escape", "\"", "ignoreLeadingWhiteSpace", "false", "ignoreTrailingWhiteSpace", "false");
        csv(texts, directory, "real-spark-rfc-4180", whole);
        Map<String, String> quoted = new TreeMap<>(whole);
        quoted.putAll(Map.of("quoteAll", "true", "sep", "\t"));
        csv(texts, directory, "real-spark-all-quoted", quoted);
        csv(texts.drop("note"), directory, "real-spark-no-header", Map.of("sep", "|"));
        spark.stop();
    }

    private static void parquet(Dataset<Row> rows, Path directory, String name, Map<String, String> options) throws IOException {
        DataFrameWriter<Row> writer = rows.write().format("parquet");
        options.forEach(writer::option);
        one(writer, directory, name + ".parquet");
    }

    private static void csv(Dataset<Row> rows, Path directory, String name, Map<String, String> options) throws IOException {
        DataFrameWriter<Row> writer = rows.write().format("csv");
        options.forEach(writer::option);
        one(writer, directory, name + ".csv");
    }

    /** The one file that Spark makes of one partition. */
    private static void one(DataFrameWriter<Row> writer, Path directory, String name) throws IOException {
        Path parts = directory.resolve(name + ".parts");
        writer.save(parts.toString());
        try (Stream<Path> files = Files.list(parts)) {
            Path part = files.filter(file -> file.getFileName().toString().startsWith("part-")).findFirst().orElseThrow();
            Files.move(part, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        delete(parts);
    }

    private static void directory(DataFrameWriter<Row> writer, Path directory, String name) throws IOException {
        Path to = directory.resolve(name);
        delete(to);
        writer.parquet(to.toString());
        try (Stream<Path> files = Files.walk(to)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String part = file.getFileName().toString();
                if (part.startsWith("part-")) {
                    Files.move(file, file.resolveSibling("part-00000.parquet"));
                } else {
                    Files.delete(file);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(WriteTables::deleteOne);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
