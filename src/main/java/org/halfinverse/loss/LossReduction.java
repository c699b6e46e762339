package org.halfinverse.loss;

import java.util.Locale;

/** How per-sample losses become the loss of a mini-batch. */
public enum LossReduction {
    /** {@code L = (1/b) Σ ℓ_i}. */
    MEAN {
        @Override
        public double weight(long batchSize) {
            return 1.0 / batchSize;
        }
    },
    /** {@code L = Σ ℓ_i}. */
    SUM {
        @Override
        public double weight(long batchSize) {
            return 1;
        }
    };

    /**
     * {@return the factor in front of the sum, the weight of one sample in L}
     *
     * @param batchSize b
     */
    public abstract double weight(long batchSize);

    /** {@return the name in configurations, {@code mean} or {@code sum}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
