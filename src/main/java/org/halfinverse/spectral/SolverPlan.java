package org.halfinverse.spectral;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.halfinverse.io.DataException;

/**
 * Which solver applies the spectral filter: by cost, memory and accuracy, as the solvers themselves tell them.
 *
 * @param candidates all solvers with their costs, cheapest first; none for optimizers that need none
 * @param chosen the solver
 * @param accurate the one that repeats steps of which the chosen one is not sure
 */
public record SolverPlan(
        List<SolverCandidate> candidates, Optional<SolverCandidate> chosen, Optional<SolverCandidate> accurate) {
    /** The name under which the plan chooses. */
    public static final String AUTO = "auto";

    /** The plan of optimizers that need no solver. */
    public static final SolverPlan NONE = new SolverPlan(List.of(), Optional.empty(), Optional.empty());

    /** Copies the list. {@inheritDoc} */
    public SolverPlan {
        candidates = List.copyOf(candidates);
    }

    /**
     * {@return the plan, with a solver chosen}
     *
     * @param size of a step
     * @param solvers all there are
     * @param asked the name of one of them, or {@link #AUTO}
     * @throws DataException if the one that is asked for, or any, does not fit
     */
    public static SolverPlan of(StepSize size, List<Solver> solvers, String asked) {
        List<SolverCandidate> candidates = SolverCandidate.all(size, solvers);
        if (!asked.equals(AUTO)) {
            return new SolverPlan(candidates, Optional.of(required(candidates, asked)), Optional.empty());
        }
        SolverCandidate cheapest = cheapest(candidates);
        Optional<SolverCandidate> accurate = cheapest.cost().isAccurate()
                ? Optional.empty()
                : first(candidates, other -> isCheapest(other) && other.cost().isAccurate());
        return new SolverPlan(candidates, Optional.of(cheapest), accurate);
    }

    /** {@return the solver of this plan; of optimizers that need none any, which nobody asks} */
    public Solver solver() {
        Solver first = chosen.map(SolverCandidate::solver).orElseGet(DirectSolver::new);
        return accurate.<Solver>map(second -> new CheckedSolver(first, second.solver()))
                .orElse(first);
    }

    /** {@return the solver of steps for which {@link SolverTrust} leaves the chosen one alone: the accurate one, if there are two} */
    public Solver careful() {
        return accurate.map(SolverCandidate::solver).orElseGet(this::solver);
    }

    /** {@return whether the solver works on mini-batches in Spark's executors alone} */
    public boolean needsSpark() {
        return chosen.filter(candidate -> candidate.solver().needsSpark()).isPresent();
    }

    /**
     * {@return the chosen solver's name, with that of the one that repeats its steps, for instance {@code gram,
     * checked, else tsqr}; empty for optimizers that need none}
     */
    public Optional<String> name() {
        return chosen.map(candidate -> candidate.label()
                + accurate.map(other -> ", checked, else " + other.label()).orElse(""));
    }

    private static boolean isCheapest(SolverCandidate candidate) {
        return candidate.solver().use() == Solver.Use.CHEAPEST;
    }

    private static Optional<SolverCandidate> first(List<SolverCandidate> candidates, Predicate<SolverCandidate> which) {
        return candidates.stream().filter(SolverCandidate::fits).filter(which).findFirst();
    }

    private static SolverCandidate cheapest(List<SolverCandidate> candidates) {
        return first(candidates, SolverPlan::isCheapest)
                .or(() -> first(candidates, candidate -> candidate.solver().use() == Solver.Use.LAST_RESORT))
                .orElseThrow(() -> refusal(
                        candidates.stream()
                                .min(Comparator.comparing(SolverCandidate::isTooLargeForAnyMemory)
                                        .thenComparingDouble(SolverCandidate::bytes))
                                .orElseThrow(),
                        candidates));
    }

    private static SolverCandidate required(List<SolverCandidate> candidates, String asked) {
        SolverCandidate candidate = candidates.stream()
                .filter(other -> other.label().equals(asked))
                .findFirst()
                .orElseThrow();
        if (!candidate.fits()) {
            throw refusal(candidate, candidates);
        }
        return candidate;
    }

    private static DataException refusal(SolverCandidate candidate, List<SolverCandidate> candidates) {
        String others = candidates.stream()
                .filter(SolverCandidate::fits)
                .map(SolverCandidate::label)
                .collect(Collectors.joining(" or "));
        SolverCandidate.Obstacle obstacle = candidate.obstacle().orElseThrow();
        return new DataException(String.format(
                Locale.ROOT,
                "solver %s %s: use %s%s%s",
                candidate.label(),
                obstacle.sentence(),
                others.isEmpty() ? "" : "solver = " + others + (obstacle.isMemory() ? ", " : " or "),
                candidate.solver().advice(),
                obstacle.isMemory() ? ", or more memory (HIG_JAVA_OPTS=-Xmx…)" : ""));
    }
}
