package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfinverse.jacobian.ColumnChoice;
import org.halfinverse.jacobian.LayerCases;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.GivenSamples;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spectral.ChosenColumns;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PowerFilter;
import org.halfinverse.spectral.PrescribedJacobian;
import org.halfinverse.spectral.RandomStep;
import org.halfinverse.spectral.SolverContract;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Truncation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowMatrixSolverIT extends SolverContract {
    @RegisterExtension
    private static final ConnectedSpark SPARK = new ConnectedSpark();

    /** The Gram matrix squares the condition number. */
    @Override
    protected double tolerance(double condition) {
        return 100 * 0x1p-52 * condition * condition;
    }

    @Override
    protected SpectralStep solve(PrescribedJacobian jacobian, SpectralFilter filter) {
        try (SparkEngine engine = new SparkEngine(
                        SPARK.runtime(), jacobian.model(), LossReduction.SUM, jacobian.samples(), jacobian.blocks());
                SparkBatch batch = engine.open(jacobian.theta(), jacobian.batch())) {
            return new RowMatrixSolver().solve(batch, filter);
        }
    }

    /** Against {@code direct}, whose step is exact; what is kept loses up to 1e6 ε where it is squared. */
    @ParameterizedTest
    @ValueSource(strings = {"composed in one dimension", "composed in two dimensions"})
    void makesTheStepOfConvolutionsAndOfChosenColumns(String name) {
        LayerCases layers = LayerCases.all().stream()
                .filter(other -> other.name().equals(name))
                .findFirst()
                .orElseThrow();
        SampleSource samples = new GivenSamples(layers.samples(12));
        PowerFilter filter = new PowerFilter(0.5, new Truncation(1e-3, true));
        try (SparkEngine engine = new SparkEngine(
                        SPARK.runtime(), layers.model(), LossReduction.MEAN, Map.of(Split.TRAIN, samples), 3);
                SparkBatch batch =
                        engine.open(layers.theta(), new MiniBatch(engine.layout(), Optional.empty(), 0, 12))) {
            int[] chosen = new ColumnChoice(0.4, 1).of(batch.columns(), 0);
            for (LinearizedBatch view : List.of(batch, new ChosenColumns(batch, chosen))) {
                double[] expected = view.solve(new DirectSolver(), filter).direction();
                double[] difference =
                        view.solve(new RowMatrixSolver(), filter).direction().clone();
                Vectors.addScaled(-1, expected, difference);
                assertTrue(Vectors.norm(difference) <= 1e-9 * Vectors.norm(expected), view.toString());
            }
        }
    }

    /** The promise of all solvers ({@code StepFuzzTest}), with as many steps as Spark's jobs leave time for. */
    @Test
    void everyStepIsAsAccurateAsItSays() {
        for (long index = 0; index < 60; index++) {
            RandomStep step = RandomStep.of(CounterRandom.of(1, Stream.DERIVATIVE_CHECK, index));
            SpectralStep made = solve(step.jacobian(), step.filter());
            double error = step.answer().relativeError(made.direction());
            String what = "index " + index + ", " + step + ": error " + error + ", " + made.spectrum();
            assertTrue(error <= 10 * made.spectrum().error(), what);
        }
    }
}
