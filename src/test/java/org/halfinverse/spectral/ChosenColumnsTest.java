package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.halfinverse.jacobian.ColumnChoice;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.LayerCases;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.GivenSamples;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.train.LocalEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps in a random share of the parameters, of every kind of layer. */
class ChosenColumnsTest {
    private static final int SAMPLES = 12;
    private static final double WEIGHT = 1.0 / SAMPLES;

    static Stream<Arguments> cases() {
        return Stream.of("composed in one dimension", "composed in two dimensions", "composed of waves", "dense")
                .flatMap(name -> Stream.of(0.03, 0.5).map(share -> Arguments.of(name, share)));
    }

    /**
     * The yardstick forms all rows and takes the columns out. σ_max/σ_min of what is kept is at most 1e3, so that solvers
     * which square it lose up to 1e6 ε of a step of about 1.
     */
    @ParameterizedTest
    @MethodSource("cases")
    void everySolverMakesTheStepOfADenseDecompositionOfTheseColumns(String name, double share) {
        LayerCases layers = named(name);
        PhysicsModel model = new PhysicsModel(
                layers.network(), layers.model().simulator(), layers.model().loss(), share);
        double[] theta = layers.theta();
        Samples samples = layers.samples(SAMPLES);
        int[] chosen = new ColumnChoice(share, 5).of(model.columns(), 2);
        PowerFilter filter = new PowerFilter(0.5, new Truncation(1e-3, true));
        double[] expected = new double[theta.length];
        double[] direction = reference(model.linearize(theta, samples, WEIGHT), chosen, filter);
        for (int i = 0; i < chosen.length; i++) {
            expected[chosen[i]] = direction[i];
        }
        List<Solver> solvers = List.of(
                new DirectSolver(),
                new GramSolver(),
                new GramSolver(1),
                new KernelSolver(),
                new TallSkinnyQrSolver(),
                new KrylovSolver(200));
        for (Solver solver : solvers) {
            try (LocalEngine engine = engine(model, samples);
                    LinearizedBatch batch = engine.open(theta, all())) {
                ChosenColumns view = new ChosenColumns(batch, chosen);
                SpectralStep step = view.solve(solver, filter);
                double[] difference = view.expand(step.direction());
                Vectors.addScaled(-1, expected, difference);
                double error = Vectors.norm(difference) / Vectors.norm(expected);
                assertTrue(error <= 1e-9, solver.label() + ": " + error);
                assertEquals(solver.label(), step.spectrum().solver());
                assertEquals(
                        Math.min(view.rows(), chosen.length),
                        step.expanded(view).spectrum().count());
            }
        }
    }

    /** Momentum may lead along parameters that were chosen before. */
    @ParameterizedTest
    @MethodSource("cases")
    void theSlopeIsThatOfAllParameters(String name, double share) {
        LayerCases layers = named(name);
        try (LocalEngine engine = engine(layers.model(), layers.samples(SAMPLES));
                LinearizedBatch batch = engine.open(layers.theta(), all())) {
            int[] chosen = new ColumnChoice(share, 5).of(batch.columns(), 2);
            ChosenColumns view = new ChosenColumns(batch, chosen);
            double[] direction = layers.theta();
            assertEquals(batch.slope(direction), view.slope(direction));
            double[] some =
                    Arrays.stream(chosen).mapToDouble(i -> batch.gradient()[i]).toArray();
            assertArrayEquals(some, view.gradient());
        }
    }

    private static LayerCases named(String name) {
        return LayerCases.all().stream()
                .filter(layers -> layers.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double[] reference(FactoredJacobian jacobian, int[] chosen, SpectralFilter filter) {
        double[] rows = new double[jacobian.rows() * chosen.length];
        double[] row = new double[jacobian.columns()];
        FactoredJacobian.RowWriter writer = jacobian.rowWriter();
        for (int i = 0; i < jacobian.rows(); i++) {
            writer.write(i, row, 0);
            for (int j = 0; j < chosen.length; j++) {
                rows[i * chosen.length + j] = row[chosen[j]];
            }
        }
        DenseSvd svd = DenseSvd.of(jacobian.rows(), chosen.length, rows);
        double[] coordinates = svd.leftCoordinates(jacobian.lossGradient());
        int rank = filter.rank(svd.singularValues());
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = i < rank ? filter.gain(svd.singularValues()[i]) * coordinates[i] : 0;
        }
        return svd.combineRight(coordinates);
    }

    private static LocalEngine engine(PhysicsModel model, Samples samples) {
        return new LocalEngine(model, LossReduction.MEAN, Map.of(Split.TRAIN, new GivenSamples(samples)), 3);
    }

    private static MiniBatch all() {
        return new MiniBatch(new DataLayout(SAMPLES, 3), Optional.empty(), 0, SAMPLES);
    }
}
