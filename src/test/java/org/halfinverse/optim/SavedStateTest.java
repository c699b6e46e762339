package org.halfinverse.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.halfinverse.spectral.Truncation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedStateTest {
    private static final int PARAMETERS = 2;
    private static final Adam ADAM = new Adam(1e-3, 0.9, 0.999, 1e-7);
    private static final LevenbergMarquardt DAMPED = new LevenbergMarquardt(1, 0.1, new Truncation(1e-6, true));

    private record Inner(double damping, double[] slowMean) {}

    private record Outer(Inner method, long steps, double[][] history) {}

    private record WithText(String text) {}

    private record Twice(Inner method, double methodDamping) {}

    private static final Outer FIRST = new Outer(new Inner(1, new double[PARAMETERS]), 0, new double[0][]);

    @Test
    void componentsAreArraysByTheirNames() {
        SavedState saved = SavedState.of(later());
        assertEquals(List.of("history", "method-damping", "method-slow-mean", "steps"), names(saved));
        assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, saved.arrays().get("history"));
        assertArrayEquals(new double[] {7}, saved.arrays().get("steps"));
    }

    @Test
    void aStateComesBackWithEveryBitNestedRecordsAndRowsToo() {
        Outer back = SavedState.of(later()).restore(FIRST, PARAMETERS);
        assertEquals(Math.nextUp(0.1), back.method.damping);
        assertArrayEquals(new double[] {-0.0, Double.MIN_VALUE}, back.method.slowMean);
        assertEquals(7, back.steps);
        assertArrayEquals(new double[][] {{1, 2}, {3, 4}, {5, 6}}, back.history);
        assertArrayEquals(new double[0][], SavedState.of(FIRST).restore(FIRST, PARAMETERS).history);
    }

    @Test
    void whatRemembersNothingStoresNothing() {
        assertEquals(SavedState.NOTHING, SavedState.of(new Stateless()));
        assertEquals(new Stateless(), SavedState.NOTHING.restore(new Stateless(), PARAMETERS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps            |        | the state of the optimizer has no \"steps\"",
                "method-slow-mean | 1      | \"method-slow-mean\" of the optimizer has 1 numbers instead of 2",
                "history          | 1 2 3  | \"history\" of the optimizer has 3 numbers instead of 2",
                "method-damping   | NaN    | \"method-damping\" of the optimizer is not finite",
                "steps            | 0.5    | \"steps\" of the optimizer is 0.5, but must be a whole number",
                "velocity         | 1 2    | the optimizer remembers no \"velocity\""
            })
    void whatDoesNotFitIsRefused(String name, String numbers, String sentence) {
        assertEquals(
                sentence,
                refusal(() -> with(SavedState.of(later()), name, numbers).restore(FIRST, PARAMETERS)));
    }

    @Test
    void whatIsNoNumberCannotBeRemembered() {
        assertEquals(
                "\"text\" of the optimizer is a String; only numbers, arrays of numbers and records of these can be stored",
                refusal(() -> SavedState.of(new WithText("a"))));
        assertEquals(
                "the state of the optimizer has two arrays \"method-damping\"",
                refusal(() -> SavedState.of(new Twice(FIRST.method, 1))));
    }

    @ParameterizedTest
    @CsvSource({"steps, -1", "steps, 0.5", "variance, -1e-300"})
    void noStateOfAdamHasANegativeVarianceOrABrokenCount(String name, String number) {
        SavedState saved = with(SavedState.of(ADAM.init(1)), name, number);
        refusal(() -> saved.restore(ADAM.init(1), 1));
    }

    @ParameterizedTest
    @CsvSource({"damping, 1e30", "damping, 0", "growth, 1"})
    void noStateOfLevenbergMarquardtLeavesItsBounds(String name, String number) {
        SavedState saved = with(SavedState.of(DAMPED.init(1)), name, number);
        String sentence = refusal(() -> saved.restore(DAMPED.init(1), 1));
        assertTrue(sentence.startsWith("the optimizer cannot have such a state: a damping of "), sentence);
    }

    private static Outer later() {
        Inner method = new Inner(Math.nextUp(0.1), new double[] {-0.0, Double.MIN_VALUE});
        return new Outer(method, 7, new double[][] {{1, 2}, {3, 4}, {5, 6}});
    }

    private static List<String> names(SavedState state) {
        return List.copyOf(state.arrays().keySet());
    }

    /** The same with other numbers in an array, or without it where there are none. */
    private static SavedState with(SavedState state, String name, String numbers) {
        Map<String, double[]> arrays = new TreeMap<>(state.arrays());
        if (numbers == null) {
            arrays.remove(name);
        } else {
            arrays.put(
                    name,
                    List.of(numbers.split(" ")).stream()
                            .mapToDouble(Double::parseDouble)
                            .toArray());
        }
        return new SavedState(new TreeMap<>(arrays));
    }

    private static String refusal(Runnable restoring) {
        return assertThrows(IllegalArgumentException.class, restoring::run).getMessage();
    }
}
