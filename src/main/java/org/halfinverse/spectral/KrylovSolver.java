package org.halfinverse.spectral;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.linalg.DenseSvd;
import org.halfinverse.linalg.OrthonormalBasis;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.physics.Parameters;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.spectral.LinearizedBatch.BlockTask;

/**
 * {@code V f(Λ) Uᵀ g} from products with J and Jᵀ alone, by Golub–Kahan bidiagonalisation from g:
 *
 * <pre>
 *   β₁u₁ = g,  α₁v₁ = Jᵀu₁,   β_{k+1}u_{k+1} = J v_k − α_k u_k,   α_{k+1}v_{k+1} = Jᵀu_{k+1} − β_{k+1}v_k
 * </pre>
 *
 * With B the (k+1) × k lower bidiagonal matrix of α and β, {@code B = P Σ Qᵀ}, the direction is {@code V_k Q f(Σ) Pᵀ
 * (β₁e₁)}. For J with too many rows and columns for any dense matrix, or few singular values above the cut-off.
 *
 * <p>The v are kept orthonormal by full reorthogonalisation, which is enough for both sides (Simon and Zha, SIAM J. Sci.
 * Comput. 21, 2000): n × k numbers in the driver. The u stay on the side: block by block they travel with the one pass
 * an iteration needs, so that every pass is a pure function and can be repeated elsewhere. After a small β
 * the u turn towards each other, which {@link LostOrthogonality} counts. Vectors are then missing although there are as
 * many as rows: the iteration goes on until nothing is left.
 *
 * <p>The direction is wrong until the singular values of B reach below the cut-off, and right to rounding soon after. So
 * the iteration ends when the smallest one is not kept by the filter, two successive checks agree, and {@link StepError}
 * does not object: one value of B may stand for a bulk of singular values of J, which its residual tells. Or it ends when
 * the Krylov space is exhausted. If a limit ends it before, the spectrum says how far it came: it is then the direction
 * of a larger cut-off, and its error is infinite where there was no crossing.
 *
 * <p><b>Inexact steps.</b> A number of iterations k other than the default is taken at its word: f on the bidiagonal of k
 * steps is the step, or of fewer where it has converged. Since {@code J V_k = U_{k+1} B}, it is the exact step of the Jacobian
 * restricted to the Krylov space {@code span{G, JᵀJ G, …, (JᵀJ)^(k−1) G}} of the gradient {@code G = Jᵀg}: with
 * {@code f(σ) = σ φ(σ²)} it is {@code V_k φ(V_kᵀ JᵀJ V_k) V_kᵀ G}, the Lanczos approximation of {@code φ(JᵀJ) G}. For f(σ) = 1/σ
 * that is the least-squares solution in the space (LSQR); for every f it is at most twice as far from {@code φ(JᵀJ) G} as {@code |G|}
 * times the error of the best polynomial of degree k−1 for φ on the range of the squared singular values. It is no truncated
 * decomposition: all singular directions in g take part, the large and the small ones resolved first and the bulk between by few
 * values. It equals the exact step once the space holds all kept directions in g, and then has a finite error.
 *
 * <p>What g does not point into is not seen. Where the cut-off depends on σ_max, some products with a random vector,
 * orthogonal to the space, bound what was missed. The number of larger singular values cannot be known at all, so that
 * the error of a filter that counts is infinite.
 */
public final class KrylovSolver implements Solver {
    /** Relative change of the direction between two checks that counts as agreement. */
    private static final double AGREEMENT = 1e-11;

    private static final int FIRST_CHECK = 8;
    private static final int CHECKS_PER_DOUBLING = 8;

    /** Of the singular values, the share that the iteration mostly needs to reach a small cut-off. */
    private static final double TYPICAL_SHARE = 0.7;

    private static final double RESOLUTION = 1e-12;

    /** After so many it gives up, unless another number is asked for. */
    private static final int MOST_ITERATIONS = 2000;

    /** Iterations to begin with. */
    private static final int INEXACT_ITERATIONS = 16;

