package org.halfinverse.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeighbouringBlocksTest {
    /** The last two: with twos, a core would compute four blocks one after the other, and not three. */
    @ParameterizedTest(name = "{0} blocks on {1} cores: {3} tasks of {2}")
    @CsvSource({
        "1, 4, 1, 1",
        "4, 2, 2, 2",
        "16, 2, 8, 2",
        "64, 2, 32, 2",
        "64, 1, 64, 1",
        "6, 4, 2, 3",
        "5, 64, 1, 5",
        "17, 2, 1, 17",
        "24, 8, 1, 24"
    })
    void aTaskHasAsManyBlocksAsDelayNoCore(int blocks, int cores, int size, int tasks) {
        NeighbouringBlocks neighbours = NeighbouringBlocks.of(blocks, cores);
        assertEquals(size, neighbours.size());
        assertEquals(tasks, neighbours.tasks(blocks));
    }
}
