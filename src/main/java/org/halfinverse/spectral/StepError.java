package org.halfinverse.spectral;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * How wrong rounding may have made a step {@code x = V f(Λ) Uᵀ g}: one estimate for all solvers.
 *
 * <p><b>To first order.</b> A backward stable decomposition is that of a matrix nearby, {@code J + F} with entries of about
 * {@code ε σ_max} in any basis (Golub and Van Loan, Matrix Computations, section 8.6). With {@code b = Uᵀg}, b_⊥ the part of
 * g outside the range of J, {@code φ(λ) = f(√λ)/√λ}, {@code ψ(λ) = λ φ(λ)} and divided differences {@code φ[λ, μ] = (φ(λ) −
 * φ(μ)) / (λ − μ)}, component i of the step in V is then wrong by
 *
 * <pre>
 *   δ_i = Σ_j (ψ[λ_i, λ_j] F_ji + σ_i σ_j φ[λ_i, λ_j] F_ij) b_j + φ(λ_i) F_⊥i b_⊥
 * </pre>
 *
 * (Daleckii and Krein for {@code φ(JᵀJ) Jᵀg}; Higham, Functions of Matrices, theorem 3.11). Where J was squared, {@code A +
 * G} with entries of about {@code ε σ_max²} adds
 *
 * <pre>
 *   δ_i = w_i Σ_j φ[λ_i, λ_j] G_ij c_j
 * </pre>
 *
 * with {@code c = Λb}, {@code w = 1} for {@code φ(JᵀJ) (Jᵀg)} and {@code c = b}, {@code w = σ} for {@code Jᵀ φ(JJᵀ) g}. The
 * sums run over all j: most of g may lie in directions that are dropped, and couple to those that are kept. The sizes are
 * those of entries with random signs. A Krylov space leaves residuals {@code r_j = |Jᵀu_j − θ_j v_j|}, entries F between its
 * directions and unseen ones, whose σ may be any; the worst is the cut-off.
 *
 * <p><b>What is kept.</b> A singular value is known to lie in an interval. Where that holds the cut-off, the truth may have
 * decided otherwise, and the whole component is uncertain: {@code f(σ) b_i}, at the σ of the interval for which it is
 * largest. What cannot be told from zero is such a case for every cut-off below.
 *
 * <p><b>The promise</b> is that errors are at most ten times the estimate, relative to the true step. So with δ the root of
 * all squares the estimate is {@code δ / (|x| − 10 δ)}, and infinite where this is not positive.
 */
final class StepError {
    /** Uncertainty of singular values of J in units of {@code ε σ_max}. */
    private static final double SIGMA = 32;
    /** Size of G_ij in units of {@code ε σ_max²} for large matrices. Measured on oscillators it is 0.01 to 0.03. */
    static final double ENTRY = 0.125;
    /**
     * The same for n singular values, times √n: what is spread over more entries is smaller in each. Measured on matrices of
     * known decomposition with n = 16 it is 0.8.
     */
    private static final double ENTRY_TIMES_ROOT = 2;
    /** By how much entries of F are larger, in units of {@code ε σ_max}. */
    private static final double FACTOR = 4;
    /**
     * The same for one entry beside the diagonal in each row of the bidiagonal matrix, in units of {@code ε σ_i}:
     * LAPACK takes it for zero where it is less than 49 of them ({@code dbdsqr}: {@code tol}). Which other singular
     * value it couples to is not known.
     */
    private static final double OFF_DIAGONAL = 8;
    /** What products with single vectors lose even where all singular values are equal. Measured: 5 ε. */
    private static final double LEAST = 10 * Rounding.UNIT;
    /** Errors may be this many times the estimate. */
    static final double PROMISE = 10;
    /** Points of an interval at which f is evaluated. */
    private static final int POINTS = 8;

    private final SpectralFilter filter;
    private final Phi phi;
    private final int unit;
    private final int gradientUnit;
    private final int gainUnit;
    private final double[] sigmas;
    private final int rank;
    private final double gradientNorm;
    private final int columns;
    private final double[] lower;
    private final double[] upper;
    private double[] squares;
    private double[] squaredCoordinates = {};
    private boolean weighted;
    private int refinedFrom;
    private int refinedTo;
    private double[] residuals = {};
    private double neglected;
    private double unseen;
    private double largestUnseen;
    private double length = Double.POSITIVE_INFINITY;
    private Optional<FirstOrder> firstOrder = Optional.empty();

