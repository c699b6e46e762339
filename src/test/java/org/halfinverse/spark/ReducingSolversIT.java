package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.spectral.GramSolver;
import org.halfinverse.spectral.KernelSolver;
import org.halfinverse.spectral.KrylovSolver;
import org.halfinverse.spectral.PowerFilter;
import org.halfinverse.spectral.PrescribedJacobian;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.TallSkinnyQrSolver;
import org.halfinverse.spectral.Truncation;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Solvers of any engine on Spark; the rest of their contract needs none. */
class ReducingSolversIT {
    private static final SpectralFilter FILTER = new PowerFilter(0.5, new Truncation(2e-6, true));

    @RegisterExtension
    private static final ConnectedSpark SPARK = new ConnectedSpark();

    static Stream<Arguments> cases() {
        List<PrescribedJacobian> jacobians = List.of(
                PrescribedJacobian.of("tall", 60, 5, 1, 0.3, 0.1, 0.03, 0.01),
                PrescribedJacobian.of("wide", 5, 60, 1, 0.3, 0.1, 0.03, 0.01),
                PrescribedJacobian.of("rank-deficient", 40, 12, 1, 0.1, 0.01),
                PrescribedJacobian.of("with fewer rows than blocks", 2, 7, 1, 0.5),
                PrescribedJacobian.of("all zero", 10, 4, 0));
        List<Solver> solvers = List.of(
                new GramSolver(1 << 20),
                new GramSolver(1),
                new KernelSolver(),
                new TallSkinnyQrSolver(),
                new KrylovSolver(1000));
        return jacobians.stream().flatMap(jacobian -> solvers.stream().map(solver -> Arguments.of(jacobian, solver)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void applyTheFilterToTheLossGradient(PrescribedJacobian jacobian, Solver solver) {
        try (SparkEngine engine = new SparkEngine(
                        SPARK.runtime(), jacobian.model(), LossReduction.SUM, jacobian.samples(), jacobian.blocks());
                SparkBatch batch = engine.open(jacobian.theta(), jacobian.batch())) {
            SpectralStep step = solver.solve(batch, FILTER);
            double[] expected = jacobian.expected(FILTER);
            double[] difference = step.direction().clone();
            Vectors.addScaled(-1, expected, difference);
            // Condition numbers are up to 100, and JᵀJ squares them: 1e4 ε, with a margin of 50.
            assertEquals(0, Vectors.norm(difference), 1e-10 * Vectors.norm(expected), solver.label());
            assertEquals(FILTER.rank(jacobian.sigmas()), step.spectrum().rank());
            assertEquals(
                    Math.min(jacobian.rows().length, jacobian.rows()[0].length),
                    step.spectrum().count());
        }
    }
}
