package org.halfinverse.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.physics.Simulator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A call of a simulator in Python that gives back the controls: what a call costs beside the simulation. NumPy and the
 * interpreter {@code python3} have to be there.
 */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PythonBridgeBenchmark {
    private static final int SAMPLES = 32;

    /** Numbers a sample there, and as many back: a block of few, and one of 100,000. */
    @Param({"2", "3125"})
    private int width;

    private Path directory;
    private Simulator simulator;
    private double[] states;
    private double[] controls;
    private double[] outputs;

    /** Writes the simulator and starts its process. */
    @Setup
    public void start() throws IOException {
        directory = Files.createTempDirectory("hig-benchmark");
        Path code = Files.writeString(
                directory.resolve("echo.py"),
                "state_size, control_size, output_size, input_size = 0, " + width + ", " + width
                        + ", 1\ndef simulate(x, u):\n    return u\n");
        Path conf = Files.writeString(
                directory.resolve("echo.conf"),
                "problem { type = python, file = \"" + code + "\", samples = 1, test-samples = 0 }\n"
                        + "training.max-steps = 1, training.batch-size = 1, output.directory = \"" + directory + "\"");
        simulator = ExperimentConfig.load(new Storage(Map.of()), conf.toString(), List.of())
                .problem()
                .problem()
                .simulator();
        states = new double[0];
        controls = Numbers.uniform(SAMPLES * width);
        outputs = new double[SAMPLES * width];
    }

    /** Deletes the simulator. */
    @TearDown
    public void delete() throws IOException {
        for (String file : List.of("echo.py", "echo.conf", "")) {
            Files.delete(directory.resolve(file));
        }
    }

    /** There and back. */
    @Benchmark
    public double[] simulate() {
        simulator.simulate(SAMPLES, states, controls, outputs);
        return outputs;
    }
}