    /**
     * A step of which nothing is known but its decomposition.
     *
     * @param filter f
     * @param sigmas r singular values, descending, at least one
     * @param rank how many were kept
     * @param gradientNorm |g|
     * @param columns n
     */
    StepError(SpectralFilter filter, double[] sigmas, int rank, double gradientNorm, int columns) {
        this.unit = exponent(sigmas[0]);
        this.gradientUnit = exponent(gradientNorm);
        this.sigmas = inUnits(sigmas, unit);
        this.rank = rank;
        this.gradientNorm = Math.scalb(gradientNorm, -gradientUnit);
        this.columns = columns;
        double gain = rank == 0 ? 1 : filter.gain(sigmas[0]);
        this.gainUnit = exponent(gain);
        this.filter = new ScaledFilter(filter, unit, gainUnit);
        this.phi = new Phi(this.filter);
        this.lower = this.sigmas.clone();
        this.upper = this.sigmas.clone();
        double uncertainty = SIGMA * Rounding.UNIT * this.sigmas[0];
        for (int i = 0; i < sigmas.length; i++) {
            widen(i, uncertainty);
        }
        this.squares = new double[sigmas.length];
        this.refinedFrom = sigmas.length;
        this.refinedTo = sigmas.length;
    }

    private static int exponent(double x) {
        return x > 0 && x < Double.POSITIVE_INFINITY ? Math.getExponent(x) : 0;
    }

    private static double[] inUnits(double[] x, int exponent) {
        return Arrays.stream(x).map(value -> Math.scalb(value, -exponent)).toArray();
    }

    private void widen(int i, double uncertainty) {
        lower[i] = Math.max(0, lower[i] - uncertainty);
        upper[i] += uncertainty;
    }

    /**
     * From J itself, or a factor of it.
     *
     * @param coordinates b, r entries
     * @return this
     */
    StepError ofFactor(double[] coordinates) {
        double[] b = inUnits(coordinates, gradientUnit);
        for (int i = 0; i < squares.length; i++) {
            squares[i] = b[i] * b[i];
        }
        return this;
    }

    /**
     * From the square of J.
     *
     * @param coordinates c, r entries or more
     * @param isWeighted whether w is σ, and c is b; else w is 1 and c is Λb
     * @return this
     */
    StepError ofSquare(double[] coordinates, boolean isWeighted) {
        weighted = isWeighted;
        double[] c = inUnits(coordinates, isWeighted ? gradientUnit : gradientUnit + unit);
        squaredCoordinates = Arrays.stream(c).map(x -> x * x).toArray();
        double resolution = SquaredSpectrum.RESOLUTION * sigmas[0];
        for (int i = 0; i < sigmas.length; i++) {
            double lambda = sigmas[i] * sigmas[i];
            lower[i] = Math.sqrt(Math.max(0, lambda - resolution * resolution));
            upper[i] = Math.sqrt(lambda + resolution * resolution);
            boolean resolved = sigmas[i] > resolution;
            squares[i] = isWeighted ? squaredCoordinates[i] : resolved ? squaredCoordinates[i] / lambda : 0;
        }
        return this;
    }

    /**
     * From the square of J, with some of the singular values refined: those are as good as from J itself.
     *
     * @param from the first one
     * @param shifts by how much each of their eigenvalues may be shifted by what is left beside the diagonal
     * @return this
     */
    StepError refined(int from, double[] shifts) {
        refinedFrom = from;
        refinedTo = from + shifts.length;
        for (int i = from; i < refinedTo; i++) {
            double lambda = sigmas[i] * sigmas[i];
            double shift = Math.scalb(shifts[i - from], -2 * unit);
            lower[i] = Math.sqrt(Math.max(0, lambda - shift));
            upper[i] = Math.sqrt(lambda + shift);
            widen(i, SIGMA * Rounding.UNIT * sigmas[0]);
        }
        return this;
    }

    /**
     * From a Krylov space.
     *
     * @param norms r_j
     * @param zero size of entries that were taken for zero
     * @param missed norm of J on what is orthogonal to the space, if anything is
     * @return this
     */
    StepError ofKrylovSpace(double[] norms, double zero, Optional<Double> missed) {
        neglected = Math.scalb(zero, -unit);
        unseen = missed.isPresent() ? neglected : 0;
        largestUnseen = Math.scalb(missed.orElse(0.0), -unit);
        residuals = inUnits(norms, unit);
        for (int i = 0; i < residuals.length; i++) {
            widen(i, residuals[i] + neglected);
        }
        return this;
    }

    /**
     * How long the step came out. Singular vectors may be turned so far that {@code f(σ_i) b_i} tells of a longer one.
     *
     * @param norm |x|
     * @return this
     */
    StepError ofLength(double norm) {
        length = Math.scalb(norm, -gradientUnit - gainUnit);
        return this;
    }

