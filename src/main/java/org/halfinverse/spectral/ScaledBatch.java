package org.halfinverse.spectral;

import java.util.Iterator;
import java.util.Optional;
import java.util.function.BiFunction;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.linalg.Vectors;

/**
 * A mini-batch with J and g in other units, powers of two, so that nothing is rounded. Squares of J overflow or vanish
 * where J itself is far from doing so, and so do products with g.
 */
public final class ScaledBatch extends BatchView {
    /** Norms of J and g within these powers of two have squares, and products of these, that are numbers. */
    private static final int MODERATE = 64;

    private final int gradientExponent;
    private Optional<double[]> gradient = Optional.empty();

    private ScaledBatch(LinearizedBatch batch, int jacobianExponent, int gradientExponent) {
        super(batch, piece -> piece.inUnits(jacobianExponent, gradientExponent));
        this.gradientExponent = gradientExponent;
    }

    /**
     * {@return the step of a solver in units in which J and g are about 1, led back to the units of J and g}
     *
     * @param batch in the units of J and g
     * @param filter f
     * @param solve the method, for J of moderate size
     */
    public static SpectralStep solve(
            LinearizedBatch batch,
            SpectralFilter filter,
            BiFunction<LinearizedBatch, SpectralFilter, SpectralStep> solve) {
        double largest = OrderedTree.reduce(batch.map(new LargestEntry()), Math::max);
        int p = exponent(largest);
        int q = exponent(batch.lossGradientNorm());
        SpectralStep step = solve.apply(new ScaledBatch(batch, p, q), new ScaledFilter(filter, p, 0));
        double[] direction = step.direction();
        for (int i = 0; i < direction.length; i++) {
            direction[i] = Math.scalb(direction[i], q);
        }
        return step.with(step.spectrum().times(Math.scalb(1.0, p)));
    }

    private static int exponent(double size) {
        return size > 0 ? Math.getExponent(size) : 0;
    }

    /**
     * Whether a method that squares J needs other units.
     *
     * @param batch the mini-batch
     * @param square of a norm of J, as it was computed
     * @return false if that and |g| are moderate, or these are the other units
     */
    public static boolean isNeeded(LinearizedBatch batch, double square) {
        return !(batch instanceof ScaledBatch)
                && !(isModerate(Math.sqrt(square))
                        && (batch.lossGradientNorm() == 0 || isModerate(batch.lossGradientNorm())));
    }

    private static boolean isModerate(double norm) {
        return Math.abs(Math.getExponent(norm)) <= MODERATE;
    }

    @Override
    public double[] gradient() {
        if (gradient.isEmpty()) {
            gradient = Optional.of(reduce(new TransposeProduct(columns()), Vectors::sum));
        }
        return gradient.orElseThrow();
    }

    @Override
    public double lossGradientNorm() {
        return Math.scalb(batch().lossGradientNorm(), -gradientExponent);
    }

    @Override
    public SpectralStep solve(Solver solver, SpectralFilter filter) {
        return solver.solve(this, filter);
    }

    private record LargestEntry() implements BlockTask<Double> {
        @Override
        public Double apply(int block, Iterator<FactoredJacobian> pieces) {
            double largest = 0;
            while (pieces.hasNext()) {
                largest = Math.max(largest, pieces.next().largestEntry());
            }
            return largest;
        }
    }

    private record TransposeProduct(int columns) implements BlockTask<double[]> {
        @Override
        public double[] apply(int block, Iterator<FactoredJacobian> pieces) {
            double[] product = new double[columns];
            while (pieces.hasNext()) {
                FactoredJacobian jacobian = pieces.next();
                jacobian.addTransposeProduct(jacobian.lossGradient(), product);
            }
            return product;
        }
    }
}
