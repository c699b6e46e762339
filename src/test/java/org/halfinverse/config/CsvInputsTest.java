package org.halfinverse.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfinverse.io.NpyArray;
import org.halfinverse.run.Experiment;
import org.halfinverse.samples.FileSamples;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;

/** Samples from CSV. */
class CsvInputsTest extends TableInputsContract {
    @Override
    String table() throws IOException {
        return write(
                "a.csv",
                "time,target_0,target_1,input_0,input_1,state_1,state_0\n",
                "0,100,101,300,301,201,200\n",
                "1,102,103,302,303,203,202\n",
                "2,104,105,304,305,205,204\n");
    }

    @Test
    void eachMayHaveAFileOfItsOwn() throws IOException {
        FileSamples samples =
                open(write("x.csv", "1,2\n", "3,4\n"), Optional.of(write("y.csv", "a,b\n5,6\n7,8")), Optional.empty());
        assertArrayEquals(new double[] {3, 4}, samples.read(1, 1).inputs());
        assertArrayEquals(new double[] {7, 8}, samples.read(1, 1).targets());
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        String wide = write("a.csv", "1,2,3\n");
        assertEquals(wide + " has shape (1, 3), but inputs of shape (N, 2) are needed", refusal(wide));
        String nan = write("b.csv", "input_0,input_1\n1,2\n3,nan\n");
        assertEquals(nan + "[\"input\"] has NaN in row 1, column 1; all numbers must be finite", refusal(nan));
    }

    /** Shortest decimal numbers that give the same doubles again, here and in NumPy. */
    @Test
    void aTrainingIsTheSameAsFromNpyToTheLastBit() throws IOException {
        double[] numbers = IntStream.range(0, 300).mapToDouble(Math::sin).toArray();
        Path npy = directory.resolve("x.npy");
        STORAGE.write(npy.toString(), output -> NpyArray.write(output, numbers, 150, 2));
        StringBuilder rows = new StringBuilder("input_1,input_0\r\n");
        for (int row = 0; row < 150; row++) {
            rows.append(numbers[2 * row + 1])
                    .append(',')
                    .append(numbers[2 * row])
                    .append("\r\n");
        }
        Path parameters = Path.of("model/parameters.npy");
        byte[] expected = Files.readAllBytes(train("npy", npy.toString()).resolve(parameters));
        assertArrayEquals(
                expected,
                Files.readAllBytes(train("csv", write("x.csv", rows.toString())).resolve(parameters)));
        String german = rows.toString().replace(',', ';').replace('.', ',');
        assertArrayEquals(
                expected,
                Files.readAllBytes(train("recognised", write("y.csv", german)).resolve(parameters)));
        assertArrayEquals(
                expected,
                Files.readAllBytes(train(
                                "said",
                                write("z.csv", german.replace(';', '~')),
                                "problem.data.csv.separator=\"~\"",
                                "problem.data.csv.decimal=\",\"",
                                "problem.data.csv.header=true")
                        .resolve(parameters)));
    }

    @Test
    void whatCannotBeSaidOfCsvIsRefusedWithItsKey() throws IOException {
        String file = write("a.csv", "1;2\n");
        for (String said : List.of("separator=ab", "separator=\"\\\"\"", "decimal=\"'\"", "header=maybe")) {
            String message = assertThrows(
                            ConfigurationException.class, () -> train("no", file, "problem.data.csv." + said))
                    .getMessage();
            String key = "problem.data.csv." + said.substring(0, said.indexOf('='));
            assertTrue(message.contains(key), message);
        }
    }

    private Path train(String run, String inputs, String... more) throws IOException {
        Path conf = directory.resolve("a.conf");
        Files.writeString(conf, """
            problem { type = oscillators-linear, masses = 1, steps = 3 }
            network.hidden = [4]
            training { batch-size = 32, max-steps = 8 }
            execution.mode = driver
            """);
        Path output = directory.resolve(run);
        List<String> settings = new ArrayList<>(List.of("output.directory=" + output, "problem.data.inputs=" + inputs));
        settings.addAll(List.of(more));
        new Experiment(ExperimentConfig.load(STORAGE, conf.toString(), settings), STORAGE)
                .train(new TrainingListener() {}, warning -> {});
        return output;
    }

    private String write(String name, String... lines) throws IOException {
        return Files.writeString(directory.resolve(name), String.join("", lines))
                .toString();
    }
}
