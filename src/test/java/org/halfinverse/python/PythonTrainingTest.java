package org.halfinverse.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A long training with a simulator in Python leaves nothing behind on either side. */
class PythonTrainingTest {
    private static final int STEPS = 5000;
    private static final int EARLY = 500;
    private static final long LEAK = 100; // bytes a step: an object or two

    @TempDir
    private Path directory;

    @Test
    void fiveThousandStepsLeaveNothingBehind() throws IOException {
        Path conf = Files.writeString(directory.resolve("long.conf"), """
                problem { type = python, file = "%s", python = "%s", samples = 8, test-samples = 0 }
                network.hidden = [2]
                training { batch-size = 4, max-steps = %d }
                execution { mode = driver, blocks = 1 }
                output { directory = "%s", evaluate-every = 0, checkpoint-seconds = 1000 }
                """.formatted(
                        PythonForTests.simulator("oscillators.py"),
                        PythonForTests.withNumpy(),
                        STEPS,
                        directory.resolve("run")));
        Storage storage = new Storage(Map.of());
        List<Held> held = new ArrayList<>();
        new Experiment(ExperimentConfig.load(storage, conf.toString(), List.of()), storage)
                .train(
                        new TrainingListener() {
                            @Override
                            public void onStep(StepRecord step, double[] theta) {
                                if (step.step() == EARLY || step.step() == STEPS) {
                                    held.add(Held.now());
                                }
                            }
                        },
                        warning -> {});
        Held early = held.get(0);
        Held late = held.get(1);
        assertEquals(early.processes, late.processes);
        assertTrue(late.descriptors <= early.descriptors, early + ", then " + late);
        assertEquals(early.descriptorsOfPython, late.descriptorsOfPython);
        long most = LEAK * (STEPS - EARLY);
        assertTrue(late.heap - early.heap < most, early + ", then " + late);
        assertTrue(late.memoryOfPython - early.memoryOfPython < most, early + ", then " + late);
    }

    /** What this JVM and its processes of Python hold; memory in bytes. */
    private record Held(
            Set<Long> processes, long descriptors, long descriptorsOfPython, long heap, long memoryOfPython) {
        static Held now() {
            Set<Long> processes = Set.copyOf(PythonProcesses.shared().pids());
            UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            System.gc();
            return new Held(
                    processes,
                    system.getOpenFileDescriptorCount(),
                    processes.stream().mapToLong(Held::descriptorsOf).sum(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    processes.stream().mapToLong(Held::memoryOf).sum());
        }

        private static long descriptorsOf(long pid) {
            try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
                return open.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static long memoryOf(long pid) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
                return lines.filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
