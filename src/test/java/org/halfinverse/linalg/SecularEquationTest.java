package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecularEquationTest {
    private static final MathContext DIGITS = new MathContext(60);
    /** Rounding lets g be told from zero up to ε times the sum of the sizes of its terms; measured: up to 4 ε. */
    private static final double TOLERANCE = 10 * Math.ulp(1.0);

    static Stream<SecularEquation> equations() {
        return Stream.of(
                new SecularEquation(new double[] {1}, new double[] {1}, 2),
                new SecularEquation(new double[] {1, 2}, new double[] {0.8, 0.6}, 1e-3),
                new SecularEquation(new double[] {-3, 0, 1e-9, 4}, new double[] {0.5, 0.5, 0.5, 0.5}, 10),
                new SecularEquation(new double[] {0, 1, 2, 3}, new double[] {1, 1e-7, 1e-12, 1e-3}, 1),
                new SecularEquation(new double[] {1e-12, 1e-8, 1e-4, 1}, new double[] {1e-4, 0.3, 1e-9, 0.9}, 1e-5));
    }

    @ParameterizedTest
    @MethodSource("equations")
    void rootsLieBetweenThePolesAndSolveTheEquationUpToRounding(SecularEquation equation) {
        int r = equation.poles().length;
        for (int j = 0; j < r; j++) {
            SecularEquation.Root root = equation.root(j, new double[equation.poles().length]);
            BigDecimal lambda = new BigDecimal(equation.poles()[root.origin()]).add(new BigDecimal(root.offset()));
            assertTrue(lambda.compareTo(new BigDecimal(equation.poles()[j])) > 0);
            assertTrue(j + 1 == r || lambda.compareTo(new BigDecimal(equation.poles()[j + 1])) < 0);
            assertEquals(0, sum(equation, lambda, false) / sum(equation, lambda, true), TOLERANCE, "root " + j);
        }
    }

    /** g, or the sum of the sizes of its terms. */
    private static double sum(SecularEquation equation, BigDecimal lambda, boolean sizes) {
        BigDecimal sum = BigDecimal.ONE;
        for (int i = 0; i < equation.poles().length; i++) {
            BigDecimal weight = new BigDecimal(equation.weights()[i]);
            BigDecimal term = new BigDecimal(equation.rho())
                    .multiply(weight)
                    .multiply(weight)
                    .divide(new BigDecimal(equation.poles()[i]).subtract(lambda), DIGITS);
            sum = sum.add(sizes ? term.abs() : term);
        }
        return sum.doubleValue();
    }
}
