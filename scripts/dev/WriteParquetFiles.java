import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.functions;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Writes the same 40 rows by DuckDB and by Spark in every format that they have: see parquet-files. */
public final class WriteParquetFiles {
    private static final int ROWS = 40;

    private WriteParquetFiles() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        byDuckDb(directory);
        bySpark(directory);
    }

    private static void byDuckDb(Path directory) throws SQLException {
        String rows = "SELECT [i / 4.0, -i]::DOUBLE[] AS input, [i / 4.0, -i]::FLOAT[] AS floats,"
                + " [i / 4.0, -i]::DOUBLE[2] AS fixed, (i / 4.0)::DOUBLE AS number, i::TINYINT AS tiny, i::INTEGER AS int,"
                + " (i * 1000000007)::BIGINT AS long, i::UBIGINT AS unsigned, (i / 4.0)::DECIMAL(9, 2) AS price,"
                + " (i / 4.0)::DECIMAL(18, 4) AS sum, (i / 4.0)::DECIMAL(30, 6) AS total, (i % 2 = 0) AS even,"
                + " 'note ' || i AS note, DATE '2026-01-01' + i::INTEGER AS day, {'a': i, 'b': [i, i]} AS nested,"
                + " MAP {'k': i} AS map FROM range(" + ROWS + ") t(i)";
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            for (String version : List.of("V1", "V2")) {
                for (String codec : List.of("uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli")) {
                    statement.execute("COPY (" + rows + ") TO '" + directory.resolve("duckdb-" + version + "-" + codec + ".parquet")
                            + "' (FORMAT parquet, PARQUET_VERSION " + version + ", CODEC '" + codec + "')");
                }
            }
        }
    }

    private static void bySpark(Path directory) throws IOException {
        SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate();
        Column pair = array(expr("id / 4D"), expr("cast(-id as double)"));
        Dataset<Row> rows = spark.range(0, ROWS, 1, 1)
                .select(
                        pair.as("input"),
                        pair.cast("array<float>").as("floats"),
                        functions.array_to_vector(pair).as("vector"),
                        expr("id / 4D").as("number"),
                        expr("cast(id as byte)").as("tiny"),
                        expr("cast(id as int)").as("int"),
                        expr("id * 1000000007").as("long"),
                        expr("cast(id / 4D as decimal(9, 2))").as("price"),
                        expr("cast(id / 4D as decimal(18, 4))").as("sum"),
                        expr("cast(id / 4D as decimal(30, 6))").as("total"),
                        col("id").mod(2).equalTo(0).as("even"),
                        expr("concat('note ', id)").as("note"),
                        expr("date_add(DATE '2026-01-01', cast(id as int))").as("day"),
                        expr("map('k', id)").as("map"));
        for (String codec : List.of("none", "snappy", "gzip", "zstd", "lz4", "lz4_raw")) {
            one(rows, directory, "spark-" + codec, Map.of("compression", codec));
        }
        one(rows, directory, "spark-v2", Map.of("parquet.writer.version", "v2"));
        one(rows, directory, "spark-v2-split", Map.of("parquet.writer.version", "v2", "parquet.enable.dictionary", "false"));
        spark.conf().set("spark.sql.parquet.writeLegacyFormat", "true");
        one(rows, directory, "spark-legacy", Map.of());
        spark.stop();
    }

    private static void one(Dataset<Row> rows, Path directory, String name, Map<String, String> options)
            throws IOException {
        Path parts = directory.resolve(name);
        DataFrameWriter<Row> writer = rows.write();
        options.forEach(writer::option);
        writer.parquet(parts.toString());
        try (Stream<Path> files = Files.list(parts)) {
            Path part = files.filter(file -> file.getFileName().toString().startsWith("part-")).findFirst().orElseThrow();
            Files.move(part, directory.resolve(name + ".parquet"), StandardCopyOption.REPLACE_EXISTING);
        }
        try (Stream<Path> files = Files.list(parts)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(parts);
    }
}
