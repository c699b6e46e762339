package com.example.training;

import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.physics.Problem;
import org.halfinverse.run.Experiment;
import org.halfinverse.run.FinishedTraining;
import org.halfinverse.samples.ArraySamples;
import org.halfinverse.samples.Split;
import org.halfinverse.spark.SparkAccess;
import org.halfinverse.train.TrainingListener;

/** Trains on numbers that the program has, and keeps the network in memory. */
public final class TrainingOnArrays {
    private static final String CONFIGURATION = """
        problem.type = oscillators-linear
        network.hidden = [20, 20]
        training { batch-size = 32, max-epochs = 3 }
        """;

    private TrainingOnArrays() {}

    /**
     * Trains.
     *
     * @param arguments none
     */
    public static void main(String... arguments) {
        ExperimentConfig config = ExperimentConfig.read(ConfigFactory.parseString(CONFIGURATION));
        Problem problem = config.problem().problem();
        ArraySamples training = ArraySamples.of(problem, circle(256, 0));
        ArraySamples tests = ArraySamples.of(problem, circle(64, 0.01));

        Experiment experiment = new Experiment(
                config,
                new Storage(Map.of()),
                Map.of(Split.TRAIN, training, Split.TEST, tests),
                SparkAccess.own(config.spark()));
        FinishedTraining trained = experiment.fit(new TrainingListener() {});
        trained.result()
                .evaluation()
                .ifPresent(last -> System.out.printf(
                        "mean loss  train %.3g, test %.3g%n",
                        last.trainLoss(), last.testLoss().orElse(Double.NaN)));

        double[] y = trained.model().physics().outputs(trained.model().theta(), tests.all());
        System.out.printf("the first test sample ends at %.3f, %.3f%n", y[0], y[1]);
    }

    /** Both oscillators displaced, on a circle; at rest. */
    private static double[] circle(int samples, double turned) {
        return IntStream.range(0, samples)
                .mapToDouble(i -> 2 * Math.PI * i / samples + turned)
                .flatMap(angle -> DoubleStream.of(Math.cos(angle), Math.sin(angle), 0, 0))
                .toArray();
    }
}
