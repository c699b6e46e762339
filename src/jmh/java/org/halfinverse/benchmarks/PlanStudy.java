package org.halfinverse.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.FirstSteps;
import org.halfinverse.spectral.SolverCandidate;
import org.halfinverse.spectral.SolverPlan;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;

/**
 * What a plan promises beside what a training takes: seconds of a step, by formulas and as its first steps tell, and memory
 * that is alive in a step.
 *
 * <p>Memory is the largest heap in use that garbage collections at random times find, less the same of the training by Adam,
 * which holds the same samples and makes the same passes. No collection runs while native code holds arrays, so that is what a
 * step needs at the least; what it allocates is what it needs at the most.
 */
public final class PlanStudy {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final double MEBIBYTE = 1 << 20;
    private static final double WARM_UP_SECONDS = 3;
    private static final int LEAST_STEPS = 2;
    private static final double LEAST_SECONDS = 5;
    private static final double COLLECTING_SECONDS = 15;
    private static final double MOST_SECONDS = 30;

    private PlanStudy() {}

    /**
     * Prints a line of a table. The plan's own first steps come first, as in a JVM that has just begun.
     *
     * @param arguments a configuration, and settings that override it
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> settings = new ArrayList<>(List.of("execution.mode=driver", "problem.test-samples=0"));
        settings.addAll(List.of(arguments).subList(1, arguments.length));
        Supplier<Experiment> experiments =
                () -> new Experiment(ExperimentConfig.load(STORAGE, arguments[0], settings), STORAGE);
        double first = FirstSteps.of(experiments.get()).seconds().orElseThrow();
        SolverPlan plan = experiments.get().plan().solvers();
        SolverCandidate planned = plan.chosen().orElseThrow();
        experiments.get().warmUp(WARM_UP_SECONDS);
        Times times = new Times(experiments.get());
        double alive = alive(experiments.get());
        settings.add("optimizer.type=adam");
        alive -= alive(experiments.get());
        System.out.printf(
                Locale.ROOT,
                "| `%s` | `%s` | %.2g | %.2g | %.2g | %.2f | %,.1f | %,.1f | %s | %,.1f | %,.1f |%n",
                Path.of(arguments[0]).getFileName().toString().replace(".conf", ""),
                planned.label(),
                planned.seconds(),
                first,
                times.seconds(),
                times.seconds() / first,
                planned.plainBytes() / MEBIBYTE,
                planned.bytes() / MEBIBYTE,
                plan.accurate()
                        .map(accurate -> String.format(Locale.ROOT, "%,.1f", accurate.bytes() / MEBIBYTE))
                        .orElse("–"),
                alive / MEBIBYTE,
                times.allocatedBytes() / MEBIBYTE);
    }

    /** Times and allocations of all steps but the first, evaluated by nobody. */
    private static final class Times implements TrainingListener {
        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private final List<Double> wall = new ArrayList<>();
        private final List<Double> allocated = new ArrayList<>();
        private final Experiment experiment;
        private double before;
        private double allocatedBefore;

        Times(Experiment experiment) {
            this.experiment = experiment;
            experiment.measure(this);
        }

        double seconds() {
            return median(wall);
        }

        double allocatedBytes() {
            return median(allocated);
        }

        private static double median(List<Double> numbers) {
            return Vectors.median(
                    numbers.stream().mapToDouble(Double::doubleValue).toArray());
        }

        private static double allocatedByAllThreads() {
            return LongStream.of(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                    .sum();
        }

        @Override
        public void onStep(StepRecord step, double[] theta) {
            double allocatedNow = allocatedByAllThreads();
            if (step.step() > 1) {
                wall.add(step.seconds() - before);
                allocated.add(allocatedNow - allocatedBefore);
            }
            before = step.seconds();
            allocatedBefore = allocatedNow;
            if (step.step() > LEAST_STEPS && step.seconds() > LEAST_SECONDS) {
                experiment.requestStop();
            }
        }
    }

    /** What the last collection left; none runs while native code holds arrays. */
    private static long usedAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    private static double alive(Experiment experiment) throws InterruptedException {
        AtomicLong most = new AtomicLong();
        AtomicBoolean done = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!done.get()) {
                System.gc();
                most.accumulateAndGet(usedAfterCollection(), Math::max);
            }
        });
        experiment.measure(new TrainingListener() {
            @Override
            public void onStep(StepRecord step, double[] theta) {
                if (step.step() == 1) { // samples are read by then
                    collector.start();
                }
                if (step.seconds() > MOST_SECONDS || (step.step() > 2 && step.seconds() > COLLECTING_SECONDS)) {
                    experiment.requestStop();
                }
            }
        });
        done.set(true);
        collector.join();
        return most.get();
    }
}
