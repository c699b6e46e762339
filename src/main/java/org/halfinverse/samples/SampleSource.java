package org.halfinverse.samples;

import java.io.Serializable;
import org.halfinverse.io.Fingerprint;

/** A data set that can be read from any machine, a run of samples at a time. */
public interface SampleSource extends Serializable {
    /** {@return number of samples N, at least 1} */
    long samples();

    /**
     * {@return consecutive samples}
     *
     * @param from first sample
     * @param count how many
     * @throws org.halfinverse.io.DataException if they cannot be read or are not numbers
     */
    Samples read(long from, int count);

    /**
     * The samples of an epoch.
     *
     * @param epoch from 0
     * @return this, unless new samples are drawn for every epoch
     */
    default SampleSource inEpoch(long epoch) {
        return this;
    }

    /**
     * {@return some of the samples, in their order, with the numbers that they have here}
     *
     * @param selection which, of as many rows as there are samples
     */
    default SampleSource selected(RowSelection selection) {
        return new SelectedSamples(this, selection);
    }

    /**
     * {@return hexadecimal digits that tell this data set from others, the same whenever the content is the same}
     * Samples that are drawn follow from the configuration and the code that draws them: the first few stand for all.
     *
     * @throws org.halfinverse.io.DataException if the samples cannot be read
     */
    default String fingerprint() {
        Samples first = read(0, (int) Math.min(samples(), 16));
        return new Fingerprint()
                .add(samples())
                .add(first.inputs())
                .add(first.states())
                .add(first.targets())
                .hex();
    }
}
