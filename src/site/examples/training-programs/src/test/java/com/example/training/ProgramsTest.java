package com.example.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.halfinverse.io.Storage;
import org.halfinverse.run.TrainedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    @TempDir
    private Path directory;

    /** A program with {@code main}. */
    private interface Program {
        void main(String... arguments) throws IOException;
    }

    private static String output(Program program, String... arguments) throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            program.main(arguments);
        } finally {
            System.setOut(before);
        }
        return output.toString(StandardCharsets.UTF_8);
    }

    private static SparkSession spark() {
        return SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @Test
    void onFiles() throws IOException {
        String run = directory.resolve("run").toString();
        String output = output(TrainingOnFiles::main, "conf/oscillators.conf", run);
        assertTrue(output.contains("FINISHED after 30 steps: 3 epochs"), output);
        assertTrue(output.contains("24 forces, the first "), output);

        try (SparkSession spark = spark()) {
            Dataset<Row> state = spark.range(1)
                    .select(functions
                            .array(functions.lit(0.5), functions.lit(-0.2), functions.lit(0.1), functions.lit(0.3))
                            .as("state"));
            Row row = TrainingInPipeline.controls(spark, run, state).first();
            double[] expected = TrainedModel.read(new Storage(Map.of()), run).controls(0.5, -0.2, 0.1, 0.3);
            assertArrayEquals(expected, ((Vector) row.getAs("control")).toArray());
            assertEquals(4, ((Vector) row.getAs("end")).size());
        }
    }

    @Test
    void onArrays() throws IOException {
        String output = output(TrainingOnArrays::main);
        double loss = Double.parseDouble(output.replaceAll("(?s)mean loss  train .*, test (.*?)\n.*", "$1"));
        assertTrue(loss < 0.01, output);
    }
}
