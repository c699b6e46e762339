package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.optim.OptimizerFactory;
import org.halfinverse.optim.Sgd;
import org.halfinverse.physics.Parameters;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.FilterFactory;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SolverCost;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.spectral.StepSize;
import org.halfinverse.spectral.Truncation;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A solver, a filter and an optimizer are one class each and one line in a registry: here those of somebody else. */
class RegisteredMethodsTest {
    private static final String SERVICES = "META-INF/services/";

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @TempDir
    private Path directory;

    @BeforeEach
    void register() throws IOException {
        Path services = Files.createDirectories(directory.resolve(SERVICES));
        Files.writeString(services.resolve(Solver.class.getName()), Stretched.class.getName());
        Files.writeString(services.resolve(FilterFactory.class.getName()), SignFilters.class.getName());
        Files.writeString(services.resolve(OptimizerFactory.class.getName()), Hasty.class.getName());
        Files.writeString(directory.resolve("toy.conf"), """
                problem { type = toy, samples = 16, test-samples = 0 }
                network { hidden = [3] }
                training { batch-size = 16, max-steps = 2 }
                """);
        URL[] jar = {directory.toUri().toURL()};
        Thread.currentThread().setContextClassLoader(new URLClassLoader(jar, before));
    }

    @AfterEach
    void forget() throws IOException {
        ((URLClassLoader) Thread.currentThread().getContextClassLoader()).close();
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void aSolverTrainsWithItsOwnSetting() {
        double[] twice = train("optimizer.solver=stretched", "optimizer.stretch=2");
        double[] direct = train("optimizer.solver=direct", "optimizer.learning-rate=2");
        assertArrayEquals(direct, twice); // a factor of two is exact
        assertTrue(
                config("optimizer.solver=stretched").resolved().contains("stretch=3"), "its default is written down");
    }

    @Test
    void aSolverSaysWhatItIsFor() {
        StepPlan plan = new Experiment(config(), new Storage(Map.of())).plan();
        assertTrue(plan.solvers().candidates().stream()
                .anyMatch(candidate -> candidate.label().equals("stretched")
                        && candidate.obstacle().isEmpty()));
        assertTrue(
                plan.solvers()
                        .name()
                        .filter(name -> !name.contains("stretched"))
                        .isPresent(),
                "on request alone");
        String refusal = refusal("optimizer.solver=streched");
        assertTrue(refusal.endsWith("did you mean stretched?"), refusal);
        String key = refusal("optimizer.strech=2");
        assertTrue(key.endsWith("did you mean optimizer.stretch?"), key);
    }

    @Test
    void aFilterIsAMethodWithItsOwnSetting() {
        double[] sign = train("optimizer.type=sign", "optimizer.gain=1");
        double[] flat = train("optimizer.type=hig", "optimizer.kappa=0");
        assertArrayEquals(flat, sign);
        String refusal = refusal("optimizer.type=sign", "optimizer.batch-scaling=invariant");
        assertTrue(refusal.contains("only for hig, gauss-newton, top-k: "), refusal);
    }

    @Test
    void anOptimizerTrainsWithItsOwnSetting() {
        double[] hasty = train("optimizer.type=hasty", "optimizer.haste=4");
        double[] plain = train("optimizer.type=sgd", "optimizer.learning-rate=0.5");
        assertArrayEquals(plain, hasty);
    }

    private double[] train(String... settings) {
        Experiment experiment = new Experiment(config(settings), new Storage(Map.of()));
        TrainingResult result = experiment.fit(new TrainingListener() {}).result();
        assertEquals(2, result.step(), result.reason());
        return result.theta();
    }

    private String refusal(String... settings) {
        return String.valueOf(assertThrows(ConfigurationException.class, () -> config(settings))
                .getMessage());
    }

    private ExperimentConfig config(String... settings) {
        String conf = directory.resolve("toy.conf").toString();
        return ExperimentConfig.load(new Storage(Map.of()), conf, List.of(settings));
    }

    /** The dense decomposition, and its direction stretched. */
    public static final class Stretched implements Solver {
        private final double factor;

        /** Made by the registry. */
        public Stretched() {
            this(1);
        }

        private Stretched(double factor) {
            this.factor = factor;
        }

        @Override
        public String label() {
            return "stretched";
        }

        @Override
        public Solver configured(Parameters settings) {
            return new Stretched(settings.positiveReal("stretch", 3));
        }

        @Override
        public SolverCost cost(StepSize size) {
            return new SolverCost(1, 1, 1, 1, 1, 1e-15);
        }

        @Override
        public Use use() {
            return Use.ON_REQUEST;
        }

        @Override
        public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
            SpectralStep step = new DirectSolver().solve(batch, filter);
            Spectrum spectrum = Spectrum.of(new double[] {1}, 1, label(), 0);
            return new SpectralStep(Vectors.scaled(factor, step.direction()), spectrum, step.kept());
        }
    }

    /** All kept directions alike. */
    public static final class SignFilters implements FilterFactory {
        /** Made by the registry. */
        public SignFilters() {}

        @Override
        public String type() {
            return "sign";
        }

        @Override
        public Function<Truncation, SpectralFilter> read(Parameters settings) {
            double gain = settings.positiveReal("gain", 1);
            return truncation -> new Constant(gain, truncation);
        }
    }

    private record Constant(double value, Truncation truncation) implements SpectralFilter {
        @Override
        public double gain(double sigma) {
            return value;
        }
    }

    /** Gradient descent some times as fast as its learning rate. */
    public static final class Hasty implements OptimizerFactory {
        /** Made by the registry. */
        public Hasty() {}

        @Override
        public String type() {
            return "hasty";
        }

        @Override
        public double learningRate() {
            return 0.125;
        }

        @Override
        public Maker read(Parameters settings) {
            double haste = settings.positiveReal("haste", 1);
            return common -> make(common.learningRate() * haste);
        }

        private static Optimizer<?> make(double learningRate) {
            return new Sgd(learningRate, 0);
        }
    }
}
