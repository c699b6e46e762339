package org.halfinverse.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class MatrixViewTest {
    private static final double[] SIX = {1, 2, 3, 4, 5, 6};

    @Test
    void aPartOfAMatrixLiesInTheSameArray() {
        MatrixView part = MatrixView.of(SIX, 3, 2).part(1, 1, 2, 1);
        assertEquals(new MatrixView(SIX, 4, 2, 1, 3), part);
    }

    @Test
    void refusesWhatIsNotInsideTheArray() {
        assertThrows(IndexOutOfBoundsException.class, () -> MatrixView.of(SIX, 1, 3, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> MatrixView.of(SIX, -1, 3, 2));
        assertEquals(0, MatrixView.of(SIX, 7, 0, 2).rows());
    }

    @Test
    void refusesColumnsThatOverlap() {
        assertEquals(
                "columns of 3 rows are only 2 entries apart",
                assertThrows(IllegalArgumentException.class, () -> new MatrixView(SIX, 0, 3, 2, 2))
                        .getMessage());
    }

    @Test
    void refusesFactorsThatDoNotFit() {
        MatrixView a = MatrixView.of(SIX, 3, 2);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> NativeBlas.kernels()
                                .multiply(1, a.plain(), a.plain(), 0, MatrixView.of(new double[9], 3, 3)))
                .getMessage();
        assertEquals("a 3 × 2 matrix times a 3 × 2 one is not a 3 × 3 matrix", message);
    }
}
