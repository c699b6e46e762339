package org.halfinverse.onnx;

import org.halfinverse.network.Activation;

/**
 * The activation functions in ONNX operators that ONNX Runtime has in double precision on CPUs.
 *
 * <p>tanh, ReLU, the logistic function and sine are operators themselves. {@code Softplus} and {@code Erf} exist in
 * single precision alone, so that softplus and GELU are put together here; both neither overflow nor lose digits for
 * large arguments.
 */
final class ActivationNodes {
    private static final double ERFC_SCALE = 3.75;

    /**
     * {@code g(x) = (1 + 2x) exp(x²) erfc(x)} for x ≥ 0 as a polynomial in {@code t = (x − 3.75) / (x + 3.75)}, lowest
     * power first: the Chebyshev series of Shepherd and Laframboise (Math. Comp. 36, 1981, 249–253), computed to 60
     * digits, cut behind the 24th term, where 5e-18 is left, and sorted by powers. |t| ≤ 1 and no coefficient is larger
     * than 1.24, so that sorting costs no digits.
     */
    private static final double[] SCALED_ERFC = {
        1.2375126308378275,
        -0.14024059858554697,
        0.0035854154854644293,
        0.0822767384901452,
        -0.10880393014174886,
        0.09230432116037748,
        -0.05869339858963678,
        0.028362277418956406,
        -0.009746579558029272,
        0.0017556258528952887,
        0.0002937136655913216,
        -0.00029015408054081353,
        5.164909889277081e-05,
        2.2384239155004924e-05,
        -1.1444146237921091e-05,
        -9.735598965984585e-07,
        1.7516376492147417e-06,
        -5.7218230763935776e-08,
        -2.586685075605729e-07,
        2.326350882567489e-08,
        3.867533451741267e-08,
        -3.744210129193752e-09,
        -5.173990322701038e-09,
        3.111433467284422e-10,
        4.251471632062352e-10,
    };

    private ActivationNodes() {}

    /**
     * Adds {@code act(z)}.
     *
     * @param graph to which nodes are added
     * @param activation act
     * @param z name of the pre-activations, any shape
     * @return name of the activations
     */
    static String add(OnnxGraph graph, Activation activation, String z) {
        return switch (activation) {
            case TANH -> graph.node("Tanh", z);
            case RELU -> graph.node("Relu", z);
            case SIGMOID -> graph.node("Sigmoid", z);
            case SOFTPLUS -> softplus(graph, z);
            case GELU -> graph.node("Mul", z, normalDistribution(graph, z));
            case SINE -> graph.node("Sin", z);
            case LINEAR -> z;
        };
    }

    /** {@code max(z, 0) + ln(1 + exp(−|z|))}, the second term with an error of at most 2⁻⁵³ or so. */
    private static String softplus(OnnxGraph graph, String z) {
        String decay = graph.node("Exp", graph.node("Neg", graph.node("Abs", z)));
        return graph.node("Add", graph.node("Relu", z), graph.node("Log", graph.node("Add", graph.scalar(1), decay)));
    }

    /**
     * Φ(z), which is {@code h = erfc(|z|/√2)/2} below 0 and {@code 1 − h} above. GELU has by it an error of at most
     * 2e-16 max(1, |z|).
     */
    private static String normalDistribution(OnnxGraph graph, String z) {
        String x = graph.node("Mul", graph.node("Abs", z), graph.scalar(Math.sqrt(0.5)));
        String half = graph.node("Mul", graph.scalar(0.5), complementaryErrorFunction(graph, x));
        String positive = graph.node("Greater", z, graph.scalar(0));
        return graph.node("Where", positive, graph.node("Sub", graph.scalar(1), half), half);
    }

    /** {@code erfc(x) = exp(−x²) g(x) / (1 + 2x)} for x ≥ 0; where x² overflows, exp(−∞) = 0 is right. */
    private static String complementaryErrorFunction(OnnxGraph graph, String x) {
        String t = graph.node(
                "Sub",
                graph.scalar(1),
                graph.node("Div", graph.scalar(2 * ERFC_SCALE), graph.node("Add", x, graph.scalar(ERFC_SCALE))));
        String g = graph.scalar(SCALED_ERFC[SCALED_ERFC.length - 1]);
        for (int power = SCALED_ERFC.length - 2; power >= 0; power--) {
            g = graph.node("Add", graph.node("Mul", g, t), graph.scalar(SCALED_ERFC[power]));
        }
        String decay = graph.node("Exp", graph.node("Neg", graph.node("Mul", x, x)));
        String divisor = graph.node("Add", graph.scalar(1), graph.node("Mul", graph.scalar(2), x));
        return graph.node("Div", graph.node("Mul", decay, g), divisor);
    }
}