    /**
     * The estimate.
     *
     * @param error relative to the true step, or infinite
     * @param unavoidable what rounding of J alone makes of it, which every solver leaves; 0 where a Krylov space hides it
     * @param doubt why it is infinite
     */
    record Estimate(double error, double unavoidable, Optional<String> doubt) {
        static final Estimate EXACT = new Estimate(0, 0, Optional.empty());

        static Estimate unknown(String doubt) {
            return new Estimate(Double.POSITIVE_INFINITY, 0, Optional.of(doubt));
        }
    }

    /**
     * {@return the estimate that sums up what is known}
     *
     * @param more further errors of the step, squared, relative to its squared norm
     */
    Estimate estimate(double more) {
        if (gradientNorm == 0 || sigmas[0] == 0) {
            return Estimate.EXACT;
        }
        FirstOrder known = firstOrder();
        double norm = Math.min(known.squaredNorm, length * length);
        Doubts doubts = doubts();
        double ofSquare = Arrays.stream(known.ofSquare).limit(refinedFrom).sum();
        double first = known.ofFactor + ofSquare + more * norm;
        double delta = Math.sqrt(first + doubts.squares);
        if (delta == 0 && norm == 0) {
            return Estimate.EXACT;
        }
        double ratio = Math.hypot(delta / Math.sqrt(norm), LEAST);
        if (PROMISE * ratio < 1) {
            double ofFactor = Math.hypot(Math.sqrt(known.ofFactor / norm), LEAST);
            return new Estimate(ofTrueStep(ratio), isOfSpace() ? 0 : ofTrueStep(ofFactor), Optional.empty());
        }
        return Estimate.unknown(
                doubts.squares > first
                        ? String.format(
                                Locale.ROOT,
                                "%,d of %,d singular values cannot be told from the cut-off or from zero",
                                doubts.count,
                                sigmas.length)
                        : "what the loss gradient has in the kept directions is lost in rounding");
    }

    /** From relative to the step as it came out. */
    private static double ofTrueStep(double ratio) {
        return ratio / (1 - PROMISE * ratio);
    }

    private double[] phis() {
        double[] phis = new double[sigmas.length];
        for (int i = 0; i < rank; i++) {
            phis[i] = phi.ofSigma(sigmas[i]);
        }
        return phis;
    }

    /** |x|². */
    private double squaredNorm(double[] phis) {
        double norm = 0;
        for (int i = 0; i < rank; i++) {
            double sigma = isSquared() ? lower[i] : sigmas[i];
            norm += phis[i] * phis[i] * (isOfGram() ? squaredCoordinates[i] : sigma * sigma * squares[i]);
        }
        return norm;
    }

    /** Whether what a Krylov space leaves is part of the error; another solver would not leave it. */
    private boolean isOfSpace() {
        return residuals.length > 0;
    }

    private boolean isSquared() {
        return squaredCoordinates.length > 0;
    }

    /** Whether c is Λb, so that b is not known where σ is not. */
    private boolean isOfGram() {
        return isSquared() && !weighted;
    }

    /**
     * That a refinement is possible.
     *
     * @param end behind the last singular value that it would reach, at least the rank
     * @return this
     */
    StepError refinableTo(int end) {
        refinedFrom = end;
        refinedTo = end;
        return this;
    }

    /**
     * {@return from which singular value on a refinement has to make the step as good as one from J itself, so that
     * what squaring has spoilt before it is small enough: 0 … the end that {@link #refinableTo} was told}
     *
     * @param tolerance of the error that remains, relative to the step
     */
    int firstToRefine(double tolerance) {
        FirstOrder known = firstOrder();
        double left = tolerance * tolerance * known.squaredNorm;
        double highest = highestCut();
        int first = 0;
        while (first < refinedTo && !mayBeDropped(first, highest) && known.ofSquare[first] <= left) {
            left -= known.ofSquare[first];
            first++;
        }
        return first;
    }

    /**
     * The squared norm of δ.
     *
     * @param squaredNorm |x|²
     * @param ofSquare what squaring has spoilt, at the number of the singular value from which on a refinement mends it
     * @param ofFactor all else
     */
    private record FirstOrder(double squaredNorm, double[] ofSquare, double ofFactor) {}

    /** It takes r² operations, so it is computed once for the estimate and for what is refined. */
    private FirstOrder firstOrder() {
        if (firstOrder.isEmpty()) {
            double[] phis = phis();
            double[] ofSquare = new double[refinedTo];
            double ofFactor = addUp(phis, ofSquare);
            firstOrder = Optional.of(new FirstOrder(squaredNorm(phis), ofSquare, ofFactor));
        }
        return firstOrder.get();
    }

