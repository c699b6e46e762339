package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchScheduleTest {
    @ParameterizedTest
    @CsvSource({"10, 3, true", "10, 3, false", "10, 10, true", "10, 1, false", "300, 128, true", "1, 1, true"})
    void everyEpochVisitsEachSampleOnce(long samples, long batchSize, boolean shuffle) {
        BatchSchedule schedule = schedule(samples, batchSize, shuffle, 1);
        long steps = schedule.stepsPerEpoch();
        for (long epoch = 0; epoch < 3; epoch++) {
            long[] visited = LongStream.range(epoch * steps, (epoch + 1) * steps)
                    .flatMap(step -> Arrays.stream(samples(schedule, step)))
                    .sorted()
                    .toArray();
            assertArrayEquals(LongStream.range(0, samples).toArray(), visited);
        }
    }

    @Test
    void lastBatchOfAnEpochHasTheRest() {
        BatchSchedule schedule = schedule(10, 4, true, 1);
        assertEquals(3, schedule.stepsPerEpoch());
        assertArrayEquals(
                new long[] {4, 4, 2, 4, 4, 2},
                LongStream.range(0, 6).map(step -> schedule.batch(step).size()).toArray());
    }

    @Test
    void storedOrderIsTheSameInEveryEpoch() {
        BatchSchedule schedule = schedule(10, 4, false, 1);
        assertArrayEquals(new long[] {4, 5, 6, 7}, samples(schedule, 1));
        assertArrayEquals(new long[] {4, 5, 6, 7}, samples(schedule, 4));
        assertArrayEquals(new long[] {8, 9}, samples(schedule, 5));
    }

    @Test
    void shuffledEpochsDiffer() {
        BatchSchedule schedule = schedule(100, 50, true, 1);
        assertFalse(Arrays.equals(samples(schedule, 0), samples(schedule, 2)));
        assertFalse(Arrays.equals(samples(schedule, 0), samples(schedule(100, 50, true, 2), 0)));
        assertFalse(Arrays.equals(samples(schedule, 0), samples(schedule(100, 50, false, 1), 0)));
    }

    @Test
    void shuffledEpochsAreReproducible() {
        for (long step = 9; step >= 0; step--) {
            assertArrayEquals(samples(schedule(100, 50, true, 1), step), samples(schedule(100, 50, true, 1), step));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 11, Long.MAX_VALUE})
    void refusesABatchThatIsEmptyOrLargerThanTheData(long batchSize) {
        assertThrows(IllegalArgumentException.class, () -> schedule(10, batchSize, true, 1));
    }

    private static BatchSchedule schedule(long samples, long batchSize, boolean shuffle, long seed) {
        return new BatchSchedule(new DataLayout(samples, 3), batchSize, shuffle, seed);
    }

    private static long[] samples(BatchSchedule schedule, long step) {
        DataLayout layout = schedule.layout();
        MiniBatch batch = schedule.batch(step);
        return IntStream.range(0, layout.blocks())
                .boxed()
                .flatMapToLong(block -> Arrays.stream(batch.slots(block)).map(slot -> layout.sample(block, slot)))
                .sorted()
                .toArray();
    }
}
