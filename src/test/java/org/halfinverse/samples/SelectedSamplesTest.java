package org.halfinverse.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.halfinverse.problems.Toy;
import org.junit.jupiter.api.Test;

class SelectedSamplesTest {
    private static final int ROWS = 20_000;

    /** From anywhere, close together or far from each other, as they stand in the whole set. */
    @Test
    void readsTheSelectedSamplesInOrder() {
        for (long chosen : List.of(1L, 5L, 6000L, 19_990L, 20_000L)) {
            RowSelection selection = RowSelection.random(ROWS, chosen, 3);
            SampleSource samples = new SelectedSamples(new NumberedSamples(ROWS), selection);
            assertEquals(chosen, samples.samples());
            long[] rows = LongStream.range(0, ROWS).filter(selection::contains).toArray();
            NumberedSamples.assertHolds(rows, samples.read(0, rows.length));
            for (int from = 0; from < rows.length; from += 1777) {
                int count = Math.min(1500, rows.length - from);
                NumberedSamples.assertHolds(
                        LongStream.of(rows).skip(from).limit(count).toArray(), samples.read(from, count));
            }
        }
    }

    @Test
    void readsNoMoreThanAPieceAtATime() {
        SampleSource whole = new SampleSource() {
            @Override
            public long samples() {
                return 10 * ROWS;
            }

            @Override
            public Samples read(long from, int count) {
                assertTrue(count <= SelectedSamples.PIECE, count + " samples at a time");
                return new NumberedSamples(samples()).read(from, count);
            }
        };
        RowSelection selection = RowSelection.random(10 * ROWS, 9, 3);
        assertEquals(9, new SelectedSamples(whole, selection).read(0, 9).samples());
        assertEquals(
                50_000,
                new SelectedSamples(whole, selection.complement())
                        .read(0, 50_000)
                        .samples());
    }

    /** However many blocks samples are dealt out to. */
    @Test
    void stripesHoldTheSameSamples() {
        RowSelection selection = RowSelection.random(ROWS, 3000, 3);
        SampleSource samples = new SelectedSamples(new NumberedSamples(ROWS), selection);
        for (int blocks : List.of(1, 7)) {
            DataLayout layout = new DataLayout(3000, blocks);
            for (int stripe = 0; stripe < layout.stripes(); stripe++) {
                for (DataLayout.Part part : layout.readStripe(samples, stripe)) {
                    assertEquals(
                            selection.select(layout.sample(part.block(), part.slot())),
                            part.samples().indices()[0]);
                }
            }
        }
    }

    @Test
    void theFingerprintIsThatOfTheSetAndTheSelection() {
        RowSelection selection = RowSelection.random(50, 10, 3);
        String one = new SelectedSamples(new NumberedSamples(50), selection).fingerprint();
        assertEquals(one, new SelectedSamples(new NumberedSamples(50), RowSelection.random(50, 10, 3)).fingerprint());
        assertNotEquals(one, new SelectedSamples(new NumberedSamples(50), selection.complement()).fingerprint());
        SampleSource other = new FreshSamples(new Toy(1), 1, 50, 0);
        assertNotEquals(one, new SelectedSamples(other, selection).fingerprint());
    }

    @Test
    void followsItsSetThroughTheEpochs() {
        RowSelection selection = RowSelection.random(50, 10, 3);
        SampleSource numbered = new SelectedSamples(new NumberedSamples(50), selection);
        assertSame(numbered, numbered.inEpoch(3));
        FreshSamples fresh = new FreshSamples(new Toy(1), 1, 50, 0);
        assertEquals(
                new SelectedSamples(fresh.inEpoch(2), selection), new SelectedSamples(fresh, selection).inEpoch(2));
    }

    @Test
    void refusesTheSelectionOfAnotherSet() {
        RowSelection selection = RowSelection.random(50, 10, 3);
        assertThrows(IllegalArgumentException.class, () -> new SelectedSamples(new NumberedSamples(51), selection));
        RowSelection none = RowSelection.random(50, 0, 3);
        assertThrows(IllegalArgumentException.class, () -> new SelectedSamples(new NumberedSamples(50), none));
        SampleSource samples = new SelectedSamples(new NumberedSamples(50), selection);
        assertThrows(IndexOutOfBoundsException.class, () -> samples.read(5, 6));
    }
}
