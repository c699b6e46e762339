package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step leaves nothing behind in Spark; {@code scripts/dev/leak-study} looks at more steps and at more than that. */
@ExtendWith(LocalSpark.class)
class NothingGrowsIT {
    private static final int STEPS_PER_EPOCH = 4;
    private static final int STEPS = 60;
    private static final int PATIENCE_SECONDS = 60;
    private static final int POLLING_MILLISECONDS = 20;

    @TempDir
    private Path directory;

    /** Looks at the end of every step, while its mini-batch is still open. */
    private static final class Observer implements TrainingListener {
        private final Set<Integer> rdds = new HashSet<>();
        private final Set<Integer> shuffles = new HashSet<>();
        private Optional<HeldBySpark> early = Optional.empty();
        private Optional<HeldBySpark> late = Optional.empty();

        @Override
        public void onStep(StepRecord step, double[] theta) {
            if (step.step() <= STEPS_PER_EPOCH) { // the samples of the second epoch may be others
                return;
            }
            HeldBySpark held = HeldBySpark.now();
            rdds.add(held.rdds());
            shuffles.add(held.shuffles());
            if (step.step() == 2 * STEPS_PER_EPOCH) {
                early = Optional.of(afterCleaning(Long.MAX_VALUE));
            } else if (step.step() == STEPS) {
                late = Optional.of(afterCleaning(early.orElseThrow().broadcasts()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"hig, gram, false", "hig, mllib, false", "hig, krylov, false", "adam, auto, true"})
    void whatSparkHoldsIsTheSameAfterEveryStep(String optimizer, String solver, boolean fresh) throws IOException {
        Path conf = directory.resolve("toy.conf");
        Files.writeString(conf, """
                problem { type = toy, samples = 64, test-samples = 16, fresh = %s }
                network { hidden = [3] }
                optimizer { type = %s, solver = %s, krylov-iterations = 3 }
                training { batch-size = 16, max-steps = %d }
                execution { mode = cluster, blocks = 3 }
                output { directory = "%s", evaluate-every = 10 }
                """.formatted(fresh, optimizer, solver, STEPS, directory.resolve("run")));
        Storage storage = new Storage(Map.of());
        Observer observer = new Observer();
        new Experiment(ExperimentConfig.load(storage, conf.toString(), List.of()), storage)
                .train(observer, warning -> {});
        int sets = fresh ? 3 : 2; // with those of the epoch
        assertEquals(Set.of(sets), observer.shuffles);
        assertEquals(Set.of(solver.equals("krylov") ? sets + 1 : sets), observer.rdds);
        HeldBySpark early = observer.early.orElseThrow();
        HeldBySpark late = observer.late.orElseThrow();
        assertEquals(early.blocks(), late.blocks());
        assertEquals(early.files(), late.files());
        assertTrue(late.broadcasts() <= early.broadcasts(), early + ", then " + late);
    }

    /**
     * Waits until Spark has removed what it was told to, and, after a garbage collection, the broadcasts of its own of
     * which stages are made.
     */
    private static HeldBySpark afterCleaning(long mostBroadcasts) {
        HeldBySpark last = HeldBySpark.now();
        for (long polls = 0; polls < TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS) / POLLING_MILLISECONDS; polls++) {
            System.gc();
            try {
                TimeUnit.MILLISECONDS.sleep(POLLING_MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            HeldBySpark now = HeldBySpark.now();
            if (now.equals(last) && now.broadcasts() <= mostBroadcasts) {
                break;
            }
            last = now;
        }
        return last;
    }
}