    /** Adds up what squaring has spoilt, and returns all else. */
    private double addUp(double[] phis, double[] ofSquare) {
        int r = sigmas.length;
        double entry = entry(r) * Rounding.UNIT * sigmas[0];
        double factorEntry = Math.max(FACTOR * entry, neglected);
        double ofFactor = 0;
        double squareEntry = entry * sigmas[0];
        double scale = squareEntry * squareEntry;
        double outside =
                Math.max(0, gradientNorm * gradientNorm - Arrays.stream(squares).sum());
        double nullity = Math.min(Math.max(0, columns - r), 4.0 * r);
        double[] lambdas = new double[r];
        Arrays.setAll(lambdas, i -> sigmas[i] * sigmas[i]);
        for (int i = 0; i < rank; i++) {
            double square = phis[i] * phis[i];
            ofFactor += factorEntry * factorEntry * square * (outside + nullity * squares[i]);
            if (isSquared()) {
                double coupling = weighted ? outside : nullity * squaredCoordinates[i] / lambdas[i];
                ofSquare[i] += scale * square / lambdas[i] * coupling;
            }
        }
        DividedDifferences differences = new DividedDifferences(phi, lambdas, phis, rank);
        double[] coupled = new double[r];
        double[] sums = new double[r];
        double[] spoilt = new double[r];
        double[] weights = Arrays.stream(upper).map(x -> weighted ? x * x : 1).toArray();
        for (int i = 0; i < rank; i++) {
            differences.take(i, entry * sigmas[i]);
            couple(i, lambdas, differences, coupled);
            addTo(sums, coupled, i, r);
            if (isSquared()) {
                spoil(i, scale, differences.ofPhi(), weights, spoilt);
                addTo(ofSquare, spoilt, i, refinedTo);
                ofSquare[i] += sum(spoilt, Math.max(i, refinedTo), r);
            } else {
                double offDiagonal = OFF_DIAGONAL * Rounding.UNIT * sigmas[i];
                ofFactor += offDiagonal
                        * offDiagonal
                        * Arrays.stream(coupled, i, r).max().orElse(0);
            }
        }
        ofFactor += factorEntry * factorEntry * sum(sums, 0, r);
        double ofSpace = isOfSpace() ? ofUnseenDirections(phis) : 0;
        return ofFactor + ofSpace;
    }

    /** What a unit entry of F makes of components i and j, for all j ≥ i. */
    private void couple(int i, double[] lambdas, DividedDifferences differences, double[] coupled) {
        double[] ofPhi = differences.ofPhi();
        double[] ofPsi = differences.ofPsi();
        double[] b = squares;
        double lambda = lambdas[i];
        double bi = b[i];
        for (int j = i; j < coupled.length; j++) {
            coupled[j] = (ofPsi[j] * ofPsi[j] + lambda * lambdas[j] * ofPhi[j] * ofPhi[j]) * (bi + b[j]);
        }
        coupled[i] /= 2;
    }

    /** What entries of G make of components i and j, for all j ≥ i. */
    private void spoil(int i, double scale, double[] ofPhi, double[] weights, double[] spoilt) {
        double[] c = squaredCoordinates;
        double weight = weights[i];
        double ci = c[i];
        for (int j = i; j < spoilt.length; j++) {
            spoilt[j] = scale * ofPhi[j] * ofPhi[j] * (weight * c[j] + weights[j] * ci);
        }
        spoilt[i] /= 2;
    }

    private static void addTo(double[] sums, double[] x, int from, int to) {
        for (int j = from; j < to; j++) {
            sums[j] += x[j];
        }
    }

    private static double sum(double[] x, int from, int to) {
        double sum = 0;
        for (int j = from; j < to; j++) {
            sum += x[j];
        }
        return sum;
    }

    /** Couplings to what the Krylov space left out, which are none where that and the component are dropped. */
    private double ofUnseenDirections(double[] phis) {
        double cut = filter.truncation().cutOff(sigmas[0]);
        boolean allDropped = largestUnseen + unseen < cut;
        double psiAtCut = cut > 0 && !allDropped ? cut * filter.gain(cut) : 0;
        double edge = allDropped ? largestUnseen : cut;
        double gain = allDropped ? 0 : largestGain(cut, sigmas[0]);
        double sum = 0;
        for (int j = 0; j < sigmas.length; j++) {
            double lambda = sigmas[j] * sigmas[j];
            double share = unseen == 0 ? 0 : unseen * gain / Math.max(sigmas[j], unseen);
            double gap = Math.max(Math.abs(lambda - edge * edge), residuals[j] * (sigmas[j] + edge));
            double coupling = residuals[j] == 0 ? 0 : residuals[j] * Math.max(lambda * phis[j], psiAtCut) / gap;
            sum += squares[j] == 0 ? 0 : (share * share + coupling * coupling) * squares[j];
        }
        return sum;
    }