    /** Products with a random vector that look for larger singular values. */
    private static final int PROBES = 4;
    /** By how much these may be larger than they look. */
    private static final double PROBE_MARGIN = 3;

    private final int mostIterations;

    /** The solver that gives up after 2000 iterations. */
    public KrylovSolver() {
        this(MOST_ITERATIONS);
    }

    /** {@return the solver of inexact steps, by the number of iterations to begin with} */
    public static KrylovSolver inexact() {
        return new KrylovSolver(INEXACT_ITERATIONS);
    }

    /**
     * The solver.
     *
     * @param mostIterations after which it takes what it has
     */
    public KrylovSolver(int mostIterations) {
        this.mostIterations = mostIterations;
    }

    @Override
    public String label() {
        return "krylov";
    }

    @Override
    public SolverCost cost(StepSize size) {
        double n = size.columns();
        double most = Math.min(mostIterations, size.values());
        double k = Math.min(mostIterations, TYPICAL_SHARE * size.values());
        double products = 2 * k;
        double basis = 2 * n * k * k;
        return new SolverCost(
                        size.productPreparationFlops()
                                + products * size.productFlops()
                                + basis
                                + SolverCost.SVD_FLOPS * k * k * k,
                        StepSize.LINEARIZE_WEIGHT * size.productPreparationFlops() + products * size.productWork(),
                        SolverCost.LEVEL2 * basis + SolverCost.svdWork(k),
                        size.productBytes() / size.blocks(),
                        Double.BYTES * (n * (most + 2.0 * size.blocks()) + 3.0 * size.rows() + 7 * most * most),
                        RESOLUTION)
                .retaining(size.productBytes());
    }

    @Override
    public Solver configured(Parameters settings) {
        return new KrylovSolver(settings.positiveInteger("krylov-iterations", MOST_ITERATIONS));
    }

