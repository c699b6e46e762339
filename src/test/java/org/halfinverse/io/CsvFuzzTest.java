package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.halfinverse.Fuzzing;
import org.halfinverse.Mutations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No damage to a CSV file makes its reader do anything but read it or say what is wrong. */
class CsvFuzzTest {
    private static final Storage STORAGE = new Storage(Map.of());

    /** Of which damaged files are made that are CSV more often than not. */
    private static final List<String> PARTS = List.of(
            "1", "-2.5", "3e7", ",", ",", ",", "\n", "\n", "\r\n", "\"", "\"", "\"\"", " ", "\t", "x", "\u00e9", "#",
            ";", "|", "\r");

    @TempDir
    private Path directory;

    @Test
    void damagedFiles() {
        Mutations mutations = new Mutations(Stream.of(
                        "1,-2.5\n3,1e-300\n-0.0,1.7976931348623157E308\n",
                        "input_0,input_1,target,name\r\n1,2,3,\"a\"\"b\r\n,\"\r\n4,5,6,\r\n",
                        "input_0;b\r1,5;\"\"\r2,5;x\r",
                        "1,5\t2\r\r\n3,25\t4\r\r\n",
                        "\ufeffinput,\"target\"\n \"1\" , 2\n3 , \"4\"\n\n\n",
                        IntStream.range(0, 600)
                                .mapToObj(i -> i + ",0." + i + ",nan")
                                .collect(Collectors.joining("\n")))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList());
        Fuzzing.run("csv", Set.of(DataException.class), random -> read(mutations.next(random)));
    }

    @Test
    void anyMixtureOfWhatMeansSomething() {
        Fuzzing.run("csv-mixtures", Set.of(DataException.class), random -> {
            String text = IntStream.range(0, 1 + random.nextInt(24))
                    .mapToObj(i -> PARTS.get(random.nextInt(PARTS.size())))
                    .collect(Collectors.joining());
            String before = random.nextBoolean() ? "name,input\n" : "";
            read((before + text).getBytes(StandardCharsets.UTF_8));
        });
    }

    /** Cells of any text behind one that is a number: rows are found where they were written. */
    @Test
    void quotedCellsHideWhatIsInThem() {
        Fuzzing.run("csv-quoted", Set.of(DataException.class), random -> {
            int rows = 1 + random.nextInt(8);
            String text = IntStream.range(0, rows)
                    .mapToObj(row -> row + "," + quoted(random) + "\n")
                    .collect(Collectors.joining("", "input,name\n", random.nextInt(10) == 0 ? "\"" : ""));
            Files.writeString(file(), text);
            double[] expected = IntStream.range(0, rows).asDoubleStream().toArray();
            StoredArray columns = CsvColumns.open(STORAGE, file().toString(), "input", CsvOptions.NONE);
            assertArrayEquals(expected, columns.readRows(0, rows));
            assertArrayEquals(new double[] {rows - 1}, columns.readRows(rows - 1, 1));
        });
    }

    private static String quoted(RandomGenerator random) {
        String text = IntStream.range(0, random.nextInt(6))
                .mapToObj(i -> PARTS.get(random.nextInt(PARTS.size())))
                .collect(Collectors.joining());
        return " ".repeat(random.nextInt(2)) + '"' + text.replace("\"", "\"\"") + '"' + " ".repeat(random.nextInt(2));
    }

    private void read(byte[] bytes) throws IOException {
        Files.write(file(), bytes);
        StoredArray columns = CsvColumns.open(STORAGE, file().toString(), "input", CsvOptions.NONE);
        int rows = (int) columns.rows();
        int width = (int) columns.rowLength();
        double[] all = columns.readRows(0, rows);
        assertArrayEquals(Arrays.copyOfRange(all, (rows - 1) * width, rows * width), columns.readRows(rows - 1, 1));
        assertArrayEquals(Arrays.copyOf(all, width), columns.readRows(0, 1));
    }

    private Path file() {
        return directory.resolve("a.csv");
    }
}
