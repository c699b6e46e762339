package org.halfinverse.samples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfinverse.io.Fingerprint;

/**
 * Some samples of a data set. They keep the numbers that they have there, by which messages name them.
 *
 * @param source the whole data set
 * @param selection which of its samples
 */
public record SelectedSamples(SampleSource source, RowSelection selection) implements SampleSource {
    /** Samples of the whole set that are read at a time: selected ones may stand far from each other. */
    static final int PIECE = 4096;

    /** Checks that the selection is one of this data set, and not empty. {@inheritDoc} */
    public SelectedSamples {
        if (selection.rows() != source.samples() || selection.size() < 1) {
            throw new IllegalArgumentException(selection.size() + " of " + selection.rows()
                    + " rows cannot be selected from " + source.samples() + " samples");
        }
    }

    @Override
    public long samples() {
        return selection.size();
    }

    @Override
    public Samples read(long from, int count) {
        long first = selection.select(from);
        long end = selection.select(from + count - 1) + 1;
        List<Samples> gathered = new ArrayList<>();
        for (long row = first; row < end; row += PIECE) {
            int[] positions = selection.positions(row, (int) Math.min(PIECE, end - row));
            if (positions.length > 0) {
                int start = positions[0];
                int run = positions[positions.length - 1] + 1 - start;
                Samples read = source.read(row + start, run);
                gathered.add(
                        positions.length == run
                                ? read
                                : read.select(Arrays.stream(positions)
                                        .map(p -> p - start)
                                        .toArray()));
            }
        }
        return Samples.concatenated(gathered);
    }

    @Override
    public SampleSource inEpoch(long epoch) {
        SampleSource other = source.inEpoch(epoch);
        return other == source ? this : new SelectedSamples(other, selection);
    }

    @Override
    public String fingerprint() {
        return selection.addTo(new Fingerprint().add(source.fingerprint())).hex();
    }
}
