package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random steps by every solver: none throws, and what a step is wrong by is no more than ten times what it says. {@code
 * -Dhig.fuzz.count} gives ten times their number, {@code -Dhig.fuzz.seed} others, {@code -Dhig.fuzz.index} a single one.
 */
class StepFuzzTest {
    /** A reader's damaged input is read in a tenth of the time. */
    private static final long COUNT = Long.getLong("hig.fuzz.count", 5000) / 10;

    private static final long SEED = Long.getLong("hig.fuzz.seed", 1);
    private static final long SINGLE = Long.getLong("hig.fuzz.index", -1);
    /** The promise. */
    private static final double FACTOR = 10;

    static List<Solver> solvers() {
        return List.of(
                new DirectSolver(),
                new TallSkinnyQrSolver(),
                new GramSolver(1 << 20),
                new KernelSolver(),
                new KrylovSolver(1000),
                new CheckedSolver(new GramSolver(1 << 20), new TallSkinnyQrSolver()),
                new CheckedSolver(new KernelSolver(), new DirectSolver()));
    }

    @Test
    void everyStepIsAsAccurateAsItSays() {
        for (long index = Math.max(0, SINGLE); index < (SINGLE < 0 ? COUNT : SINGLE + 1); index++) {
            check(SEED, index);
        }
    }

    /** Steps that were once more than ten times as wrong as they said, or no numbers at all. */
    @ParameterizedTest
    @CsvSource({
        "20261129, 1200", // a choice of three among five equal singular values, and a gradient that they do not see
        "2, 6105", // a damped filter, and a singular value that squaring has lost in the null space
        "11, 3367",
        "4, 5222", // an entry beside the diagonal that LAPACK took for zero, and a gradient in a dropped direction
        "6, 6580",
        "20, 5346",
        "4, 1530", // a bulk in which the left vectors of the Krylov space lose their orthogonality
        "7, 3841",
        "30, 4401", // more vectors than J has rows
        "6, 4317", // one small singular value beside 38 equal ones
        "8, 1868", // a refinement whose squared components are no numbers
        "8, 6036",
        "9, 8413", // small singular vectors turned far into lost directions, where all of the gradient is
        "1, 1693", // a bulk at the cut-off, of which others couple those on either side
        "1, 9485"
    })
    void stepsThatSaidTooLittleKeepThePromise(long seed, long index) {
        check(seed, index);
    }

    private static void check(long seed, long index) {
        RandomStep step = RandomStep.of(CounterRandom.of(seed, Stream.DERIVATIVE_CHECK, index));
        RandomStep.Answer answer = step.answer();
        for (Solver solver : solvers()) {
            String where = solver.label() + ", seed " + seed + ", index " + index + ", " + step + ": ";
            SpectralStep made;
            try {
                made = DriverSolverContract.solve(solver, step.jacobian(), step.filter());
            } catch (RuntimeException e) {
                throw new AssertionError(where + e, e);
            }
            double error = answer.relativeError(made.direction());
            double estimate = made.spectrum().error();
            assertTrue(error <= FACTOR * estimate, () -> where + "error " + error + ", " + made.spectrum());
            assertTrue(made.spectrum().rank() <= made.spectrum().count(), () -> where + made.spectrum());
        }
    }
}
