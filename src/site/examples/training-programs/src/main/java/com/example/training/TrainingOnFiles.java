package com.example.training;

import java.util.List;
import java.util.Map;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;

/** Trains as {@code hig train} does, follows the training, reads the network back and asks it for a control. */
public final class TrainingOnFiles {
    private TrainingOnFiles() {}

    /** Prints losses as they come. */
    static final class Progress implements TrainingListener {
        @Override
        public void onStep(StepRecord step, double[] theta) {
            if (step.step() % 5 == 0) {
                System.out.printf("step %d  loss %.3g  |step| %.3g%n", step.step(), step.loss(), step.updateNorm());
            }
        }

        @Override
        public void onEvaluation(EvaluationRecord evaluation) {
            System.out.printf(
                    "epoch %d  train %.3g  test %.3g%n",
                    evaluation.epoch(),
                    evaluation.trainLoss(),
                    evaluation.testLoss().orElse(Double.NaN));
        }
    }

    /**
     * Trains.
     *
     * @param arguments a configuration, and the directory of the run
     */
    public static void main(String... arguments) {
        Storage storage = new Storage(Map.of());
        ExperimentConfig config =
                ExperimentConfig.load(storage, arguments[0], List.of("output.directory=" + arguments[1]));

        TrainingResult result =
                new Experiment(config, storage).train(new Progress(), warning -> System.err.println(warning));
        System.out.printf("%s after %d steps: %s%n", result.end(), result.step(), result.reason());

        TrainedModel model = TrainedModel.read(storage, arguments[1]);
        double[] forces = model.controls(0.5, -0.2, 0.1, 0.3);
        System.out.printf("%d forces, the first %.4f%n", forces.length, forces[0]);
    }
}
