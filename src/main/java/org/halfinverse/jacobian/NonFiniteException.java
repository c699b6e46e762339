package org.halfinverse.jacobian;

/** A loss, a Jacobian or a parameter is not a finite number: the training has diverged. */
public final class NonFiniteException extends RuntimeException {
    private final String sentence;

    /**
     * What was met.
     *
     * @param sentence for the user: what was not finite, and where
     */
    public NonFiniteException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    @Override
    public String getMessage() {
        return sentence;
    }

    /**
     * Checks numbers of some samples.
     *
     * @param what the numbers are
     * @param values as many for each sample
     * @param samples their indices
     * @throws NonFiniteException if one is not finite, naming the sample
     */
    static void requireFinite(String what, double[] values, long[] samples) {
        for (int entry = 0; entry < values.length; entry++) {
            if (!Double.isFinite(values[entry])) {
                long sample = samples[entry / (values.length / samples.length)];
                throw new NonFiniteException("the " + what + " of sample " + sample + " is " + values[entry]);
            }
        }
    }
}
