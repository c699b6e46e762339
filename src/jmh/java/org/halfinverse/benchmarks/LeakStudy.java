package org.halfinverse.benchmarks;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.spark.HeldBySpark;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;

/**
 * What a long training leaves behind from step to step: counts of what Spark holds every so many steps, as they stand,
 * and the heap in use after a garbage collection.
 */
public final class LeakStudy {
    private static final int ROWS = 10;
    private static final double MEBIBYTE = 1 << 20;

    private LeakStudy() {}

    /**
     * Prints a table for each training.
     *
     * @param arguments number of steps, then names: {@code gram}, {@code mllib} and other solvers, {@code adam}
     */
    public static void main(String[] arguments) throws IOException {
        long steps = Long.parseLong(arguments[0]);
        System.setProperty("spark.master", "local[2]");
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            train(name, steps);
        }
    }

    private static void train(String name, long steps) throws IOException {
        Path directory = Files.createTempDirectory("leak-study");
        Path conf = directory.resolve("toy.conf");
        boolean adam = name.equals("adam");
        Files.writeString(
                conf, """
                problem { type = toy, samples = 512, test-samples = 64 }
                network { hidden = [7] }
                optimizer { type = %s, solver = %s }
                training { batch-size = 64, max-steps = %d }
                execution { mode = cluster, blocks = 4 }
                output { directory = "%s", evaluate-every = 10 }
                """.formatted(adam ? "adam" : "hig", adam ? "auto" : name, steps, directory.resolve("run")));
        Storage storage = new Storage(Map.of());
        System.out.println("| " + name + ": step | heap, MiB | persisted RDDs | other blocks | of broadcasts | shuffles"
                + " | files | their bytes | threads | descriptors |");
        System.out.println("|--:" + "|--:".repeat(9) + "|");
        new Experiment(ExperimentConfig.load(storage, conf.toString(), List.of()), storage)
                .train(
                        new TrainingListener() {
                            @Override
                            public void onStep(StepRecord step, double[] theta) {
                                if (step.step() % Math.max(1, steps / ROWS) == 0) {
                                    print(step.step());
                                }
                            }
                        },
                        warning -> {});
    }

    private static void print(long step) {
        HeldBySpark held = HeldBySpark.now(); // before the collection, which lets Spark clean up
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        long descriptors =
                ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
        System.gc();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBIBYTE;
        System.out.printf(
                Locale.ROOT,
                "| %,d | %.1f | %d | %d | %d | %d | %d | %,d | %d | %d |%n",
                step,
                heap,
                held.rdds(),
                held.blocks(),
                held.broadcasts(),
                held.shuffles(),
                held.files(),
                held.bytes(),
                threads,
                descriptors);
    }
}
