package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.halfinverse.TestVectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderedTreeTest {
    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "2, (01)",
        "3, ((01)2)",
        "4, ((01)(23))",
        "5, (((01)(23))4)",
        "6, (((01)(23))(45))",
        "7, (((01)(23))((45)6))",
        "8, (((01)(23))((45)(67)))",
        "9, ((((01)(23))((45)(67)))8)",
    })
    void mergesNeighboursFirst(int count, String expected) {
        List<String> parts = IntStream.range(0, count).mapToObj(String::valueOf).toList();
        assertEquals(expected, OrderedTree.reduce(parts, (a, b) -> "(" + a + b + ")"));
    }

    @Test
    void sumsToTheSameBitsAsTheTreeByHand() {
        double[] x = TestVectors.gaussian(0, 5);
        double sum = OrderedTree.reduce(DoubleStream.of(x).boxed().toList(), Double::sum);
        assertEquals(x[0] + x[1] + (x[2] + x[3]) + x[4], sum);
    }

    @Test
    void refusesNothing() {
        assertThrows(IllegalArgumentException.class, () -> OrderedTree.reduce(List.<String>of(), (a, b) -> a + b));
    }
}
