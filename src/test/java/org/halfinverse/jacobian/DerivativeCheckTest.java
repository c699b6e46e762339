package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.network.Activation;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.api.Test;

class DerivativeCheckTest {
    @Test
    void rightDerivativesPassEverywhere() {
        List<DerivativeCheck.Finding> findings = findings(Models.small(Activation.RELU));
        assertEquals(6, findings.size());
        findings.forEach(finding -> assertTrue(finding.error() <= 1e-9, finding.toString()));
    }

    @Test
    void aDerivativeThatIsWrongByAHundredThousandthIsCaughtAndNamed() {
        DerivativeCheck.Finding finding =
                findings(Models.withWrongDerivative(1 + 1e-5)).get(0);
        assertEquals("simulator Jacobian dy/du", finding.derivative());
        assertTrue(finding.error() > 1e-7, finding.toString());
        assertTrue(finding.where().matches("sample \\d, output y\\[2\\], control u\\[1\\]"), finding.where());
        assertEquals(1e-5, finding.analytic() / finding.numeric() - 1, 1e-9);
    }

    @Test
    void aWrongSimulatorDerivativeShowsInTheJacobianOfNetworkPlusSimulatorToo() {
        DerivativeCheck.Finding finding =
                findings(Models.withWrongDerivative(2)).get(4);
        assertEquals("Jacobian of network plus simulator dy/dtheta", finding.derivative());
        assertTrue(finding.error() > 1e-3, finding.toString());
        assertTrue(finding.where().startsWith("sample "), finding.where());
        assertTrue(finding.where().contains("output y[2], parameter "), finding.where());
    }

    @Test
    void aDerivativeThatIsNotANumberIsTheWorstOfAll() {
        DerivativeCheck.Finding finding =
                findings(Models.withTangentThatIsNotANumber()).get(1);
        assertEquals("simulator Jacobian-vector product", finding.derivative());
        assertTrue(Double.isNaN(finding.error()), finding.toString());
        assertTrue(finding.where().endsWith("output y[0]"), finding.where());
    }

    private static List<DerivativeCheck.Finding> findings(PhysicsModel model) {
        double[] theta = Models.theta(model, 3);
        int[] all = IntStream.range(0, theta.length).toArray();
        CounterRandom random = CounterRandom.of(1, Stream.DERIVATIVE_CHECK, 0);
        return new DerivativeCheck(model, theta, Models.samples(0, 4)).run(all, random);
    }
}
