package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.config.ExperimentConfig.ExecutionConfig.Mode;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.spark.SparkAccess;
import org.halfinverse.spectral.SolverCandidate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepPlanTest {
    private static final String MASTER = "spark.master";

    /** Neither side of this J, of 48,000 rows, has a square that fits an array, however much memory there is. */
    private static final String[] HUGE = {
        "training.batch-size=12000", "network.hidden=[300,300]", "optimizer.krylov-iterations=20"
    };

    @TempDir
    private Path directory;

    private Path conf;
    private Optional<String> masterBefore = Optional.empty();

    @BeforeEach
    void writeConfiguration() throws IOException {
        masterBefore = Optional.ofNullable(System.getProperty(MASTER));
        System.clearProperty(MASTER);
        conf = directory.resolve("oscillators.conf");
        Files.writeString(conf, """
            problem { type = oscillators-linear, samples = 20000, test-samples = 0 }
            network { hidden = [20, 20, 20] }
            training { batch-size = 32, max-epochs = 1 }
            """);
    }

    @AfterEach
    void restoreMaster() {
        masterBefore.ifPresentOrElse(master -> System.setProperty(MASTER, master), () -> System.clearProperty(MASTER));
    }

    @Test
    void fewRowsAreTheKernels() {
        StepPlan plan = plan();
        assertEquals(Optional.of("kernel"), chosen(plan));
        assertEquals(128, plan.size().rows());
        assertEquals(Optional.of("kernel, checked, else direct"), plan.solvers().name());
    }

    @Test
    void manyRowsAreTheGramMatrixs() {
        StepPlan plan = plan("training.batch-size=4096");
        assertEquals(Optional.of("gram"), chosen(plan));
        assertTrue(plan.solvers().accurate().orElseThrow().cost().isAccurate());
    }

    @Test
    void whatIsTooLargeForAllDecompositionsIsIterated() {
        StepPlan plan = plan(HUGE);
        assertEquals(Optional.of("krylov"), chosen(plan));
        assertEquals(Optional.empty(), plan.solvers().accurate());
        assertEquals(
                Set.of("krylov"),
                plan.solvers().candidates().stream()
                        .filter(SolverCandidate::fits)
                        .map(SolverCandidate::label)
                        .collect(Collectors.toSet()));
    }

    @Test
    void allSolversAreWeighedCheapestFirst() {
        List<SolverCandidate> candidates = plan().solvers().candidates();
        assertEquals(
                Set.of("mllib", "gram", "kernel", "tsqr", "direct", "krylov"),
                candidates.stream().map(SolverCandidate::label).collect(Collectors.toSet()));
        double[] seconds =
                candidates.stream().mapToDouble(SolverCandidate::seconds).toArray();
        double[] sorted = seconds.clone();
        Arrays.sort(sorted);
        assertEquals(Arrays.toString(sorted), Arrays.toString(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "gram", "direct", "tsqr", "krylov"})
    void aSolverThatIsAskedForIsTakenAndNotChecked(String solver) {
        StepPlan plan = plan("optimizer.solver=" + solver);
        assertEquals(Optional.of(solver), plan.solvers().name());
        assertEquals(Optional.empty(), plan.solvers().accurate());
    }

    @Test
    void aSolverThatIsAskedForButDoesNotFitIsRefusedWithWhatWould() {
        assertRefused(
                "solver gram needs a matrix larger than an array for J of 48,000 × ", "a smaller network", "gram");
        assertRefused(
                "solver tsqr needs a matrix larger than an array for J of 48,000 × ", "a smaller network", "tsqr");
        assertRefused(
                "solver kernel needs a matrix larger than an array for J of 48,000 × ",
                "a smaller training.batch-size",
                "kernel");
        assertRefused(
                "solver direct needs a matrix larger than an array for J of 48,000 × ",
                "a smaller training.batch-size",
                "direct");
        assertRefused("solver mllib takes up to 15,000 parameters", "a smaller network", "mllib");
    }

    @Test
    void aMethodThatLooksAtNoSingularValuesHasNoSolver() {
        StepPlan plan = plan("optimizer.type=adam");
        assertEquals(List.of(), plan.solvers().candidates());
        assertEquals(Optional.empty(), plan.solvers().name());
        assertEquals(Mode.DRIVER, plan.mode());
    }

    /** Blocks are kept while they take a quarter of the memory at the most, and else linearised anew. */
    @Test
    void whatKrylovKeepsFromPassToPassIsCountedAsFarAsItIsKept() {
        StepPlan kept = plan("optimizer.solver=krylov", "training.batch-size=20000");
        assertTrue(candidate(kept, "krylov").bytes() > kept.size().productBytes());
        StepPlan anew = plan("optimizer.solver=krylov", "problem.samples=2000000", "training.batch-size=2000000");
        assertTrue(candidate(anew, "krylov").bytes() < anew.size().productBytes());
    }

    @Test
    void costsAreKnownForLayersWhoseSquaresNoArrayHolds() {
        StepPlan plan = plan("network.hidden=[1290,1290,1]");
        assertEquals(Optional.of("kernel"), chosen(plan));
        SolverCandidate gram = candidate(plan, "gram");
        assertFalse(gram.fits());
        double n = plan.size().columns();
        assertTrue(gram.cost().flops() > n * n * n, gram::toString);
        for (SolverCandidate candidate : plan.solvers().candidates()) {
            assertTrue(candidate.seconds() > 0 && candidate.bytes() > 0, candidate::toString);
        }
    }

    /** Of 128 rows and fewer, where n³ says nothing: what is left is what any step and any small decomposition takes. */
    @Test
    void smallStepsArePlannedWithWhatAnyStepTakes() {
        double small = candidate(plan(), "kernel").seconds();
        assertTrue(small > 5e-4 && small < 5e-3, "128 rows: " + small); // 0.0016 s on an idle machine
        double least = candidate(plan("training.batch-size=1", "network.hidden=[1]"), "kernel")
                .seconds();
        assertTrue(least > 1e-4 && least < small, "4 rows: " + least);
    }

    @Test
    void moreKrylovIterationsThanADecompositionTakesAreRefused() {
        DataException refusal = assertThrows(
                DataException.class,
                () -> plan(
                        "training.batch-size=14000",
                        "network.hidden=[160,160]",
                        "optimizer.solver=krylov",
                        "optimizer.krylov-iterations=27000"));
        assertTrue(
                String.valueOf(refusal.getMessage())
                        .startsWith("solver krylov takes up to 26,754 iterations, and may make 27,000: use "),
                refusal.getMessage());
    }

    @Test
    void moreSingularValuesThanLapacksWorkArraysHoldAreNotDecomposed() {
        StepPlan plan = plan("training.batch-size=6700", "network.hidden=[200,200]"); // 26,800 rows, more columns
        assertFalse(candidate(plan, "direct").fits());
        assertEquals(
                "needs a matrix larger than an array for J of 26,800 × "
                        + String.format("%,d", plan.size().columns()),
                candidate(plan, "direct").obstacle().orElseThrow().sentence());
    }

    @Test
    void theMemoryOfARefinementIsPlanned() {
        StepPlan plan = plan();
        double kernel = 128 * 128 * Double.BYTES;
        SolverCandidate candidate = candidate(plan, "kernel");
        assertTrue(candidate.bytes() - candidate.plainBytes() >= 3 * kernel, candidate::toString);
        SolverCandidate direct = candidate(plan, "direct");
        assertEquals(direct.plainBytes(), direct.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "local", "local[2]", "local[*]"})
    void onOneMachineAllIsDoneInTheDriver(String master) {
        if (!master.isEmpty()) {
            System.setProperty(MASTER, master);
        }
        for (int batch : new int[] {32, 4096}) {
            StepPlan plan = plan("training.batch-size=" + batch);
            assertEquals(Mode.DRIVER, plan.mode());
            assertFalse(plan.usesSpark());
            assertEquals("Spark has no cores or memory to add on this machine", plan.reason());
        }
    }

    @Test
    void onAClusterStepsLongerThanAJobAreItsOwn() {
        System.setProperty(MASTER, "spark://x:7077");
        StepPlan large = plan("training.batch-size=4096");
        assertEquals(Mode.CLUSTER, large.mode());
        assertTrue(large.usesSpark());
        assertTrue(large.reason().endsWith(" s, longer than a Spark job"), large.reason());
        StepPlan small = plan("training.batch-size=2");
        assertEquals(Mode.DRIVER, small.mode());
        assertTrue(small.reason().endsWith(" s, no longer than a Spark job"), small.reason());
    }

    @Test
    void theSolverOfSparkIsSparks() {
        StepPlan plan = plan("optimizer.solver=mllib");
        assertEquals(Mode.CLUSTER, plan.mode());
        assertEquals("solver mllib needs Spark", plan.reason());
    }

    @Test
    void samplesThatFillTheMemoryOfTheDriverAreSparks() {
        StepPlan plan = plan("problem.samples=6000000000");
        assertEquals(Mode.CLUSTER, plan.mode());
        assertTrue(plan.reason().matches("the samples take [0-9.]+ GiB"), plan.reason());
    }

    @Test
    void anExecutionThatIsAskedForIsTaken() {
        StepPlan plan = plan("execution.mode=cluster");
        assertEquals(Mode.CLUSTER, plan.mode());
        assertEquals("as configured", plan.reason());
    }

    private void assertRefused(String sentence, String smaller, String solver) {
        String[] settings = Arrays.copyOf(HUGE, HUGE.length + 1);
        settings[HUGE.length] = "optimizer.solver=" + solver;
        DataException refusal = assertThrows(DataException.class, () -> plan(settings));
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(sentence), message);
        assertTrue(message.endsWith(": use solver = krylov or " + smaller), message);
    }

    private static SolverCandidate candidate(StepPlan plan, String solver) {
        return plan.solvers().candidates().stream()
                .filter(candidate -> candidate.label().equals(solver))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<String> chosen(StepPlan plan) {
        return plan.solvers().chosen().map(SolverCandidate::label);
    }

    private StepPlan plan(String... settings) {
        ExperimentConfig config = ExperimentConfig.load(new Storage(Map.of()), conf.toString(), List.of(settings));
        long samples = config.problem().samples();
        return StepPlan.of(config, Experiment.model(config), samples, samples, SparkAccess.own(config.spark()));
    }
}
