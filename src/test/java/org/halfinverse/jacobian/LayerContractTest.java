package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.halfinverse.check.DerivativeCheck;
import org.halfinverse.check.Finding;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every layer has to do, each by itself and composed. */
class LayerContractTest {
    private static final int SAMPLES = 5;

    /** Entries are of order 1 to 10, sums have up to some hundred terms. */
    private static final double ROUNDING = 1e-11;

    static List<LayerCases> cases() {
        return LayerCases.all();
    }

    /** Extrapolated central differences are right to about 1e-12 times the fourth derivative of waves, some 1e3. */
    @ParameterizedTest
    @MethodSource("cases")
    void rowsAndGradientAreTheDerivatives(LayerCases layers) {
        int[] all = IntStream.range(0, layers.theta().length).toArray();
        CounterRandom random = CounterRandom.of(1, Stream.DERIVATIVE_CHECK, 0);
        DerivativeCheck check = new DerivativeCheck(layers.model(), layers.theta(), layers.samples(2), 1e-7);
        for (Finding finding : check.run(all, random)) {
            assertTrue(finding.passes(), finding.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theForwardPassHasTheOutputs(LayerCases layers) {
        double[] inputs = layers.samples(SAMPLES).inputs();
        double[] together = layers.network().outputs(layers.theta(), SAMPLES, inputs);
        assertArrayEquals(
                together,
                layers.network().forward(layers.theta(), SAMPLES, inputs).outputs());
        int width = layers.network().inputSize();
        int outputs = layers.network().outputSize();
        for (int i = 0; i < SAMPLES; i++) {
            double[] own = Arrays.copyOfRange(inputs, i * width, (i + 1) * width);
            assertArrayEquals(
                    layers.network().outputs(layers.theta(), 1, own),
                    Arrays.copyOfRange(together, i * outputs, (i + 1) * outputs),
                    ROUNDING);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTangentPassIsTheTransposeOfTheReversePass(LayerCases layers) {
        double[] theta = layers.theta();
        double[] direction = random(1, theta.length);
        double[] cotangents = random(2, SAMPLES * layers.network().outputSize());
        double[] cotangentsBefore = cotangents.clone();
        var forward =
                layers.network().forward(theta, SAMPLES, layers.samples(SAMPLES).inputs());
        double[] gradient = new double[theta.length];
        FactoredJacobian.addOuterProducts(
                layers.network(), SAMPLES, forward.layerInputs(), forward.reverse(cotangents, 1), gradient);
        assertArrayEquals(cotangentsBefore, cotangents, "what comes in is left as it was");
        assertEquals(Vectors.dot(cotangents, forward.tangent(direction)), Vectors.dot(gradient, direction), ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void productsAreThoseOfTheExplicitRows(LayerCases layers) {
        FactoredJacobian jacobian = layers.model().linearize(layers.theta(), layers.samples(SAMPLES), 0.2);
        int m = jacobian.rows();
        int n = jacobian.columns();
        double[] rows = Factors.rows(jacobian);
        for (int k : new int[] {1, 3}) {
            double[] v = random(3, n * k);
            double[] product = new double[m * k];
            Gemm.multiply(m, k, n, rows, 0, v, 0, 0, product, 0);
            assertArrayEquals(
                    product, Arrays.copyOf(jacobian.product(k, v, new FactoredJacobian.Workspace()), m * k), ROUNDING);
            double[] w = random(4, m * k);
            double[] transposed = new double[n * k];
            Gemm.multiplyTransposedA(n, k, m, rows, 0, w, 0, 0, transposed, 0);
            double[] actual = new double[n * k];
            jacobian.addTransposeProduct(k, w, actual, new FactoredJacobian.Workspace());
            assertArrayEquals(transposed, actual, ROUNDING);
        }
        double largest = Arrays.stream(rows).map(Math::abs).max().orElseThrow();
        assertTrue(jacobian.largestEntry() >= largest, jacobian.largestEntry() + " below " + largest);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gramMatrixAndKernelAreThoseOfTheExplicitRows(LayerCases layers) {
        FactoredJacobian jacobian = FactoredJacobian.stack(List.of(
                layers.model().linearize(layers.theta(), layers.samples(SAMPLES), 0.2),
                layers.model().linearize(layers.theta(), layers.samples(2), 0.2)));
        int m = jacobian.rows();
        int n = jacobian.columns();
        double[] rows = Factors.rows(jacobian);
        double[] gram = new double[n * n];
        Gemm.multiplyTransposedA(n, n, m, rows, 0, rows, 0, 0, gram, 0);
        GramMatrix tiles = new GramMatrix(jacobian.network());
        GramMatrix.Sums sums = tiles.new Sums(0, tiles.tiles());
        sums.add(jacobian);
        double[] actual = new double[n * n];
        for (int tile = 0; tile < tiles.tiles(); tile++) {
            tiles.write(tile, sums.sums()[tile], actual);
        }
        assertUpperTriangle(n, gram, actual);
        double[] kernel = new double[m * m];
        Gemm.multiplyTransposedB(m, m, n, rows, 0, rows, 0, 0, kernel);
        assertUpperTriangle(m, kernel, KernelMatrix.of(jacobian));
    }

    private static void assertUpperTriangle(int n, double[] expected, double[] actual) {
        for (int i = 0; i < n; i++) {
            assertArrayEquals(
                    Arrays.copyOfRange(expected, i * n + i, (i + 1) * n),
                    Arrays.copyOfRange(actual, i * n + i, (i + 1) * n),
                    ROUNDING,
                    "row " + i);
        }
    }

    private static double[] random(long index, int length) {
        return CounterRandom.of(6, Stream.DERIVATIVE_CHECK, index)
                .doubles(length, -1, 1)
                .toArray();
    }
}
