package org.halfinverse.jacobian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.halfinverse.linalg.Gemm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelMatrixTest {
    /** Panels hold whole samples, 128 rows at most unless a sample has more. */
    @ParameterizedTest
    @CsvSource({
        "1–1, 1, 1",
        "3–2, 5, 1",
        "3–5–4–2, 128, 1",
        "3–5–4–2, 300, 1",
        "3–5–4–2, 100, 3",
        "2–6–3, 33, 4",
        "2–6–3, 5, 64",
        "2–6–3, 3, 128",
        "4–3–200, 3, 200",
    })
    void upperTriangleIsThatOfTheProductOfExplicitRows(String widths, int samples, int outputs) {
        assertIsKernelOf(Factors.of(widths, outputs).whole(1, samples));
    }

    @Test
    void rowsOfAStackStayInOrder() {
        List<FactoredJacobian> pieces = pieces();
        FactoredJacobian stack = FactoredJacobian.stack(pieces);
        assertEquals(3 * (40 + 1 + 17), stack.rows());
        assertArrayEquals(
                pieces.stream()
                        .flatMapToDouble(piece -> Arrays.stream(Factors.rows(piece)))
                        .toArray(),
                Factors.rows(stack));
        assertArrayEquals(
                pieces.stream()
                        .flatMapToDouble(piece -> Arrays.stream(piece.lossGradient()))
                        .toArray(),
                stack.lossGradient());
        assertEquals(1 + 2 + 3, stack.loss());
    }

    @Test
    void kernelOfAStackCouplesItsPieces() {
        assertIsKernelOf(FactoredJacobian.stack(pieces()));
    }

    private static List<FactoredJacobian> pieces() {
        Factors factors = Factors.of("3–5–4–2", 3);
        return List.of(factors.whole(1, 40), factors.whole(2, 1), factors.whole(3, 17));
    }

    /** Exactly: all factors are whole numbers. */
    private static void assertIsKernelOf(FactoredJacobian jacobian) {
        int m = jacobian.rows();
        double[] rows = Factors.rows(jacobian);
        double[] expected = new double[m * m];
        Gemm.multiplyTransposedB(m, m, jacobian.columns(), rows, 0, rows, 0, 0, expected);
        double[] actual = KernelMatrix.of(jacobian);
        for (int i = 0; i < m; i++) {
            assertArrayEquals(
                    Arrays.copyOfRange(expected, i * m + i, (i + 1) * m),
                    Arrays.copyOfRange(actual, i * m + i, (i + 1) * m),
                    "row " + i + " from the diagonal on");
        }
    }
}
