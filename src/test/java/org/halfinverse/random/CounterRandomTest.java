package org.halfinverse.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    private static final int DRAWS = 100_000;

    @Test
    void isAPureFunctionOfSeedStreamAndIndex() {
        CounterRandom first = CounterRandom.of(7, Stream.TRAINING_SAMPLES, 3);
        CounterRandom other = CounterRandom.of(7, Stream.TRAINING_SAMPLES, 4);
        CounterRandom again = CounterRandom.of(7, Stream.TRAINING_SAMPLES, 3);
        long[] interleaved = LongStream.range(0, 50)
                .map(i -> first.nextLong() + 0 * other.nextLong())
                .toArray();
        assertArrayEquals(again.longs(50).toArray(), interleaved);
    }

    @Test
    void neverChangesTheNumbersOfASeed() {
        // Worked out by an independent implementation of SplitMix64, started from the documented hash.
        assertArrayEquals(
                new long[] {1041738032345662692L, 401548235945901518L, 9045888604196438481L},
                CounterRandom.of(42, Stream.TRAINING_SAMPLES, 5).longs(3).toArray());
        assertArrayEquals(
                new long[] {4843121988367101790L, 4993401109491658748L},
                CounterRandom.of(-7, Stream.SHUFFLING, 1L << 40).longs(2).toArray());
        assertEquals(
                0.05647273189149704,
                CounterRandom.of(42, Stream.TRAINING_SAMPLES, 5).nextDouble());
    }

    @Test
    void mixesAsThePublishedGeneratorDoes() {
        assertEquals(6457827717110365317L, CounterRandom.mix(1234567 + 0x9E3779B97F4A7C15L));
    }

    @Test
    void everySeedStreamAndIndexHasNumbersOfItsOwn() {
        Set<Long> seen = new HashSet<>();
        for (long seed : new long[] {0, 1, 2, -1, Long.MIN_VALUE}) {
            for (Stream stream : Stream.values()) {
                for (long index = -50; index < 50; index++) {
                    assertTrue(seen.add(CounterRandom.of(seed, stream, index).nextLong()));
                }
            }
        }
    }

    @Test
    void drawsUniformNumbersInTheUnitInterval() {
        RandomGenerator random = CounterRandom.of(1, Stream.TEST_SAMPLES, 0);
        double[] draws = random.doubles(DRAWS).toArray();
        assertTrue(Arrays.stream(draws).allMatch(x -> 0 <= x && x < 1));
        // Five standard deviations of each estimate: √(1/12) and √(1/180) a draw.
        assertEquals(0.5, mean(draws, x -> x), 5 * Math.sqrt(1.0 / 12 / DRAWS));
        assertEquals(1.0 / 12, mean(draws, x -> (x - 0.5) * (x - 0.5)), 5 * Math.sqrt(1.0 / 180 / DRAWS));
    }

    @Test
    void drawsUniformNumbersFromOriginToBelowBound() {
        CounterRandom random = CounterRandom.of(1, Stream.TEST_SAMPLES, 1);
        double[] draws = new double[DRAWS];
        Arrays.setAll(draws, i -> random.nextDouble(-3, 5));
        assertTrue(Arrays.stream(draws).allMatch(x -> -3 <= x && x < 5));
        // Five standard deviations of the mean of numbers with variance 8²/12.
        assertEquals(1, mean(draws, x -> x), 5 * Math.sqrt(64.0 / 12 / DRAWS));
    }

    @Test
    void neverReachesTheBoundByRounding() {
        CounterRandom random = CounterRandom.of(1, Stream.TEST_SAMPLES, 2);
        for (int i = 0; i < 100; i++) {
            assertEquals(1, random.nextDouble(1, Math.nextUp(1.0)));
        }
    }

    @Test
    void refusesAnEmptyInterval() {
        CounterRandom random = CounterRandom.of(1, Stream.TEST_SAMPLES, 3);
        assertThrows(IllegalArgumentException.class, () -> random.nextDouble(2, 2));
        assertThrows(IllegalArgumentException.class, () -> random.nextDouble(Double.NaN, 2));
    }

    @Test
    void drawsStandardNormalNumbers() {
        CounterRandom random = CounterRandom.of(1, Stream.PARAMETERS, 0);
        double[] draws = new double[DRAWS];
        Arrays.setAll(draws, i -> random.nextGaussian());
        // Five standard deviations of each estimate: the k-th power varies by E z^2k − (E z^k)² = 1, 2, 15, 96.
        assertEquals(0, mean(draws, z -> z), 5 * Math.sqrt(1.0 / DRAWS));
        assertEquals(1, mean(draws, z -> z * z), 5 * Math.sqrt(2.0 / DRAWS));
        assertEquals(0, mean(draws, z -> z * z * z), 5 * Math.sqrt(15.0 / DRAWS));
        assertEquals(3, mean(draws, z -> z * z * z * z), 5 * Math.sqrt(96.0 / DRAWS));
    }

    @Test
    void neighbouringItemsAreUncorrelated() {
        double[] firstDraws = new double[DRAWS];
        Arrays.setAll(
                firstDraws, i -> CounterRandom.of(1, Stream.TRAINING_SAMPLES, i).nextDouble() - 0.5);
        double sum = 0;
        for (int i = 0; i + 1 < DRAWS; i++) {
            sum += firstDraws[i] * firstDraws[i + 1];
        }
        // Five standard deviations: a product of two such independent numbers has variance 1/144.
        assertEquals(0, sum / DRAWS, 5.0 / 12 / Math.sqrt(DRAWS));
    }

    private static double mean(double[] values, DoubleUnaryOperator function) {
        return Arrays.stream(values).map(function).average().orElseThrow();
    }
}
