package org.halfinverse.network;

import java.util.Locale;
import org.apache.commons.numbers.gamma.Erfc;

/** The activation functions of hidden layers, with their first derivatives. */
public enum Activation {
    /** tanh z, with the derivative 1 − tanh² z to all digits also where tanh z is 1 up to rounding. */
    TANH {
        @Override
        double value(double z) {
            return Math.abs(z) >= SMALL_FOR_TANH ? Math.copySign(1 - tanhGap(z), z) : tanhNearZero(z);
        }

        @Override
        double derivative(double z, double a) {
            return Math.abs(z) >= SMALL_FOR_TANH ? tanhSlope(tanhGap(z)) : 1 - a * a;
        }

        @Override
        void apply(double[] z, double[] slopes) {
            for (int i = 0; i < z.length; i++) {
                if (Math.abs(z[i]) >= SMALL_FOR_TANH) {
                    double gap = tanhGap(z[i]); // one exponential for both
                    slopes[i] = tanhSlope(gap);
                    z[i] = Math.copySign(1 - gap, z[i]);
                } else {
                    z[i] = tanhNearZero(z[i]);
                    slopes[i] = 1 - z[i] * z[i];
                }
            }
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

    /** Below this size tanh z is a rational function of z. */
    private static final double SMALL_FOR_TANH = 0.625;

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

    /** {@return the name in configurations, for instance {@code tanh}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * 1 − |tanh z| for z that are not small. Then tanh z is at most 2 units of the last place from {@code StrictMath}'s where
     * compared, the same bits on every machine, in 0.4 of the time.
     */
    private static double tanhGap(double z) {
        return 2 / (StrictMath.exp(2 * Math.abs(z)) + 1);
    }

    /** {@code 1 − tanh² z = (1 − |tanh z|) (1 + |tanh z|)}. */
    private static double tanhSlope(double gap) {
        return gap * (2 - gap);
    }

    /** The rational function of Cephes (Moshier, Methods and Programs for Mathematical Functions, 1989). */
    private static double tanhNearZero(double z) {
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