    /** The bidiagonal matrix is decomposed as a dense one. */
    @Override
    public Optional<String> refusal(StepSize size) {
        return Math.min(mostIterations, size.values()) <= DenseSvd.LARGEST
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT, "takes up to %,d iterations, and may make %,d", DenseSvd.LARGEST, mostIterations));
    }

    @Override
    public String advice() {
        return "a smaller optimizer.krylov-iterations";
    }

    @Override
    public boolean isInexact() {
        return mostIterations != MOST_ITERATIONS;
    }

    /** {@return the number of iterations after which it takes what it has} */
    public int mostIterations() {
        return mostIterations;
    }

    @Override
    public Use use() {
        return Use.LAST_RESORT;
    }

    @Override
    public SpectralStep solve(LinearizedBatch batch, SpectralFilter filter) {
        batch.retain();
        List<double[]> u = batch.map(KrylovSolver::lossGradient);
        double[] gradient = batch.gradient();
        double beta = norm(u);
        double gradientNorm = Vectors.norm(gradient);
        if (beta > 0 && ScaledBatch.isNeeded(batch, gradientNorm / beta * gradientNorm / beta)) {
            return ScaledBatch.solve(batch, filter, this::solve);
        }
        int count = (int) Math.min(batch.rows(), batch.columns());
        if (beta == 0 || gradientNorm == 0) {
            // Nothing points anywhere. The spectrum is not known, and does not matter.
            StepError.Estimate error = beta == 0
                    ? StepError.Estimate.EXACT
                    : StepError.Estimate.unknown("the gradient is zero, which tells nothing of singular values");
            return new SpectralStep(
                    new double[gradient.length],
                    Spectrum.of(new double[] {0}, 0, label(), error).withCount(count),
                    x -> new double[x.length]);
        }
        int limit = Math.min(mostIterations, batch.columns());
        Bidiagonalization process = new Bidiagonalization(batch, u, beta, gradient, limit);
        return batch.clock().time(Phase.DECOMPOSE, () -> run(process, filter, limit, count));
    }

    private SpectralStep run(Bidiagonalization process, SpectralFilter filter, int limit, int count) {
        Projection last = null;
        int nextCheck = FIRST_CHECK;
        while (true) {
            process.advance();
            int k = process.size();
            boolean complete = process.isExhausted() || k == process.basis.length();
            boolean ends = complete || k == limit;
            if (!ends && k < nextCheck) {
                continue;
            }
            Projection projection = process.project(filter);
            double change = last == null ? Double.POSITIVE_INFINITY : projection.relativeChange(last);
            boolean crossed = last != null && last.isCrossed() && projection.isCrossed();
            if (ends || (crossed && change <= AGREEMENT)) {
                StepError.Estimate error =
                        complete || crossed ? estimate(process, projection, filter, count) : stoppedEarly(projection);
                if (ends || filter.most() < count || error.error() <= Spectrum.TOLERANCE) {
                    double sum = error.error() + (complete ? 0 : change);
                    int rank = Math.min(projection.rank, count); // B may have more, made of rounding
                    Spectrum spectrum = Spectrum.of(
                            projection.sigmas,
                            rank,
                            label(),
                            new StepError.Estimate(sum, error.unavoidable(), error.doubt()));
                    return new SpectralStep(
                            process.combine(projection.coordinates),
                            spectrum.withCount(count),
                            process.kept(projection));
                }
            }
            last = projection;
            nextCheck = k + Math.max(2, k / (projection.isCrossed() ? 4 * CHECKS_PER_DOUBLING : CHECKS_PER_DOUBLING));
        }
    }

    private static StepError.Estimate estimate(
            Bidiagonalization process, Projection projection, SpectralFilter filter, int count) {
        return filter.most() < count
                ? StepError.Estimate.unknown("products with J do not tell which singular values are the largest")
                : projection.error(filter, process, process.largestUnseen());
    }

    private static StepError.Estimate stoppedEarly(Projection projection) {
        return StepError.Estimate.unknown(String.format(
                Locale.ROOT, "it ended after %,d iterations, above the cut-off", projection.sigmas.length));
    }

    private static double[] lossGradient(int block, Iterator<FactoredJacobian> pieces) {
        List<double[]> all = new ArrayList<>();
        pieces.forEachRemaining(piece -> all.add(piece.lossGradient()));
        return all.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    private static double norm(List<double[]> blocks) {
        return Vectors.norm(blocks.stream().mapToDouble(Vectors::norm).toArray());
    }

    /** f applied to B. */
    private static final class Projection {
        private final DenseSvd svd;
        private final double[] sigmas;
        private final int rank;
        private final double[] gradient;
        private final double[] ends;
        private final double[] coordinates;

        Projection(DenseSvd svd, int rank, double[] gradient, double[] ends, double[] coordinates) {
            this.svd = svd;
            this.sigmas = svd.singularValues();
            this.rank = rank;
            this.gradient = gradient;
            this.ends = ends;
            this.coordinates = coordinates;
        }

        boolean isCrossed() {
            return rank < sigmas.length;
        }

        StepError.Estimate error(SpectralFilter filter, Bidiagonalization process, double missed) {
            boolean all = process.isComplete();
            int values = all ? sigmas.length : sigmas.length + 1; // what B maps to zero is seen as well
            double[] b = Arrays.copyOf(gradient, values);
            double[] residuals = Arrays.copyOf(ends, values);
            if (!all) {
                b[sigmas.length] = rest(process.betas[0], gradient);
                residuals[sigmas.length] = rest(1, ends);
            }
            for (int i = 0; i < values; i++) {
                residuals[i] = process.coupling * Math.abs(residuals[i]) + process.excess();
            }
            double turned = 0;
            if (process.hasLostOrthogonality()) {
                LostOrthogonality.Effect effect = process.lost.on(svd, filter, rank, gradient);
                double rounding = process.negligible();
                for (int i = 0; i < sigmas.length; i++) {
                    double shift = effect.shifts()[i];
                    residuals[i] += (shift == 0 ? 0 : Math.min(shift / sigmas[i], Math.sqrt(shift))) + rounding;
                }
                turned = rank == 0 ? 0 : effect.error() / Vectors.norm(coordinates);
                if (StepError.PROMISE * turned >= 1) {
                    return StepError.Estimate.unknown(
                            "singular values lie so close together that the vectors lost their orthogonality");
                }
            }
            return new StepError(filter, Arrays.copyOf(sigmas, values), rank, process.betas[0], process.basis.length())
                    .ofFactor(b)
                    .ofKrylovSpace(residuals, process.neglected(), all ? Optional.empty() : Optional.of(missed))
                    .estimate(turned * turned);
        }

        private static double rest(double norm, double[] coordinates) {
            double part = Vectors.norm(coordinates) / norm;
            return norm * Math.sqrt(Math.max(0, (1 - part) * (1 + part)));
        }

        double relativeChange(Projection earlier) {
            double[] difference = coordinates.clone();
            for (int i = 0; i < earlier.coordinates.length; i++) {
                difference[i] -= earlier.coordinates[i];
            }
            double norm = Vectors.norm(coordinates);
            return norm == 0 ? 0 : Vectors.norm(difference) / norm;
        }
    }

    /** The vectors and B, one column more each time. */
    private static final class Bidiagonalization {
        private final LinearizedBatch batch;
        private final OrthonormalBasis basis;
        private final double[] alphas;
        private final double[] betas;
        private List<double[]> u;
        private double[] v;
        private final int count;
        private int size;
        private double coupling;
        private boolean exhausted;
        private final LostOrthogonality lost = new LostOrthogonality();

        Bidiagonalization(LinearizedBatch batch, List<double[]> g, double beta, double[] gradient, int limit) {
            this.batch = batch;
            this.count = (int) Math.min(batch.rows(), batch.columns());
            this.basis = new OrthonormalBasis(gradient.length, limit + 1);
            this.alphas = new double[limit + 1];
            this.betas = new double[limit + 1];
            this.u = g.stream().map(block -> Vectors.scaled(1 / beta, block)).toList();
            this.betas[0] = beta;
            this.v = Vectors.scaled(1 / beta, gradient);
            normalize();
        }

        int size() {
            return size;
        }

        /** Whether the Krylov space holds no more vectors: B is all there is of J for g. */
        boolean isExhausted() {
            return exhausted;
        }

        /** Whether nothing of J is left: there are as many vectors as dimensions, or as rows, and none is made of rounding. */
        boolean isComplete() {
            return size == basis.length() || (size == count && betas[size] <= negligible() && !hasLostOrthogonality());
        }

        /** Column {@code size} of B is complete with its β; the next v is found too. */
        void advance() {
            Pass pass = new Pass(v, alphas[size], u.toArray(new double[0][]));
            List<Pass.Result> results = batch.map(pass);
            double beta = norm(results.stream().map(Pass.Result::product).toList());
            size++;
            betas[size] = beta;
            if (beta <= negligible()) {
                exhausted = true;
                coupling = largest(); // of a vector that was not normalised, which has next to no share in any other
                return;
            }
            if (size == basis.length()) {
                coupling = 0;
                return;
            }
            u = results.stream()
                    .map(result -> Vectors.scaled(1 / beta, result.product()))
                    .toList();
            double[] next = transposeProduct(results);
            Vectors.scale(1 / beta, next);
            Vectors.addScaled(-beta, v, next);
            v = next;
            normalize();
        }

        private static double[] transposeProduct(List<Pass.Result> results) {
            return OrderedTree.reduce(
                    results.stream().map(Pass.Result::transposeProduct).toList(), Vectors::sum);
        }

        private void normalize() {
            OrthonormalBasis.Parts parts = basis.orthogonalize(v);
            lost.add(parts.shared());
            double alpha = parts.left();
            coupling = Math.max(alpha, negligible());
            if (alpha <= negligible()) {
                exhausted = true;
                return;
            }
            alphas[size] = alpha;
            Vectors.scale(1 / alpha, v);
            basis.add(v);
        }

        /**
         * A bound for the norm of J on what is orthogonal to the space. The power method from a random vector gives it from
         * below, but hardly by more than {@link #PROBE_MARGIN}, since the share of one of n directions in a random vector
         * is about {@code 1/√n}.
         */
        double largestUnseen() {
            if (isComplete()) {
                return 0;
            }
            double[] x = CounterRandom.of(0, Stream.UNSEEN_DIRECTIONS, 0)
                    .doubles(basis.length(), -1, 1)
                    .toArray();
            double norm = basis.orthogonalize(x).left();
            double square = 0;
            for (int i = 0; i < PROBES && norm > 0; i++) {
                Pass pass = new Pass(Vectors.scaled(1 / norm, x), 0, u.toArray(new double[0][]));
                x = transposeProduct(batch.map(pass));
                norm = basis.orthogonalize(x).left();
                square = norm;
            }
            return PROBE_MARGIN * Math.sqrt(square);
        }

        /** What rounding makes of zero beside the largest entry of B so far. */
        private double negligible() {
            return 10 * Rounding.UNIT * Math.sqrt(basis.length()) * largest();
        }

        /** What is left of the last u where there is no room for another: they have lost their orthogonality. */
        double excess() {
            return size == count && size < basis.length() ? betas[size] : 0;
        }

        /** Entries that the iteration takes for zero. */
        double neglected() {
            return exhausted || size == count ? negligible() : Rounding.UNIT * largest();
        }

        boolean hasLostOrthogonality() {
            return lost.largest() > negligible();
        }

        private double largest() {
            double largest = 0;
            for (int i = 0; i < size; i++) {
                largest = Math.max(largest, Math.max(alphas[i], betas[i + 1]));
            }
            return largest;
        }

        Projection project(SpectralFilter filter) {
            int k = size;
            double[] b = new double[(k + 1) * k];
            for (int j = 0; j < k; j++) {
                b[j * k + j] = alphas[j];
                b[(j + 1) * k + j] = betas[j + 1];
            }
            DenseSvd svd = DenseSvd.of(k + 1, k, b);
            double[] first = new double[k + 1];
            first[0] = betas[0];
            double[] gradient = svd.leftCoordinates(first);
            double[] last = new double[k + 1];
            last[k] = 1;
            double[] sigmas = svd.singularValues();
            int rank = filter.rank(sigmas);
            double[] coordinates = new double[k];
            for (int i = 0; i < k; i++) {
                coordinates[i] = i < rank ? filter.gain(sigmas[i]) * gradient[i] : 0;
            }
            return new Projection(svd, rank, gradient, svd.leftCoordinates(last), svd.combineRight(coordinates));
        }

        double[] combine(double[] coordinates) {
            return basis.combine(coordinates);
        }

        /** The right singular vectors {@code V_k Q} that a projection kept. */
        KeptDirections kept(Projection projection) {
            int k = projection.sigmas.length;
            return KeptDirections.leading(
                    projection.rank,
                    x -> projection.svd.rightCoordinates(Arrays.copyOf(basis.coordinates(x), k)),
                    shares -> basis.combine(projection.svd.combineRight(shares)));
        }
    }

    /** One pass: {@code w = J v − α u}, and {@code Jᵀw}. */
    private record Pass(double[] v, double alpha, double[][] u) implements BlockTask<Pass.Result> {
        /** Of a block: its rows of w, and its share of Jᵀw. */
        record Result(double[] product, double[] transposeProduct) implements Serializable {}

        @Override
        public Result apply(int block, Iterator<FactoredJacobian> pieces) {
            double[] product = new double[u[block].length];
            double[] transposeProduct = new double[v.length];
            int row = 0;
            while (pieces.hasNext()) {
                FactoredJacobian jacobian = pieces.next();
                double[] w = jacobian.product(v);
                for (int i = 0; i < w.length; i++) {
                    w[i] -= alpha * u[block][row + i];
                }
                jacobian.addTransposeProduct(w, transposeProduct);
                System.arraycopy(w, 0, product, row, w.length);
                row += w.length;
            }
            return new Result(product, transposeProduct);
        }
    }
}
