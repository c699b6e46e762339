package org.halfinverse.network;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** How weights are drawn at the start; biases start at 0. */
public enum Initialization {
    /** Uniform in ±√(6 / (in + out)) (Glorot and Bengio, AISTATS 2010), the default of Keras. */
    GLOROT_UNIFORM {
        @Override
        double draw(RandomGenerator random, int inputs, int outputs) {
            double limit = Math.sqrt(6.0 / (inputs + outputs));
            return random.nextDouble(-limit, limit);
        }
    },
    /** Normal with variance 2 / in (He et al., ICCV 2015). */
    HE_NORMAL {
        @Override
        double draw(RandomGenerator random, int inputs, int outputs) {
            return Math.sqrt(2.0 / inputs) * random.nextGaussian();
        }
    },
    /** Uniform in ±√(6 / in), of the same variance as {@link #HE_NORMAL}. */
    HE_UNIFORM {
        @Override
        double draw(RandomGenerator random, int inputs, int outputs) {
            double limit = Math.sqrt(6.0 / inputs);
            return random.nextDouble(-limit, limit);
        }
    };

    /** One weight of a layer with so many inputs and outputs. */
    abstract double draw(RandomGenerator random, int inputs, int outputs);

    /** {@return the name in configurations, for instance {@code glorot-uniform}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
