package org.halfinverse.benchmarks;

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
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.FirstSteps;
import org.halfinverse.spectral.SolverCandidate;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;

/**
 * What a plan promises beside what a training takes: seconds of a step, by formulas and as its first steps tell, and memory
 * that is alive in a step.
 *
 * <p>Memory is the largest heap in use that garbage collections at random times find, less the same of the training by Adam,
 * which holds the same samples and makes the same passes.
 */
public final class PlanStudy {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final double MEBIBYTE = 1 << 20;
    private static final double WARM_UP_SECONDS = 3;
    private static final int LEAST_STEPS = 2;
    private static final double LEAST_SECONDS = 5;
    private static final double MOST_SECONDS = 20;

    private PlanStudy() {}

    /**
     * Prints a table.
     *
     * @param arguments a solver, or {@code auto}, and configurations
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        System.out.println(
                "| configuration | solver | by formulas, s | first steps, s | training, s | ratio | plan, MiB |"
                        + " refined, MiB | alive, MiB |");
        System.out.println("|---|---|--:|--:|--:|--:|--:|--:|--:|");
        for (String configuration : List.of(arguments).subList(1, arguments.length)) {
            row(configuration, arguments[0]);
        }
    }

    private static void row(String configuration, String solver) throws InterruptedException {
        Experiment experiment = experiment(configuration, "optimizer.solver=" + solver);
        SolverCandidate planned = experiment.plan().solvers().chosen().orElseThrow();
        OptionalDouble first = FirstSteps.obstacle(experiment.plan()).isEmpty()
                ? FirstSteps.of(experiment(configuration, "optimizer.solver=" + solver))
                        .seconds()
                : OptionalDouble.empty();
        experiment.warmUp(WARM_UP_SECONDS);
        double median = new Times(experiment(configuration, "optimizer.solver=" + solver)).median();
        double alive = alive(experiment(configuration, "optimizer.solver=" + solver))
                - alive(experiment(configuration, "optimizer.type=adam"));
        System.out.printf(
                Locale.ROOT,
                "| `%s` | `%s` | %.2g | %s | %.2g | %.2f | %,.1f | %,.1f | %,.1f |%n",
                Path.of(configuration).getFileName().toString().replace(".conf", ""),
                planned.label(),
                planned.seconds(),
                first.isPresent() ? String.format(Locale.ROOT, "%.2g", first.getAsDouble()) : "–",
                median,
                median / first.orElse(planned.seconds()),
                planned.plainBytes() / MEBIBYTE,
                planned.bytes() / MEBIBYTE,
                alive / MEBIBYTE);
    }

    private static Experiment experiment(String configuration, String setting) {
        List<String> settings = List.of("execution.mode=driver", "problem.test-samples=0", setting);
        return new Experiment(ExperimentConfig.load(STORAGE, configuration, settings), STORAGE);
    }

    /** Of all steps but the first, evaluated by nobody. */
    private static final class Times implements TrainingListener {
        private final List<Double> wall = new ArrayList<>();
        private final Experiment experiment;
        private double before;

        Times(Experiment experiment) {
            this.experiment = experiment;
            experiment.measure(this);
        }

        double median() {
            return wall.stream().sorted().toList().get(wall.size() / 2);
        }

        @Override
        public void onStep(StepRecord step, double[] theta) {
            if (step.step() > 1) {
                wall.add(step.seconds() - before);
            }
            before = step.seconds();
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
                if (step.seconds() > MOST_SECONDS || (step.step() > 2 && step.seconds() > WARM_UP_SECONDS)) {
                    experiment.requestStop();
                }
            }
        });
        done.set(true);
        collector.join();
        return most.get();
    }
}
