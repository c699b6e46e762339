package org.halfinverse.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.DataLayout;
import org.halfinverse.samples.MiniBatch;
import org.halfinverse.samples.Split;
import org.halfinverse.spark.RowMatrixSolver;
import org.halfinverse.spark.SparkBatch;
import org.halfinverse.spark.SparkEngine;
import org.halfinverse.spark.SparkRuntime;
import org.halfinverse.spectral.CheckedSolver;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.GramSolver;
import org.halfinverse.spectral.KernelSolver;
import org.halfinverse.spectral.KrylovSolver;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.PowerFilter;
import org.halfinverse.spectral.PrescribedJacobian;
import org.halfinverse.spectral.RandomStep;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.spectral.TallSkinnyQrSolver;
import org.halfinverse.spectral.Truncation;
import org.halfinverse.train.Engine;
import org.halfinverse.train.LocalEngine;

/** Studies of whole solvers, for the tables of the documentation: {@code accuracy}, {@code honesty}, {@code shapes}, {@code million}. */
public final class SolverStudy {
    private static final int BLOCKS = 8;
    private static final double NANOS = 1e-9;
    private static final double MARGIN = 1.3;
    private static final long STEPS_OF_DRIVER_PER_JOB = 10;

    private SolverStudy() {}

    /**
     * Prints a table.
     *
     * @param arguments names of studies
     */
    public static void main(String[] arguments) {
        for (String study : arguments) {
            switch (study) {
                case "accuracy" -> accuracy();
                case "honesty" -> honesty();
                case "shapes" -> {
                    time(Shape.POISSON, new KernelSolver(), 1e-5, 3);
                    time(Shape.DIPOLE, new KernelSolver(), 1e-5, 9);
                }
                case "million" -> time(Shape.MILLION, new KrylovSolver(150), 1e-3, 1);
                default -> throw new IllegalArgumentException(study + " is not accuracy, honesty, shapes or million");
            }
        }
    }

