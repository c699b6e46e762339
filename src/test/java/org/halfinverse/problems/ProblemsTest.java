package org.halfinverse.problems;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.GivenParameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.SimulatorChecks;
import org.halfinverse.random.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every built-in problem with its default settings. */
class ProblemsTest {
    static Stream<Problem> problems() {
        return factories().map(factory -> factory.create(new GivenParameters(Map.of())));
    }

    @Test
    void areFoundByTheirNames() {
        Set<String> types = factories().map(ProblemFactory::type).collect(Collectors.toSet());
        assertEquals(factories().count(), types.size());
        assertTrue(types.containsAll(BuiltInProblems.TYPES));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void drawsSamplesThatFitTheSimulatorAndTheLoss(Problem problem) {
        Simulator simulator = problem.simulator();
        for (int i = 0; i < 200; i++) {
            double[] input = filled(problem.inputSize());
            double[] state = filled(simulator.stateSize());
            double[] target = filled(problem.targetSize());
            problem.drawInput(CounterRandom.of(1, org.halfinverse.random.Stream.TRAINING_SAMPLES, i), input);
            problem.deriveState(input, state);
            problem.deriveTarget(input, state, target);
            double[] outputs = filled(simulator.outputSize());
            double[] losses = filled(1);
            double[] gradients = filled(outputs.length);
            simulator.simulate(1, state, gaussian(i, simulator.controlSize()), outputs);
            problem.loss().evaluate(1, outputs, target, losses, gradients);
            for (double[] drawn : new double[][] {input, state, target, outputs, losses, gradients}) {
                assertTrue(Vectors.isFinite(drawn));
            }
            // Nothing is better than 0, but for norms that are 1 up to the rounding of some hundred steps.
            assertTrue(losses[0] >= -1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("problems")
    void drawsTheSameSampleFromTheSameNumbers(Problem problem) {
        assertArrayEquals(drawInput(problem, 3), drawInput(problem, 3));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void hasAConsistentSimulator(Problem problem) {
        SimulatorChecks.assertConsistent(problem.simulator());
    }

    private static Stream<ProblemFactory> factories() {
        return ServiceLoader.load(ProblemFactory.class).stream()
                .filter(factory -> factory.type().getPackage().equals(Toy.class.getPackage()))
                .map(ServiceLoader.Provider::get);
    }

    private static double[] drawInput(Problem problem, long index) {
        double[] input = new double[problem.inputSize()];
        problem.drawInput(CounterRandom.of(1, org.halfinverse.random.Stream.TRAINING_SAMPLES, index), input);
        return input;
    }

    /** NaN wherever nothing is written. */
    private static double[] filled(int length) {
        double[] result = new double[length];
        Arrays.fill(result, Double.NaN);
        return result;
    }
}
