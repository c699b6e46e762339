package org.halfinverse.jacobian;

import static org.halfinverse.Sent.sent;
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
import org.halfinverse.network.ForwardPass;
import org.halfinverse.network.Network;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.Samples;
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
    void rowsAreThoseOfLoopsOverAllIndices(LayerCases layers) {
        double[] theta = layers.theta();
        int q = layers.network().outputSize();
        Samples samples = layers.samples(2);
        PhysicsModel model = layers.model();
        double[] rows = Factors.rows(model.linearize(theta, samples, 0.5));
        for (int i = 0; i < 2; i++) {
            Samples sample = samples.range(i, i + 1);
            double[] simulator = new double[LayerCases.OUTPUTS * q];
            double[] controls = model.network().outputs(theta, 1, sample.inputs());
            model.simulator().linearize(1, sample.states(), controls, new double[LayerCases.OUTPUTS], simulator);
            for (int parameter = 0; parameter < theta.length; parameter++) {
                double[] derivative = LayerLoops.derivative(layers.layers(), theta, parameter, sample.inputs(), q);
                for (int k = 0; k < LayerCases.OUTPUTS; k++) {
                    double[] row = Arrays.copyOfRange(simulator, k * q, (k + 1) * q);
                    assertEquals(
                            Vectors.dot(row, derivative),
                            rows[(i * LayerCases.OUTPUTS + k) * theta.length + parameter],
                            ROUNDING);
                }
            }
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
                JacobianColumns.of(layers.network()),
                SAMPLES,
                forward.layerInputs(),
                forward.reverse(cotangents, 1),
                gradient);
        assertArrayEquals(cotangentsBefore, cotangents, "what comes in is left as it was");
        assertEquals(Vectors.dot(cotangents, forward.tangent(direction)), Vectors.dot(gradient, direction), ROUNDING);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void productsAreThoseOfTheExplicitRows(LayerCases layers) {
        for (FactoredJacobian jacobian : views(layers.model(), layers)) {
            assertProductsAreThoseOfTheExplicitRows(jacobian);
        }
    }

    private static void assertProductsAreThoseOfTheExplicitRows(FactoredJacobian jacobian) {
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

    /** On another machine too, and there with the same bits. */
    @ParameterizedTest
    @MethodSource("cases")
    void productsByPassesAreThoseOfTheFactors(LayerCases layers) throws Exception {
        FactoredJacobian jacobian = byPasses(layers);
        double[] v = random(8, jacobian.columns());
        double[] w = random(9, jacobian.rows());
        double[] product = jacobian.product(v);
        double[] transposed = transposeProduct(jacobian, w);
        FactoredJacobian.Workspace workspace = new FactoredJacobian.Workspace();
        assertArrayEquals(Arrays.copyOf(jacobian.product(1, v, workspace), w.length), product, ROUNDING);
        double[] expected = new double[v.length];
        jacobian.addTransposeProduct(1, w, expected, workspace);
        assertArrayEquals(expected, transposed, ROUNDING);
        FactoredJacobian sent = sent(byPasses(layers));
        assertArrayEquals(product, sent.product(v));
        assertArrayEquals(transposed, transposeProduct(sent, w));
    }

    private static FactoredJacobian byPasses(LayerCases layers) {
        Samples samples = layers.samples(SAMPLES);
        Network network = layers.network();
        ForwardPass forward = network.forward(layers.theta(), SAMPLES, samples.inputs());
        double[] outputs = new double[SAMPLES * LayerCases.OUTPUTS];
        double[] jacobians = new double[outputs.length * network.outputSize()];
        layers.model().simulator().linearize(SAMPLES, samples.states(), forward.outputs(), outputs, jacobians);
        SimulatorJacobians simulator =
                new SimulatorJacobians(SAMPLES, LayerCases.OUTPUTS, network.outputSize(), jacobians);
        NetworkPasses passes = new NetworkPasses(forward, simulator, samples.indices());
        return new FactoredJacobian(JacobianColumns.of(network), passes, new double[outputs.length], 0);
    }

    private static double[] transposeProduct(FactoredJacobian jacobian, double[] w) {
        double[] product = new double[jacobian.columns()];
        jacobian.addTransposeProduct(w, product);
        return product;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void gramMatrixAndKernelAreThoseOfTheExplicitRows(LayerCases layers) {
        for (FactoredJacobian jacobian : views(layers.model(), layers)) {
            assertGramMatrixAndKernelAreThoseOfTheExplicitRows(jacobian);
        }
    }

    /** The last layer alone, and all but the last. */
    @ParameterizedTest
    @MethodSource("cases")
    void theColumnsOfSomeLayersAreThoseOfThemAmongAll(LayerCases layers) {
        List<Integer> all = layers.network().allLayers();
        int last = all.size() - 1;
        assertColumnsAreThoseOfAll(layers, List.of(last));
        if (last > 0) {
            assertColumnsAreThoseOfAll(layers, all.subList(0, last));
        }
    }

    private static void assertColumnsAreThoseOfAll(LayerCases layers, List<Integer> trainable) {
        Network network = layers.network().training(trainable);
        PhysicsModel model = layers.model().with(network, layers.model().loss());
        FactoredJacobian whole = layers.model().linearize(layers.theta(), layers.samples(SAMPLES), 0.2);
        FactoredJacobian some = model.linearize(layers.theta(), layers.samples(SAMPLES), 0.2);
        int[] columns = trainable.stream()
                .map(network.affineLayers()::get)
                .flatMapToInt(layer -> IntStream.range(layer.weightOffset(), layer.end()))
                .toArray();
        assertArrayEquals(columnsOf(whole, columns), Factors.rows(some), ROUNDING);
        assertEquals(columns.length, model.trainedParameters());
        double[] gradient = new double[model.columns()];
        model.addLossGradient(layers.theta(), layers.samples(SAMPLES), 0.2, gradient);
        double[] expected = new double[some.columns()];
        some.addTransposeProduct(some.lossGradient(), expected);
        assertArrayEquals(expected, gradient, ROUNDING);
        double[] direction = random(7, columns.length);
        double[] expanded = new double[network.parameterCount()];
        IntStream.range(0, columns.length).forEach(i -> expanded[columns[i]] = direction[i]);
        assertArrayEquals(expanded, model.expand(direction));
        double[] everywhere = random(8, network.parameterCount());
        assertArrayEquals(Arrays.stream(columns).mapToDouble(i -> everywhere[i]).toArray(), model.restrict(everywhere));
        for (FactoredJacobian jacobian : views(model, layers)) {
            assertProductsAreThoseOfTheExplicitRows(jacobian);
            assertGramMatrixAndKernelAreThoseOfTheExplicitRows(jacobian);
        }
    }

    /** Two blocks as one, with all their columns and with some. */
    private static List<FactoredJacobian> views(PhysicsModel model, LayerCases layers) {
        FactoredJacobian all = FactoredJacobian.stack(List.of(
                model.linearize(layers.theta(), layers.samples(SAMPLES), 0.2),
                model.linearize(layers.theta(), layers.samples(2), 0.2)));
        int[] chosen = IntStream.range(0, all.columns())
                .filter(i -> i % 3 == 1 || i < 2)
                .toArray();
        FactoredJacobian some = all.choosing(chosen);
        assertArrayEquals(columnsOf(all, chosen), Factors.rows(some));
        return List.of(all, some);
    }

    private static double[] columnsOf(FactoredJacobian jacobian, int[] columns) {
        double[] rows = Factors.rows(jacobian);
        return IntStream.range(0, jacobian.rows())
                .flatMap(row -> Arrays.stream(columns).map(column -> row * jacobian.columns() + column))
                .mapToDouble(entry -> rows[entry])
                .toArray();
    }

    private static void assertGramMatrixAndKernelAreThoseOfTheExplicitRows(FactoredJacobian jacobian) {
        int m = jacobian.rows();
        int n = jacobian.columns();
        double[] rows = Factors.rows(jacobian);
        double[] gram = new double[n * n];
        Gemm.multiplyTransposedA(n, n, m, rows, 0, rows, 0, 0, gram, 0);
        GramMatrix tiles = new GramMatrix(jacobian.parameterColumns());
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
