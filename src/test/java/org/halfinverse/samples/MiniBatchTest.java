package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Permutation;
import org.halfinverse.random.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MiniBatchTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "10, 3, 4",
        "10, 10, 4",
        "3, 2, 8",
        "64, 64, 1",
        "64, 7, 8",
        "100, 99, 7",
        "257, 20, 3",
        "500, 1, 6",
    })
    void blocksShareTheSamplesOfItsPositions(long samples, long batchSize, int blocks) {
        DataLayout layout = new DataLayout(samples, blocks);
        Permutation shuffled = new Permutation(samples, CounterRandom.of(1, Stream.SHUFFLING, samples));
        for (long from = 0; from < samples; from += batchSize) {
            long to = Math.min(from + batchSize, samples);
            MiniBatch stored = new MiniBatch(layout, Optional.empty(), from, to);
            assertEquals(to - from, stored.size());
            assertArrayEquals(LongStream.range(from, to).toArray(), samples(layout, stored));
            assertArrayEquals(
                    LongStream.range(from, to).map(shuffled::element).sorted().toArray(),
                    samples(layout, new MiniBatch(layout, Optional.of(shuffled), from, to)));
        }
    }

    @ParameterizedTest
    @CsvSource({"-1, 2", "3, 3", "4, 3", "8, 11"})
    void refusesPositionsThatAreNoRunOfTheData(long from, long to) {
        DataLayout layout = new DataLayout(10, 4);
        assertThrows(IllegalArgumentException.class, () -> new MiniBatch(layout, Optional.empty(), from, to));
    }

    /** The samples at the places of all blocks, in order; each block's places ascend, none twice. */
    private static long[] samples(DataLayout layout, MiniBatch batch) {
        long[] all = new long[0];
        for (int block = 0; block < layout.blocks(); block++) {
            int k = block;
            long[] slots = batch.slots(block);
            for (int i = 0; i < slots.length; i++) {
                assertTrue((i == 0 || slots[i - 1] < slots[i]) && slots[i] < layout.slots(block));
            }
            long[] more =
                    LongStream.of(slots).map(slot -> layout.sample(k, slot)).toArray();
            all = LongStream.concat(Arrays.stream(all), Arrays.stream(more)).toArray();
        }
        Arrays.sort(all);
        return all;
    }
}
