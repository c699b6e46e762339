package org.halfinverse.network;

import java.util.Locale;
import org.apache.commons.numbers.gamma.Erfc;

/** The activation functions of hidden layers, with their first derivatives. */
public enum Activation {
    /** tanh z. */
    TANH {
        @Override
        double value(double z) {
            return hyperbolicTangent(z);
        }

        @Override
        double derivative(double z, double a) {
            return 1 - a * a;
        }
    },
    /** max(z, 0), with derivative 0 at 0. */
    RELU {
        @Override
        double value(double z) {
            return z <= 0 ? 0 : z; // NaN stays NaN
        }

        @Override
        double derivative(double z, double a) {
            return z > 0 ? 1 : 0;
        }
    },
    /** 1 / (1 + e⁻ᶻ). */
    SIGMOID {
        @Override
        double value(double z) {
            return logistic(z);
        }

        @Override
        double derivative(double z, double a) {
            return a * logistic(-z);
        }
    },
    /** ln(1 + eᶻ). */
    SOFTPLUS {
        @Override
        double value(double z) {
            return StrictMath.log1p(StrictMath.exp(-Math.abs(z))) + Math.max(z, 0);
        }

        @Override
        double derivative(double z, double a) {
            return logistic(z);
        }
    },
    /** z Φ(z) with the normal distribution function Φ (Hendrycks and Gimpel, arXiv:1606.08415), not its tanh approximation. */
    GELU {
        @Override
        double value(double z) {
            return z * normalDistribution(z);
        }

        @Override
        double derivative(double z, double a) {
            return normalDistribution(z) + z * NORMAL_DENSITY_AT_ZERO * StrictMath.exp(-0.5 * z * z);
        }
    },
    /** sin z. */
    SINE {
        @Override
        double value(double z) {
            return StrictMath.sin(z);
        }

        @Override
        double derivative(double z, double a) {
            return StrictMath.cos(z);
        }
    },
    /** z. */
    LINEAR {
        @Override
        double value(double z) {
            return z;
        }

        @Override
        double derivative(double z, double a) {
            return 1;
        }
    };

    private static final double NORMAL_DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);

    /** act(z). */
    abstract double value(double z);

    /** act'(z), given also a = act(z). */
    abstract double derivative(double z, double a);

    /**
     * Turns pre-activations into activations and derivatives, in place.
     *
     * @param z on entry pre-activations, on return activations {@code act(z)}
     * @param slopes of the same length, overwritten with {@code act'(z)}
     */
    void apply(double[] z, double[] slopes) {
        for (int i = 0; i < z.length; i++) {
            double a = value(z[i]);
            slopes[i] = derivative(z[i], a);
            z[i] = a;
        }
    }

    /**
     * Turns pre-activations into activations, in place.
     *
     * @param z on entry pre-activations, on return activations {@code act(z)}
     */
    void apply(double[] z) {
        for (int i = 0; i < z.length; i++) {
            z[i] = value(z[i]);
        }
    }

    /**
     * The name in configurations.
     *
     * @return for instance {@code tanh}
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * tanh z, at most 2 units of the last place from {@code StrictMath}'s where compared, the same bits on every machine,
     * in 0.4 of the time; near 0 the rational function of Cephes (Moshier, Methods and Programs for Mathematical
     * Functions, 1989).
     */
    private static double hyperbolicTangent(double z) {
        double size = Math.abs(z);
        if (size >= 0.625) {
            double t = 1 - 2 / (StrictMath.exp(2 * size) + 1);
            return z < 0 ? -t : t;
        }
        double s = z * z;
        double numerator = (-0.9643991794250523 * s - 99.28772310019185) * s - 1614.6876844170845;
        double denominator = ((s + 112.81167849163293) * s + 2235.4883906010045) * s + 4844.063053251255;
        return z + z * s * (numerator / denominator);
    }

    private static double logistic(double z) {
        double e = StrictMath.exp(-Math.abs(z));
        return z >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    private static double normalDistribution(double z) {
        return 0.5 * Erfc.value(-z * Math.sqrt(0.5));
    }
}