    /** Relative errors of each solver for singular values 1 … 1e-10, 300 × 40, at cut-offs between two of them. */
    private static void accuracy() {
        double[] sigmas = new double[40];
        Arrays.setAll(sigmas, i -> Math.pow(1e-10, i / 39.0));
        PrescribedJacobian jacobian = PrescribedJacobian.of("study", 300, 40, sigmas);
        Map<String, Solver> solvers = new LinkedHashMap<>();
        for (Solver solver : List.of(
                new GramSolver(1 << 28),
                new KernelSolver(),
                new TallSkinnyQrSolver(),
                new DirectSolver(),
                new KrylovSolver(100),
                new CheckedSolver(new GramSolver(1 << 28), new TallSkinnyQrSolver()))) {
            solvers.put(solver.label(), solver);
        }
        System.out.println("| tau | mllib | " + String.join(" | ", solvers.keySet()) + " |");
        System.out.println("|---|" + "--:|".repeat(solvers.size() + 1));
        System.setProperty("spark.master", "local[2]");
        try (SparkRuntime spark = SparkRuntime.open("study", Map.of());
                SparkEngine cluster = new SparkEngine(
                        spark, jacobian.model(), LossReduction.SUM, jacobian.samples(), jacobian.blocks());
                LocalEngine driver =
                        new LocalEngine(jacobian.model(), LossReduction.SUM, jacobian.samples(), jacobian.blocks())) {
            for (double tau = 1e-4; tau > 5e-10; tau /= 10) {
                PowerFilter filter = new PowerFilter(0.5, new Truncation(MARGIN * tau, true));
                double[] expected = jacobian.expected(filter);
                StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "| %.1e |", MARGIN * tau));
                try (SparkBatch batch = cluster.open(jacobian.theta(), jacobian.batch())) {
                    row.append(error(new RowMatrixSolver().solve(batch, filter), expected));
                }
                for (Solver solver : solvers.values()) {
                    try (LinearizedBatch batch = driver.open(jacobian.theta(), jacobian.batch())) {
                        row.append(error(solver.solve(batch, filter), expected));
                    }
                }
                System.out.println(row);
            }
        }
    }

    /** How true the estimated errors of random steps are: a tenth of {@code -Dhig.fuzz.count}, a hundredth by MLlib. */
    private static void honesty() {
        long count = Long.getLong("hig.fuzz.count", 100_000) / 10;
        List<Honesty> all = new ArrayList<>();
        for (Solver solver : List.of(
                new DirectSolver(),
                new TallSkinnyQrSolver(),
                new GramSolver(1 << 20),
                new KernelSolver(),
                new KrylovSolver(1000),
                new CheckedSolver(new GramSolver(1 << 20), new TallSkinnyQrSolver()),
                new CheckedSolver(new KernelSolver(), new DirectSolver()))) {
            all.add(new Honesty(solver, 1));
        }
        Honesty mllib = new Honesty(new RowMatrixSolver(), STEPS_OF_DRIVER_PER_JOB);
        all.add(mllib);
        System.setProperty("spark.master", "local[2]");
        try (SparkRuntime spark = SparkRuntime.open("study", Map.of())) {
            for (long index = 0; index < count; index++) {
                RandomStep random = RandomStep.of(CounterRandom.of(1, Stream.DERIVATIVE_CHECK, index));
                RandomStep.Answer answer = random.answer();
                PrescribedJacobian jacobian = random.jacobian();
                for (Honesty honesty : all) {
                    if (index % honesty.every == 0) {
                        try (Engine engine = honesty == mllib
                                        ? new SparkEngine(
                                                spark,
                                                jacobian.model(),
                                                LossReduction.SUM,
                                                jacobian.samples(),
                                                jacobian.blocks())
                                        : new LocalEngine(
                                                jacobian.model(),
                                                LossReduction.SUM,
                                                jacobian.samples(),
                                                jacobian.blocks());
                                LinearizedBatch batch = engine.open(jacobian.theta(), jacobian.batch())) {
                            honesty.add(honesty.solver.solve(batch, random.filter()), answer);
                        }
                    }
                }
            }
        }
        System.out.println(
                "| solver | steps | largest true error / estimate | infinite | at most 1e-6 |\n|---|--:|--:|--:|--:|");
        all.forEach(System.out::println);
    }

    /** What comes of a solver's estimates. */
    private static final class Honesty {
        private final Solver solver;
        private final long every;
        private double worst;
        private int steps;
        private int infinite;
        private int accurate;

        /** Of one step in so many. */
        Honesty(Solver solver, long every) {
            this.solver = solver;
            this.every = every;
        }

        void add(SpectralStep step, RandomStep.Answer answer) {
            double estimate = step.spectrum().error();
            double error = answer.relativeError(step.direction());
            worst = Math.max(worst, error == 0 || Double.isInfinite(estimate) ? 0 : error / estimate);
            steps++;
            infinite += Double.isInfinite(estimate) ? 1 : 0;
            accurate += estimate <= Spectrum.TOLERANCE ? 1 : 0;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "| `%s` | %,d | %.1f | %,d | %,d |", solver.label(), steps, worst, infinite, accurate);
        }
    }

    private static String error(SpectralStep step, double[] expected) {
        double[] difference = step.direction().clone();
        Vectors.addScaled(-1, expected, difference);
        return String.format(Locale.ROOT, " %.0e |", Vectors.norm(difference) / Vectors.norm(expected));
    }

    /** The median time of a step after one that is not counted, unless there is only one. */
    private static void time(Shape shape, Solver solver, double tau, int steps) {
        PowerFilter filter = new PowerFilter(0.5, new Truncation(tau, true));
        try (LocalEngine engine =
                new LocalEngine(shape.model(), LossReduction.MEAN, Map.of(Split.TRAIN, shape.source()), BLOCKS)) {
            double[] theta = shape.theta();
            MiniBatch all = new MiniBatch(new DataLayout(shape.samples, BLOCKS), Optional.empty(), 0, shape.samples);
            double[] seconds = new double[steps];
            for (int i = steps == 1 ? 0 : -1; i < steps; i++) {
                long start = System.nanoTime();
                try (LinearizedBatch batch = engine.open(theta, all)) {
                    SpectralStep step = solver.solve(batch, filter);
                    if (i >= 0) {
                        seconds[i] = (System.nanoTime() - start) * NANOS;
                    }
                    if (i == steps - 1) {
                        Arrays.sort(seconds);
                        System.out.printf(
                                Locale.ROOT,
                                "%s: J of %,d x %,d, solver %s, tau %.0e: %.3g s a step, rank %,d, sigma down to %.1e"
                                        + " of the largest, estimated error %.1e%n",
                                shape,
                                batch.rows(),
                                batch.columns(),
                                solver.label(),
                                tau,
                                seconds[steps / 2],
                                step.spectrum().rank(),
                                step.spectrum().sigmaMinKept() / step.spectrum().sigmaMax(),
                                step.spectrum().error());
                    }
                }
            }
        }
    }
}
