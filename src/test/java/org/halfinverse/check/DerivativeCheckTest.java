package org.halfinverse.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.network.Activation;
import org.halfinverse.network.Network;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.Samples;
import org.junit.jupiter.api.Test;

class DerivativeCheckTest {
    private static final double TOLERANCE = 1e-9; // extrapolated differences are right to about 1e-12

    @Test
    void rightDerivativesPassEverywhere() {
        List<Finding> findings = findings(Models.small(Activation.RELU));
        assertEquals(7, findings.size());
        findings.forEach(finding -> assertTrue(finding.passes(), finding.toString()));
    }

    @Test
    void aDerivativeThatIsWrongByAHundredThousandthIsCaughtAndNamed() {
        Finding finding = finding("simulator Jacobian dy/du", Models.withWrongDerivative(1 + 1e-5));
        assertTrue(finding.error() > 1e-7, finding.toString());
        assertFalse(finding.passes(), finding.toString());
        assertTrue(finding.where().matches("sample \\d, output y\\[2\\], control u\\[1\\]"), finding.where());
        assertTrue(finding.method().endsWith("Models$Bending.linearize"), finding.method());
        Matcher numbers = Pattern.compile("computed (.*), by differences (.*)").matcher(finding.values());
        assertTrue(numbers.matches(), finding.values());
        double ratio = Double.parseDouble(numbers.group(1)) / Double.parseDouble(numbers.group(2));
        assertEquals(1e-5, ratio - 1, 1e-9);
    }

    @Test
    void aWrongSimulatorDerivativeShowsInItsProductsAndInTheJacobianOfNetworkPlusSimulatorToo() {
        PhysicsModel wrong = Models.withWrongDerivative(2);
        assertTrue(finding("simulator Jacobian-vector product", wrong).where().endsWith("output y[2]"));
        assertTrue(finding("simulator vector-Jacobian product", wrong).where().matches("sample \\d, control u\\[1\\]"));
        assertTrue(
                finding("dot-product test of both products", wrong).passes(), "both products are of the same matrix");
        Finding finding = finding("Jacobian of network plus simulator", wrong);
        assertTrue(finding.error() > 1e-3, finding.toString());
        assertTrue(finding.where().startsWith("sample "), finding.where());
        assertTrue(finding.where().contains("output y[2], parameter "), finding.where());
    }

    @Test
    void aDerivativeThatIsNotANumberIsRefusedWithItsEntry() {
        PhysicsModel torn = Models.withTangentThatIsNotANumber();
        String message =
                assertThrows(NonFiniteException.class, () -> findings(torn)).getMessage();
        assertTrue(
                message.matches(
                        ".*Models\\$Torn\\.jacobianVector gave NaN at output y\\[0\\] of sample 0, whose largest"
                                + " control is 0\\.\\d+"),
                message);
    }

    @Test
    void aSimulatorThatEndsCloseByIsDifferentiatedByTheShorterSteps() {
        PhysicsModel edge = new PhysicsModel(
                Network.dense(new int[] {Models.INPUTS, 1}, Activation.LINEAR),
                new PositiveSquare(),
                SquaredError.FULL);
        double[] theta = new double[edge.network().parameterCount()];
        theta[theta.length - 1] = 5e-4; // the control: half of the longest step, ten of the next
        Samples block = Models.samples(0, 4);
        Samples scalar = new Samples(block.indices(), block.inputs(), new double[0], new double[block.samples()]);
        List<Finding> findings = new DerivativeCheck(edge, theta, scalar, 1e-7).run(new int[] {0}, random());
        for (Finding finding : findings.subList(0, 4)) {
            assertTrue(
                    finding.subject().contains("product") || finding.subject().contains("dy/du"));
            assertTrue(finding.passes(), finding.toString());
        }
    }

    private static Finding finding(String subject, PhysicsModel model) {
        return findings(model).stream()
                .filter(finding -> finding.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static List<Finding> findings(PhysicsModel model) {
        double[] theta = Models.theta(model, 3);
        int[] all = IntStream.range(0, theta.length).toArray();
        return new DerivativeCheck(model, theta, Models.samples(0, 4), TOLERANCE).run(all, random());
    }

    private static CounterRandom random() {
        return CounterRandom.of(1, Stream.DERIVATIVE_CHECK, 0);
    }

    /** {@code y = u²}, for u > 0 only. */
    private static final class PositiveSquare extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        PositiveSquare() {
            super(0, 1, 1);
        }

        @Override
        protected void simulate(double[] x, double[] u, double[] y) {
            y[0] = u[0] > 0 ? u[0] * u[0] : Double.NaN;
        }

        @Override
        protected void jacobian(double[] x, double[] u, double[] jacobian) {
            jacobian[0] = 2 * u[0];
        }
    }
}
