package org.halfinverse.python;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.halfinverse.physics.CodeException;
import org.halfinverse.physics.DrawnTogether;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.physics.GivenParameters;
import org.halfinverse.physics.Guarded;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.SimulatorChecks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PythonSimulatorTest {
    /** Sums of a few products, in whatever order. */
    private static final double ROUNDING = 1e-14;

    private static final int SAMPLES = 5;
    private static final double[] STATES = {0.5, -1, 2, 0.25, 1.5};

    /** Each derivative of {@code products.py}, given in another way. */
    private static final String PULLED = """
        def vector_jacobian(x, u, cotangent):
            return np.einsum("bp,bpq->bq", cotangent, rows(x, u))
        """;

    private static final String PUSHED = """
        def jacobian_vector(x, u, tangent):
            return np.einsum("bpq,bq->bp", rows(x, u), tangent)
        """;

    private static String python;

    @TempDir
    private Path directory;

    @BeforeAll
    static void findPython() {
        python = PythonForTests.withNumpy();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "def linearize(x, u):\n    return simulate(x, u), rows(x, u)\n",
                "def jacobian(x, u):\n    return rows(x, u)\n",
                PULLED,
                PUSHED,
                PULLED + PUSHED,
            })
    void allWaysToADerivativeAgree(String derivative) throws IOException {
        assertDerivatives(problem(with(derivative)).simulator());
    }

    /** The four functions of Tesseract, by their names. */
    @Test
    void theFunctionsOfTesseractAreKnownByTheirNames() throws IOException {
        String renamed = Files.readString(PythonForTests.simulator("products.py"))
                .replace("def simulate", "def apply")
                .concat(PULLED.replace("vector_jacobian", "vector_jacobian_product"))
                .concat(PUSHED.replace("jacobian_vector", "jacobian_vector_product"))
                .concat("\n\ndef jacobian(x, u):\n    return rows(x, u)\n");
        assertDerivatives(problem(written(renamed)).simulator());
    }

    @Test
    void torchDifferentiates() {
        Path file = PythonForTests.simulator("products_torch.py");
        assertDerivatives(
                problem(file, PythonForTests.withTorch(), "auto", 60, "{}").simulator());
    }

    /** Where JAX is not to be had, a module in its place that answers the same calls. */
    @Test
    void jaxDifferentiatesAsItsStandInDoes() {
        assertDerivatives(problem(PythonForTests.simulator("jax-stand-in/products_jax.py"))
                .simulator());
    }

    @Test
    void aComplexStepInManyDirectionsTakesThemInParts() throws IOException {
        Path file = written("""
            state_size, control_size, output_size, input_size = 0, 700, 1, 1

            def simulate(x, u):
                return (u**3).sum(axis=1, keepdims=True)
            """);
        Simulator simulator = problem(file).simulator();
        int samples = 4; // 700 directions of 4 × 701 numbers: two parts
        double[] controls = new double[samples * 700];
        for (int i = 0; i < controls.length; i++) {
            controls[i] = Math.cos(i);
        }
        double[] jacobians = new double[controls.length];
        simulator.linearize(samples, new double[0], controls, new double[samples], jacobians);
        for (int i = 0; i < controls.length; i++) {
            assertEquals(3 * controls[i] * controls[i], jacobians[i], ROUNDING * 3);
        }
    }

    @Test
    void aConstantJacobianIsKnownBeforehand() throws IOException {
        Simulator simulator = problem(written("""
            import numpy as np
            state_size, output_size, input_size = 0, 2, 1

            def control_size(wide):
                return wide

            def matrix(wide):
                return np.arange(2.0 * wide).reshape(2, wide)

            constant_jacobian = matrix

            def simulate(x, u, wide):
                return u @ matrix(wide).T
            """), "{\"wide\": 3}").simulator();
        assertArrayEquals(
                new double[] {0, 1, 2, 3, 4, 5}, simulator.constantJacobian().orElseThrow());
        assertEquals(3, simulator.controlSize());
        SimulatorChecks.assertConsistent(simulator);
    }

    @Test
    void samplesAreDrawnByTheirNumbers() {
        Problem problem = problem(PythonForTests.simulator("oscillators.py"));
        double[] inputs = new double[12];
        double[] again = new double[4];
        ((DrawnTogether) problem).draw(new long[] {7, 1L << 40, 9}, 3, inputs, new double[12], new double[12]);
        ((DrawnTogether) problem).draw(new long[] {1L << 40}, 3, again, new double[4], new double[4]);
        for (int entry = 0; entry < 4; entry++) {
            assertEquals(inputs[4 + entry], again[entry]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fortran order", "view", "prints"})
    void whatIsHarmlessChangesNothing(String habit) {
        Simulator simulator = faulty(habit, 60);
        double[] outputs = new double[6];
        for (int call = 0; call < 3; call++) { // more than a pipe holds
            simulator.simulate(3, new double[3], new double[] {1, 2, 3, 4, 5, 6}, outputs);
        }
        assertArrayEquals(
                habit.equals("view") ? new double[] {1, 2, 3, 4, 5, 6} : new double[] {1, 4, 3, 8, 5, 12}, outputs);
    }

    /** It is started again, and the call is repeated: from outside nothing is to be seen. */
    @Test
    void aProcessThatIsKilledInTheMiddleOfACallIsReplaced() throws Exception {
        Problem problem = problem(PythonForTests.simulator("oscillators.py"), "{\"pause\": 1}");
        double[] outputs = new double[4];
        CountDownLatch calling = new CountDownLatch(1);
        Thread caller = new Thread(() -> {
            calling.countDown();
            problem.simulator().simulate(1, new double[] {1, 0, 0, 0}, new double[24], outputs);
        });
        List<Long> before = PythonProcesses.shared().pids();
        caller.start();
        calling.await();
        TimeUnit.MILLISECONDS.sleep(300);
        PythonProcesses.shared().pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        caller.join();
        double[] undisturbed = new double[4];
        problem(PythonForTests.simulator("oscillators.py"))
                .simulator()
                .simulate(1, new double[] {1, 0, 0, 0}, new double[24], undisturbed);
        assertArrayEquals(undisturbed, outputs);
        assertFalse(before.isEmpty(), "the one that described itself was kept for the call");
    }

    @Test
    void whatTakesTooLongIsEndedWhereItStands() {
        Simulator simulator = faulty("sleeps", 1);
        CodeException fault = assertThrows(
                CodeException.class, () -> simulator.simulate(1, new double[] {0.17}, new double[2], new double[2]));
        assertTrue(
                fault.getMessage()
                        .matches("gave no answer within 1 s, which is problem.timeout \\(faulty.py:\\d+, in"
                                + " simulate\\)"),
                fault.getMessage());
    }

    /** One process for calls one after the other, whatever their number and sizes; no descriptor stays open. */
    @Test
    void fiveThousandCallsLeaveNothingBehind() throws IOException {
        Set<Long> others = HeldByPython.others();
        Simulator simulator =
                problem(PythonForTests.copiedOscillators(directory)).simulator();
        simulate(simulator, 500);
        HeldByPython early = HeldByPython.besides(others);
        simulate(simulator, 5000);
        HeldByPython late = HeldByPython.besides(others);
        assertEquals(1, early.processes().size(), "one caller");
        assertEquals(early.processes(), late.processes());
        assertTrue(late.descriptors() <= early.descriptors(), early + ", then " + late);
        assertEquals(early.descriptorsOfPython(), late.descriptorsOfPython());
        long kilobytes = (late.memoryOfPython() - early.memoryOfPython()) / 1024;
        assertTrue(kilobytes < 1000, early + ", then " + late); // 5,000 × 1 byte is 5 kB
    }

    private static void simulate(Simulator simulator, int calls) {
        for (int call = 0; call < calls; call++) {
            int samples = 1 + call % 40;
            double[] outputs = new double[samples * 4];
            double[] states = new double[samples * 4];
            double[] controls = new double[samples * 24];
            if (call % 3 == 0) {
                simulator.linearize(samples, states, controls, outputs, new double[samples * 4 * 24]);
            } else {
                simulator.vectorJacobian(samples, states, controls, outputs, y -> y, new double[samples * 24]);
            }
        }
    }

    @Test
    void aFileThatChangesMeanwhileIsNotTheSame() throws IOException {
        Path file =
                written("state_size, control_size, output_size, input_size = 0, 1, 1, 1\nsimulate = lambda x, u: u\n");
        Simulator simulator = problem(file).simulator();
        Files.writeString(file, "simulate = lambda x, u: 2 * u\n");
        simulator.simulate(1, new double[0], new double[] {1}, new double[1]); // its process has loaded it
        PythonProcesses.shared().pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> simulator.simulate(1, new double[0], new double[] {1}, new double[1]));
        assertTrue(refused.getMessage().endsWith("it has changed since this run began"), refused.getMessage());
    }

    @Test
    void isTheSameProcessForACopy() throws Exception {
        Simulator simulator =
                problem(PythonForTests.simulator("oscillators.py")).simulator();
        double[] outputs = new double[4];
        simulator.simulate(1, new double[] {1, 0, 0, 0}, new double[24], outputs);
        List<Long> processes = PythonProcesses.shared().pids();
        double[] ofCopy = new double[4];
        new Guarded<>(simulator).copy().simulate(1, new double[] {1, 0, 0, 0}, new double[24], ofCopy);
        assertArrayEquals(outputs, ofCopy);
        assertTrue(processes.containsAll(PythonProcesses.shared().pids()), "a process of its own");
    }

    @Test
    void aMissingInterpreterIsTold() {
        Path file = PythonForTests.simulator("oscillators.py");
        IllegalArgumentException missing =
                assertThrows(IllegalArgumentException.class, () -> problem(file, "python-none", "auto", 60, "{}"));
        assertEquals("problem.python = python-none cannot be started: No such file or directory", missing.getMessage());
    }

    @Test
    void anInterpreterWithoutNumpyIsTold() throws IOException {
        Path bare = written("#!/bin/sh\nexec '" + python + "' -S -I \"$@\"\n"); // without site-packages
        assertTrue(bare.toFile().setExecutable(true));
        IllegalArgumentException missing = assertThrows(
                IllegalArgumentException.class,
                () -> problem(PythonForTests.simulator("oscillators.py"), bare.toString(), "auto", 60, "{}"));
        assertTrue(
                missing.getMessage().endsWith(" has no NumPy: install it there, or name another interpreter"),
                missing.getMessage());
    }

    @Test
    void aProcessThatEndsBeforeItHasConnectedIsTold() throws IOException {
        Path python = written("#!/bin/sh\necho no licence\nexit 9\n");
        assertTrue(python.toFile().setExecutable(true));
        FaultyClassException fault = assertThrows(
                FaultyClassException.class,
                () -> problem(PythonForTests.simulator("oscillators.py"), python.toString(), "auto", 60, "{}"));
        assertEquals(
                "oscillators cannot be loaded: it ended its process, with exit code 9: no licence", fault.getMessage());
    }

    private static void assertDerivatives(Simulator simulator) {
        SimulatorChecks.assertConsistent(simulator);
        double[] controls = new double[SAMPLES * 3];
        for (int i = 0; i < controls.length; i++) {
            controls[i] = Math.sin(i + 1);
        }
        double[] jacobians = new double[SAMPLES * 9];
        simulator.linearize(SAMPLES, STATES, controls, new double[SAMPLES * 3], jacobians);
        for (int i = 0; i < SAMPLES; i++) {
            double[] u = {controls[3 * i], controls[3 * i + 1], controls[3 * i + 2]};
            double[] expected = {
                Math.cos(u[0]), 2 * STATES[i] * u[1], 0, u[1], u[0], 0, 0, 0, Math.exp(u[2]) * STATES[i]
            };
            for (int entry = 0; entry < 9; entry++) {
                assertEquals(expected[entry], jacobians[9 * i + entry], ROUNDING * 10);
            }
        }
    }

    private Path with(String derivative) throws IOException {
        return written(Files.readString(PythonForTests.simulator("products.py")) + "\n\n" + derivative);
    }

    private Path written(String source) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "written", ".py"), source);
    }

    private static Problem problem(Path file) {
        return problem(file, "{}");
    }

    private static Problem problem(Path file, String parameters) {
        return problem(file, python, "auto", 60, parameters);
    }

    private static Simulator faulty(String fault, double timeout) {
        String parameters = "{\"fault\": \"" + fault + "\"}";
        return problem(PythonForTests.simulator("faulty.py"), python, "auto", timeout, parameters)
                .simulator();
    }

    private static Problem problem(
            Path file, String interpreter, String derivatives, double timeout, String parameters) {
        return new PythonProblemFactory()
                .create(new GivenParameters(Map.of(
                        "file", file.toString(),
                        "python", interpreter,
                        "derivatives", derivatives,
                        "timeout", timeout,
                        "parameters", parameters)));
    }
}
