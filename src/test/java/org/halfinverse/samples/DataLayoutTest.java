package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataLayoutTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4", "3, 8", "8, 8", "9, 8", "1000, 7", "300, 1"})
    void everySampleHasOnePlace(long samples, int blocks) {
        DataLayout layout = new DataLayout(samples, blocks);
        long places = 0;
        for (int block = 0; block < blocks; block++) {
            places += layout.slots(block);
        }
        assertEquals(samples, places);
        for (long sample = 0; sample < samples; sample++) {
            int block = layout.block(sample);
            long slot = layout.slot(sample);
            assertTrue(0 <= block && block < blocks && 0 <= slot && slot < layout.slots(block));
            assertEquals(sample, layout.sample(block, slot));
        }
    }

    @Test
    void dealsSamplesOutLikeCards() {
        DataLayout layout = new DataLayout(10, 4);
        assertEquals(1, layout.block(5));
        assertEquals(1, layout.slot(5));
        assertEquals(
                List.of(3L, 3L, 2L, 2L),
                LongStream.range(0, 4).mapToObj(k -> layout.slots((int) k)).toList());
    }

    @Test
    void countsMoreSamplesThanAnArrayHolds() {
        DataLayout layout = new DataLayout(10_000_000_001L, 4);
        assertEquals(2_500_000_001L, layout.slots(0));
        assertEquals(2_500_000_000L, layout.slots(3));
        assertEquals(9_999_999_999L, layout.sample(3, 2_499_999_999L));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 8, 1", "256, 1, 1", "257, 1, 2", "1024, 4, 1", "1025, 4, 2", "2000, 3, 3"})
    void stripesHoldOnePieceOfEveryBlock(long samples, int blocks, int stripes) {
        DataLayout layout = new DataLayout(samples, blocks);
        SampleSource source = new NumberedSamples(samples);
        assertEquals(stripes, layout.stripes());
        long[] read = new long[blocks];
        for (int stripe = 0; stripe < stripes; stripe++) {
            List<DataLayout.Part> pieces = layout.readStripe(source, stripe);
            for (int block = 0; block < pieces.size(); block++) {
                int k = block;
                assertEquals(k, pieces.get(block).block());
                assertEquals(read[k], pieces.get(block).slot());
                Samples piece = pieces.get(block).samples();
                assertTrue(stripe + 1 == stripes ? piece.samples() >= 1 : piece.samples() == DataLayout.PIECE);
                long[] expected = LongStream.range(read[k], read[k] + piece.samples())
                        .map(slot -> layout.sample(k, slot))
                        .toArray();
                NumberedSamples.assertHolds(expected, piece);
                read[k] += piece.samples();
            }
        }
        for (int block = 0; block < blocks; block++) {
            assertEquals(layout.slots(block), read[block]);
        }
    }

    /** Wherever a run of samples begins and ends, each lands at its place. */
    @ParameterizedTest
    @CsvSource({"0, 2000", "1, 1", "7, 1500", "767, 2", "768, 768", "1999, 1"})
    void anyRunIsDealtOutToItsPlaces(long first, int count) {
        DataLayout layout = new DataLayout(2000, 3);
        long dealt = 0;
        for (DataLayout.Part part : layout.parts(first, new NumberedSamples(2000).read(first, count))) {
            for (int i = 0; i < part.samples().samples(); i++) {
                long sample = part.samples().indices()[i];
                assertEquals(layout.block(sample), part.block());
                assertEquals(layout.slot(sample), part.slot() + i);
                assertEquals(part.piece(), layout.slot(sample) / DataLayout.PIECE);
                dealt++;
            }
        }
        assertEquals(count, dealt);
    }

    @Test
    void blocksWithoutSamplesGetNoPiece() {
        assertEquals(
                3, new DataLayout(3, 8).readStripe(new NumberedSamples(3), 0).size());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 0", "-1, 2", "2, -1"})
    void refusesToBeEmpty(long samples, int blocks) {
        assertThrows(IllegalArgumentException.class, () -> new DataLayout(samples, blocks));
    }
}
