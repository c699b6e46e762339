package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchPiecesTest {
    private static final int SAMPLES = 2500;
    private static final DataLayout LAYOUT = new DataLayout(SAMPLES, 3);
    private static final int BLOCK = 1;

    @ParameterizedTest
    @CsvSource({"0, 1", "0, 5", "3, 7", "255, 1", "300, 200", "700, 100", "0, 2000"})
    void gathersTheWantedSamplesIntoFullPieces(int first, int distance) {
        assertGathers(LongStream.iterate(first, slot -> slot < LAYOUT.slots(BLOCK), slot -> slot + distance)
                .toArray());
    }

    @Test
    void gathersAcrossStoredPieces() {
        assertGathers(0, 254, 255, 256, 257, 511, 512, 832);
    }

    @Test
    void skipsStoredPiecesWithoutWantedSamples() {
        assertGathers(600);
    }

    @Test
    void endsAtOnceWithoutWantedSamples() {
        BatchPieces pieces = new BatchPieces(stored(), new long[0], DataLayout.PIECE);
        assertFalse(pieces.hasNext());
        assertThrows(NoSuchElementException.class, pieces::next);
    }

    private static void assertGathers(long... slots) {
        BatchPieces pieces = new BatchPieces(stored(), slots, DataLayout.PIECE);
        for (int from = 0; from < slots.length; from += DataLayout.PIECE) {
            long[] wanted = Arrays.copyOfRange(slots, from, Math.min(from + DataLayout.PIECE, slots.length));
            long[] indices = LongStream.of(wanted)
                    .map(slot -> LAYOUT.sample(BLOCK, slot))
                    .toArray();
            NumberedSamples.assertHolds(indices, pieces.next());
        }
        assertFalse(pieces.hasNext());
        assertThrows(NoSuchElementException.class, pieces::next);
    }

    /** Pieces of 256, 256, 256 and 65 samples. */
    private static Iterator<Samples> stored() {
        assertEquals(833, LAYOUT.slots(BLOCK));
        return IntStream.range(0, LAYOUT.stripes())
                .mapToObj(stripe -> LAYOUT.readStripe(new NumberedSamples(SAMPLES), stripe)
                        .get(BLOCK)
                        .samples())
                .iterator();
    }
}