    /**
     * Components that the truth may have kept or dropped where the step did not.
     *
     * @param squares of their sizes, added up
     * @param count how many
     */
    private record Doubts(double squares, int count) {}

    private Doubts doubts() {
        int r = sigmas.length;
        double lowest = filter.truncation().cutOff(Math.max(0, lower[0]));
        double highest = highestCut();
        double sum = 0;
        int count = 0;
        for (int i = 0; i < r; i++) {
            double size;
            if (i < rank) {
                size = mayBeDropped(i, highest) ? sizeIfDropped(i, highest) : 0;
            } else {
                size = mayBeKept(i, lowest) ? size(Math.max(lower[i], lowest), upper[i], squareOfCoordinate(i)) : 0;
            }
            if (size > 0) {
                sum += size * size;
                count++;
            }
        }
        double hidden = hidden(lowest);
        return new Doubts(sum + hidden * hidden, hidden > 0 ? Math.max(count, 1) : count);
    }

    /**
     * What is lost in eigenvectors beyond the singular values. Where one of these cannot be told from zero, its vector
     * is any in the space that belongs to both.
     */
    private double hidden(double lowest) {
        int first = 0;
        while (first < sigmas.length && lower[first] > 0) {
            first++;
        }
        double square = Arrays.stream(squaredCoordinates).skip(sigmas.length).sum();
        return square > 0 && first < sigmas.length && mayBeKept(first, lowest) ? size(lowest, upper[first], square) : 0;
    }

    private boolean mayBeKept(int i, double lowest) {
        int most = filter.most();
        return upper[i] >= lowest && (i < most || upper[i] >= lower[most - 1]);
    }

    private double highestCut() {
        return filter.truncation().cutOff(Math.max(upper[0], largestUnseen));
    }

    private boolean mayBeDropped(int i, double highest) {
        int most = filter.most();
        return (lower[i] <= highest && highest > 0) || (most < sigmas.length && upper[most] >= lower[i]);
    }

    /** The largest {@code f(σ) |b|} of an interval, by the square of b, or of c. */
    private double size(double from, double to, double square) {
        double size = 0;
        for (int point = 0; point < POINTS; point++) {
            double sigma = point(from, to, point);
            size = Math.max(size, filter.gain(sigma) * coordinate(square, sigma));
        }
        return size;
    }

    /** What was kept, unless that is more than any singular value below the cut-off could have made of g. */
    private double sizeIfDropped(int i, double cut) {
        double most = isOfGram() ? cut * gradientNorm / sigmas[i] + Rounding.UNIT : Double.POSITIVE_INFINITY;
        return filter.gain(sigmas[i]) * Math.min(most, coordinate(squareOfCoordinate(i), sigmas[i]));
    }

    private double squareOfCoordinate(int i) {
        return isOfGram() ? squaredCoordinates[i] : squares[i];
    }

    /** The largest |b| that there may be, by the square of b, or of c. */
    private double coordinate(double square, double sigma) {
        double rounding = Rounding.UNIT * gradientNorm;
        return isOfGram()
                ? Math.min(gradientNorm, (Math.sqrt(square) + rounding * sigmas[0]) / sigma)
                : Math.sqrt(square) + rounding;
    }

    private double largestGain(double from, double to) {
        double largestGain = 0;
        for (int point = 0; point < POINTS; point++) {
            largestGain = Math.max(largestGain, filter.gain(point(from, to, point)));
        }
        return largestGain;
    }

    private static double point(double from, double to, int point) {
        return from == 0 && point == 0 ? 0 : between(from, to, (double) point / (POINTS - 1));
    }

    /** Between two singular values in equal ratios. */
    private static double between(double from, double to, double share) {
        return from == 0 ? to * Math.pow(Rounding.UNIT, 1 - share) : from * Math.pow(to / from, share);
    }

    /** Size of F_ij in units of {@code ε σ_max}, and of G_ij in units of {@code ε σ_max²}, for n singular values. */
    static double entry(int n) {
        return Math.max(ENTRY, ENTRY_TIMES_ROOT / Math.sqrt(n));
    }
}
