package org.halfinverse.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        Set<Long> others = HeldByPython.others();
        Path conf = Files.writeString(directory.resolve("long.conf"), """
                problem { type = python, file = "%s", python = "%s", samples = 8, test-samples = 0 }
                network.hidden = [2]
                training { batch-size = 4, max-steps = %d }
                execution { mode = driver, blocks = 1 }
                output { directory = "%s", evaluate-every = 0, checkpoint-seconds = 1000 }
                """.formatted(
                        PythonForTests.copiedOscillators(directory),
                        PythonForTests.withNumpy(),
                        STEPS,
                        directory.resolve("run")));
        Storage storage = new Storage(Map.of());
        List<HeldByPython> held = new ArrayList<>();
        new Experiment(ExperimentConfig.load(storage, conf.toString(), List.of()), storage)
                .train(
                        new TrainingListener() {
                            @Override
                            public void onStep(StepRecord step, double[] theta) {
                                if (step.step() == EARLY || step.step() == STEPS) {
                                    held.add(HeldByPython.besides(others));
                                }
                            }
                        },
                        warning -> {});
        HeldByPython early = held.get(0);
        HeldByPython late = held.get(1);
        assertEquals(early.processes(), late.processes());
        assertTrue(late.descriptors() <= early.descriptors(), early + ", then " + late);
        assertEquals(early.descriptorsOfPython(), late.descriptorsOfPython());
        long most = LEAK * (STEPS - EARLY);
        assertTrue(late.heap() - early.heap() < most, early + ", then " + late);
        assertTrue(late.memoryOfPython() - early.memoryOfPython() < most, early + ", then " + late);
    }
}
