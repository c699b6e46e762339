package org.halfinverse.train;

import java.io.Serializable;
import org.halfinverse.jacobian.SampleBlock;

/** A data set that can be read from any machine, a run of samples at a time. */
public interface SampleSource extends Serializable {
    /**
     * Number of samples N.
     *
     * @return at least 1
     */
    long samples();

    /**
     * Reads consecutive samples.
     *
     * @param from first sample
     * @param count how many
     * @return those samples
     * @throws org.halfinverse.io.DataException if they cannot be read or are not numbers
     */
    SampleBlock read(long from, int count);

    /**
     * The samples of an epoch.
     *
     * @param epoch from 0
     * @return this, unless new samples are drawn for every epoch
     */
    default SampleSource inEpoch(long epoch) {
        return this;
    }
}
