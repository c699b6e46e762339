package org.halfinverse.predict;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;

/** Who works on the rows of a prediction: the executors of Spark, or this thread. */
interface Workers {
    /** What is done with consecutive rows. */
    @FunctionalInterface
    interface Work<R> extends Serializable {
        /**
         * Processes the rows of a slice.
         *
         * @param slice the rows
         * @param attempt number of this attempt, different from that of every other attempt at any rows
         */
        R on(Slice slice, long attempt);
    }

    /** The results of all rows, some rows at a time: controls, outputs and losses. */
    interface Kept extends Iterable<double[][]>, AutoCloseable {
        /** The sum of all losses, 0 where nothing was simulated. */
        double lossSum();

        /** They may be looked through several times, in the order of the rows. */
        @Override
        Iterator<double[][]> iterator();

        @Override
        void close();
    }

    /** How many tasks run at a time. */
    int cores();

    /** Does some work on every slice. */
    <R> List<R> each(List<Slice> slices, Work<R> work);

    /** Predicts every slice, and keeps what comes out. */
    Kept keep(List<Slice> slices, Predictor predictor);
}
