package org.halfinverse.checkpoint;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.halfinverse.optim.Adam;
import org.halfinverse.optim.SavedState;
import org.halfinverse.spectral.SolverTrust;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.Improvement;

/** Checkpoints to test with. */
final class Checkpoints {
    static final int PARAMETERS = 3;
    static final RunIdentity IDENTITY = new RunIdentity(
            new TreeMap<>(Map.of("optimizer.type", "adam", "seed", "1")),
            new TreeMap<>(Map.of("training samples", "abc")),
            new TreeMap<>(Map.of("blas", "java")));

    private Checkpoints() {}

    /** A checkpoint whose numbers tell its step. */
    static Checkpoint after(long step) {
        Improvement.Best best = new Improvement.Best(step - 1, 1.0 / 7, new double[] {Math.E, 0.1, step});
        return after(step, new SolverTrust(3, 8, step + 9), new Improvement(1.0 / 7, step, 2, 1, Optional.of(best)));
    }

    /** The same with another trust in the cheap solver, and after other evaluations. */
    static Checkpoint after(long step, SolverTrust trust, Improvement improvement) {
        return new Checkpoint(
                new double[] {(double) step, 1.0 / 3, -Double.MIN_VALUE},
                SavedState.of(new Adam.State(
                        step, new double[] {(double) step, 1e-300, Math.PI}, new double[] {0, 1e290 * step, Math.E})),
                step,
                10 * step,
                0.1 * step,
                Optional.of(new EvaluationRecord(step - 1, 7, 0.3, 1e-17, OptionalDouble.of(2.0 / 3))),
                trust,
                improvement,
                100 * step);
    }
}
