package org.halfinverse.random;

import java.util.random.RandomGenerator;

/**
 * A stream of random numbers that is a pure function of {@code (seed, stream, index)}.
 *
 * <p>Sample 5 of a training set is the same whether it is drawn first or last, here or in an executor. The
 * generator is SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), started from a hash of the three numbers. Uniform and
 * normal numbers are computed in this class, so that no library version can change a data set; what else a
 * {@code RandomGenerator} offers is the JDK's.
 */
public final class CounterRandom implements RandomGenerator {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    private CounterRandom(long state) {
        this.state = state;
    }

    /**
     * {@return the generator of one item, not shared with any other item}
     *
     * @param seed seed of the experiment
     * @param stream what is drawn
     * @param index number of the item in its stream
     */
    public static CounterRandom of(long seed, Stream stream, long index) {
        long hash = mix(seed + GOLDEN_GAMMA);
        hash = mix(hash ^ stream.number * GOLDEN_GAMMA);
        hash = mix(hash ^ mix(index + GOLDEN_GAMMA));
        return new CounterRandom(hash);
    }

    /**
     * {@return the hash of a word by the finalizer of SplitMix64, a bijection of 64-bit words that looks random}
     *
     * @param word any word
     */
    static long mix(long word) {
        long z = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** Uniform in [{@code origin}, {@code bound}). */
    @Override
    public double nextDouble(double origin, double bound) {
        if (!(origin < bound)) {
            throw new IllegalArgumentException("origin " + origin + " is not below bound " + bound);
        }
        double value = origin + (bound - origin) * nextDouble();
        return value < bound ? value : Math.nextDown(bound);
    }

    /** Standard normal, by the Box–Muller transform. */
    @Override
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }
}
