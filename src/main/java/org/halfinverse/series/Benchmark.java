package org.halfinverse.series;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.linalg.GemmPeak;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.StepPlan;
import org.halfinverse.spark.SharedSpark;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;

/** Measures training steps of a configuration at other batch sizes and with other solvers, without a run directory. */
public final class Benchmark {
    /** What the JVM needs to compile what runs often. */
    public static final double WARM_UP_SECONDS = 3;

    private final Storage storage;
    private final String path;
    private final List<String> overrides;

    /**
     * A benchmark of one configuration.
     *
     * @param storage where it lies
     * @param path of its file
     * @param overrides {@code key=value}, which win over the file
     */
    public Benchmark(Storage storage, String path, List<String> overrides) {
        this.storage = storage;
        this.path = path;
        this.overrides = List.copyOf(overrides);
    }

    /**
     * What was measured.
     *
     * @param batch b
     * @param execution label of the engine
     * @param rows m
     * @param columns n, all parameters of the network
     * @param all steps that were timed, whoever made them
     * @param bySolver the same by who made them, the most frequent first
     * @param blas which BLAS is in use
     * @param peakMemoryBytes the most heap that was in use after a major collection, or else after any, or else at the end
     */
    public record Measurement(
            long batch,
            String execution,
            long rows,
            int columns,
            StepTimes all,
            List<SolverSteps> bySolver,
            String blas,
            long peakMemoryBytes) {}

    /**
     * Checks that a case can be configured, which is better known before others are measured.
     *
     * @param batch b
     * @param solver label of a solver, or {@code auto}
     * @throws ConfigurationException if it cannot
     */
    public void check(long batch, String solver) {
        configuration(batch, solver);
    }

    /**
     * Measures one case: a training from the initial parameters, after another one that warms the JVM up.
     *
     * @param batch b; where samples are drawn, at least as many are
     * @param solver label of a solver, or {@code auto}
     * @param warmUp least number of steps of the training before, which takes {@link #WARM_UP_SECONDS} at least; 0 for none
     * @param steps to time, at least 1
     * @return the measurement
     * @throws ConfigurationException if the case cannot be configured
     * @throws org.halfinverse.io.DataException if it does not fit in memory
     * @throws org.halfinverse.jacobian.NonFiniteException if it diverges
     */
    public Measurement measure(long batch, String solver, int warmUp, int steps) {
        ExperimentConfig config = configuration(batch, solver);
        try (SharedSpark spark = new SharedSpark()) {
            if (warmUp > 0) {
                run(new Experiment(config, storage, spark), new Recorder(warmUp, WARM_UP_SECONDS));
            }
            return measure(batch, new Experiment(config, storage, spark), steps);
        }
    }

    private static Measurement measure(long batch, Experiment experiment, int steps) {
        double peakBefore = GemmPeak.measure();
        Recorder recorder = new Recorder(steps, 0);
        long memory;
        try (MemoryWatch watch = new MemoryWatch()) {
            run(experiment, recorder);
            memory = watch.peak();
        }
        double peak = Math.max(peakBefore, GemmPeak.measure());
        StepPlan plan = experiment.plan();
        return new Measurement(
                batch,
                plan.mode().label(),
                plan.size().rows(),
                plan.parameters(),
                StepTimes.of(recorder.records),
                SolverSteps.of(recorder.records, way -> flops(plan, way), peak),
                NativeBlas.description(),
                memory);
    }

    private ExperimentConfig configuration(long batch, String solver) {
        List<String> settings = new ArrayList<>(overrides);
        settings.add("training.batch-size=" + batch);
        settings.add("optimizer.solver=" + solver);
        ExperimentConfig config = ExperimentConfig.load(storage, path, settings);
        if (config.problem().data().isEmpty() && config.problem().samples() < batch) {
            settings.add("problem.samples=" + batch);
            return ExperimentConfig.load(storage, path, settings);
        }
        return config;
    }

    /** The step's own operations, and those of a solver that was tried before. */
    private static double flops(StepPlan plan, SolverSteps.Way way) {
        if (way.solver().isEmpty()) {
            return plan.size().gradientFlops();
        }
        return plan.solvers().candidates().stream()
                .filter(candidate -> way.solver().equals(Optional.of(candidate.label()))
                        || way.rejected().equals(Optional.of(candidate.label())))
                .mapToDouble(candidate -> candidate.cost().flops())
                .sum();
    }

    private static void run(Experiment experiment, Recorder recorder) {
        recorder.onEnough(experiment::requestStop);
        TrainingResult result = experiment.measure(recorder);
        if (result.end() == TrainingResult.End.DIVERGED) {
            throw new NonFiniteException(result.reason());
        }
    }

    /** Keeps the steps of a training, and ends it when there are enough. */
    private static final class Recorder implements TrainingListener {
        private final long steps;
        private final double seconds;
        private final List<StepRecord> records = new ArrayList<>();
        private Runnable stop = () -> {};

        Recorder(long steps, double seconds) {
            this.steps = steps;
            this.seconds = seconds;
        }

        void onEnough(Runnable action) {
            stop = action;
        }

        @Override
        public void onStep(StepRecord step, double[] theta) {
            records.add(step);
            if (step.step() >= steps && step.seconds() >= seconds) {
                stop.run();
            }
        }
    }

    /** Listens to the collector while it is open. */
    private static final class MemoryWatch implements AutoCloseable {
        private static final String MAJOR = "end of major GC";

        private final AtomicLong largest = new AtomicLong();
        private final AtomicLong largestAfterMajor = new AtomicLong();
        private final NotificationListener listener = (notification, handback) -> {
            if (notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
                GarbageCollectionNotificationInfo collection =
                        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
                long used = collection.getGcInfo().getMemoryUsageAfterGc().values().stream()
                        .mapToLong(MemoryUsage::getUsed)
                        .sum();
                largest.accumulateAndGet(used, Math::max);
                if (collection.getGcAction().equals(MAJOR)) {
                    largestAfterMajor.accumulateAndGet(used, Math::max);
                }
            }
        };

        MemoryWatch() {
            emitters().forEach(emitter -> emitter.addNotificationListener(listener, null, null));
        }

        long peak() {
            if (largestAfterMajor.get() > 0) { // a minor one leaves garbage among what is old
                return largestAfterMajor.get();
            }
            long now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            return largest.get() > 0 ? largest.get() : now;
        }

        @Override
        public void close() {
            for (NotificationEmitter emitter : emitters()) {
                try {
                    emitter.removeNotificationListener(listener);
                } catch (ListenerNotFoundException e) {
                    throw new IllegalStateException(e); // it was added above
                }
            }
        }

        private static List<NotificationEmitter> emitters() {
            List<NotificationEmitter> emitters = new ArrayList<>();
            for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
                if (bean instanceof NotificationEmitter emitter) {
                    emitters.add(emitter);
                }
            }
            return emitters;
        }
    }
}
