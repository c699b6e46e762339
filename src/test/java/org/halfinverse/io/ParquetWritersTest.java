package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of DuckDB and Spark, of scripts/dev/parquet-files: the same numbers whoever wrote them and however. */
@Tag("platform")
class ParquetWritersTest {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final Path FILES = Path.of("src/test/resources/parquet");
    private static final int ROWS = 40;

    private static final Map<String, IntToDoubleFunction> COLUMNS = Map.of(
            "number", row -> row / 4.0,
            "tiny", row -> row,
            "int", row -> row,
            "long", row -> 1_000_000_007.0 * row,
            "price", row -> row / 4.0,
            "sum", row -> row / 4.0,
            "total", row -> row / 4.0,
            "even", row -> row % 2 == 0 ? 1 : 0);

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void holdTheSameNumbers(Path file) {
        if (file.toString().contains("brotli")) {
            DataException failure = assertThrows(DataException.class, () -> read(file, "input"));
            assertTrue(
                    failure.getMessage()
                            .endsWith("is compressed with BROTLI; UNCOMPRESSED, SNAPPY, GZIP, LZ4, ZSTD,"
                                    + " LZ4_RAW can be read"),
                    failure.getMessage());
            return;
        }
        double[] pairs = IntStream.range(0, ROWS)
                .mapToObj(row -> DoubleStream.of(row / 4.0, 0.0 - row))
                .flatMapToDouble(pair -> pair)
                .toArray();
        boolean spark = file.getFileName().toString().startsWith("spark");
        for (String list : List.of("input", "floats", spark ? "vector" : "fixed")) {
            ParquetColumn column = read(file, list);
            assertEquals(List.of((long) ROWS, 2L), column.shape(), list);
            assertArrayEquals(pairs, added(column.readRows(0, ROWS)), list);
            assertArrayEquals(new double[] {17 / 4.0, -17}, column.readRows(17, 1), list);
        }
        COLUMNS.forEach((name, number) -> assertArrayEquals(
                IntStream.range(0, ROWS).mapToDouble(number).toArray(),
                read(file, name).readRows(0, ROWS),
                name));
        for (String other : List.of("note", "day", "map")) {
            assertThrows(DataException.class, () -> read(file, other), other);
        }
    }

    /** −0 as 0: of a whole number that is negated there is none. */
    private static double[] added(double... numbers) {
        return Arrays.stream(numbers).map(number -> number + 0.0).toArray();
    }

    private static ParquetColumn read(Path file, String column) {
        return ParquetColumn.open(STORAGE, file.toString(), column);
    }
}
