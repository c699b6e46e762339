package org.halfinverse.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.JacobianColumns;
import org.halfinverse.jacobian.LossGradient;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.samples.Samples;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.OrderedTree;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.PhaseClock;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.SpectralStep;

/**
 * A mini-batch at one θ. Engines only say how a task is run on every block; loss and gradient come along with the
 * first pass over the samples, whatever that pass is for, so that a step needs no pass of its own for them.
 */
public abstract class EvaluatedBatch implements LinearizedBatch {
    private static final double NANOS = 1e-9;

    private final PhysicsModel model;
    private final long size;
    private final double weight;
    private final PhaseClock clock;
    private Optional<LossGradient> lossGradient = Optional.empty();
    private Optional<String> solver = Optional.empty();
    private double lossGradientNorm = Double.NaN; // of passes that linearise nothing
    private boolean retained;

    /**
     * A mini-batch.
     *
     * @param clock that was started when the mini-batch was asked for
     * @param model network plus simulator plus loss
     * @param size number of samples b
     * @param weight of one sample in the mini-batch loss
     */
    protected EvaluatedBatch(PhaseClock clock, PhysicsModel model, long size, double weight) {
        this.clock = clock;
        this.model = model;
        this.size = size;
        this.weight = weight;
    }

    /**
     * {@return the results in block order of a task on every block}
     *
     * @param <R> its result for a block
     * @param purpose of the task, in a word or two, for those who watch the engine
     * @param task the work
     */
    protected abstract <R extends Serializable> List<R> run(String purpose, BatchTask<R> task);

    /**
     * {@return the results of a task on every block, merged in the order of {@link OrderedTree}}
     *
     * @param <R> the task's result for a block
     * @param task the work
     * @param merge of two results
     */
    protected abstract <R extends Serializable> R run(BatchTask<R> task, Merge<R> merge);

    /**
     * Runs a task on every block, linearised once and kept as far as memory and disks allow.
     *
     * @param <R> its result for a block
     * @param task the work
     * @return the results in block order
     */
    protected abstract <R extends Serializable> List<R> runRetained(BlockTask<R> task);

    /**
     * {@return the merged results of a task on every block, linearised once and kept as far as memory and disks allow}
     *
     * @param <R> the task's result for a block
     * @param task the work
     * @param merge of two results
     */
    protected abstract <R extends Serializable> R runRetained(BlockTask<R> task, Merge<R> merge);

    /** {@return the name of the solver that is at work, if one is} */
    protected final Optional<String> solver() {
        return solver;
    }

    @Override
    public final long samples() {
        return size;
    }

    @Override
    public final long rows() {
        return size * model.simulator().outputSize();
    }

    @Override
    public final int columns() {
        return model.columns();
    }

    @Override
    public final int trainedParameters() {
        return model.trainedParameters();
    }

    @Override
    public final JacobianColumns parameterColumns() {
        return model.parameterColumns();
    }

    @Override
    public final PhaseClock clock() {
        return clock;
    }

    @Override
    public final <R extends Serializable> List<R> map(BlockTask<R> task) {
        if (retained) {
            return clock.time(Phase.REDUCE, () -> runRetained(task));
        }
        return gather("linearize", linearized(weight, task));
    }

    private <R extends Serializable> List<R> gather(String purpose, BatchTask<Outcome<R>> task) {
        List<Finished<R>> finished = new ArrayList<>();
        pass(() -> {
            for (Outcome<R> outcome : run(purpose, task)) {
                finished.add(requireFinished(outcome));
            }
            return OrderedTree.reduce(finished.stream().map(Finished::sums).toList(), PassSums::plus);
        });
        return finished.stream().map(Finished::result).toList();
    }

    @Override
    public final <R extends Serializable> R reduce(BlockTask<R> task, Merge<R> merge) {
        if (retained) {
            return clock.time(Phase.REDUCE, () -> runRetained(task, merge));
        }
        List<Finished<R>> finished = new ArrayList<>(1);
        pass(() -> {
            finished.add(requireFinished(run(linearized(weight, task), new OutcomeMerge<>(merge))));
            return finished.get(0).sums();
        });
        return finished.get(0).result();
    }

    @Override
    public final void retain() {
        retained = true;
        if (lossGradient.isEmpty()) { // the pass that linearises brings it along, later ones do not
            pass(() -> OrderedTree.reduce(
                    runRetained(visited(model.columns())).stream()
                            .map(outcome -> requireFinished(outcome).sums())
                            .toList(),
                    PassSums::plus));
        }
    }

    @Override
    public final double[] gradient() {
        return lossGradient().gradient();
    }

    @Override
    public final double lossGradientNorm() {
        if (Double.isNaN(lossGradientNorm)) {
            List<Double> norms = map((block, pieces) -> {
                double norm = 0;
                while (pieces.hasNext()) {
                    norm = Math.hypot(norm, Vectors.norm(pieces.next().lossGradient()));
                }
                return norm;
            });
            lossGradientNorm = OrderedTree.reduce(norms, Math::hypot);
        }
        return lossGradientNorm;
    }

    @Override
    public final double[] inversionGradient(double cutoff) {
        return OrderedTree.reduce(gather("inversion gradient", inverted(size, weight, cutoff)), Vectors::sum);
    }

    @Override
    public final double loss() {
        return lossGradient().loss();
    }

    @Override
    public final double[] expand(double[] direction) {
        return model.expand(direction);
    }

    @Override
    public final double[] restrict(double[] direction) {
        return model.restrict(direction);
    }

    @Override
    public final double lossAt(double[] other) {
        List<LossSum> sums = clock.time(Phase.LINEARIZE, () -> run("loss after a trial step", lossSum(other)));
        return weight * OrderedTree.reduce(sums, LossSum::plus).sum();
    }

    @Override
    public final SpectralStep solve(Solver worker, SpectralFilter filter) {
        Optional<String> outer = solver;
        solver = Optional.of(worker.label());
        try {
            return clock.time(Phase.DECOMPOSE, () -> worker.solve(this, filter));
        } finally {
            solver = outer;
        }
    }

    private LossGradient lossGradient() {
        if (lossGradient.isEmpty()) {
            pass(() -> OrderedTree.reduce(
                    run("gradient", differentiated(weight)).stream()
                            .map(outcome -> requireFinished(outcome).sums())
                            .toList(),
                    PassSums::plus));
        }
        return lossGradient.orElseThrow();
    }

    /** Makes a pass over the samples, and divides its time as its tasks divided theirs. */
    private void pass(Supplier<PassSums> work) {
        long start = System.nanoTime();
        PassSums sums = work.get();
        double seconds = (System.nanoTime() - start) * NANOS;
        double linearizing = seconds * sums.linearizeSeconds / Math.max(sums.seconds, Double.MIN_NORMAL);
        clock.add(Phase.LINEARIZE, linearizing);
        clock.add(Phase.REDUCE, seconds - linearizing);
        if (lossGradient.isEmpty()) {
            lossGradient = Optional.of(sums.lossGradient);
        }
        if (Double.isNaN(lossGradientNorm)) {
            lossGradientNorm = sums.lossGradientNorm;
        }
    }

    private static <R extends Serializable> Finished<R> requireFinished(Outcome<R> outcome) {
        if (outcome instanceof NonFinite<R> nonFinite) {
            throw new NonFiniteException(nonFinite.message());
        }
        return (Finished<R>) outcome;
    }

    // Static, so that the tasks capture what they need and not this object.
    private static <R extends Serializable> BatchTask<Outcome<R>> linearized(double weight, BlockTask<R> task) {
        return (model, theta, block, pieces) ->
                summed(model.columns(), task, block, new Linearizer(model, theta, weight, pieces));
    }

    /** Looks at all pieces, for what comes along. */
    private static BlockTask<Outcome<Integer>> visited(int columns) {
        BlockTask<Integer> count = (block, pieces) -> {
            int seen = 0;
            while (pieces.hasNext()) {
                pieces.next();
                seen++;
            }
            return seen;
        };
        return (block, pieces) -> summed(columns, count, block, pieces);
    }

    private static <R extends Serializable> Outcome<R> summed(
            int columns, BlockTask<R> task, int block, Iterator<FactoredJacobian> pieces) {
        long start = System.nanoTime();
        SummingIterator linearizations = new SummingIterator(pieces, columns);
        try {
            R result = task.apply(block, linearizations);
            return new Finished<>(result, linearizations.sums(start));
        } catch (NonFiniteException e) {
            return new NonFinite<>(e.getMessage());
        }
    }

    private static BatchTask<LossSum> lossSum(double[] other) {
        return (model, theta, block, pieces) -> LossSum.TASK.apply(model, other, block, pieces);
    }

    private static BatchTask<Outcome<Integer>> differentiated(double weight) {
        return (model, theta, block, pieces) -> differentiate(
                model, 0, pieces, (piece, gradient) -> model.addLossGradient(theta, piece, weight, gradient));
    }

    private static BatchTask<Outcome<double[]>> inverted(long size, double weight, double cutoff) {
        return (model, theta, block, pieces) -> {
            double[] sum = new double[model.columns()];
            return differentiate(
                    model,
                    sum,
                    pieces,
                    (piece, gradient) ->
                            model.addInversionGradient(theta, piece, weight, gradient, 1.0 / size, cutoff, sum));
        };
    }

    /** Visits all pieces for their losses and gradients. */
    private static <R extends Serializable> Outcome<R> differentiate(
            PhysicsModel model, R result, Iterator<Samples> pieces, Differentiation differentiation) {
        long start = System.nanoTime();
        double loss = 0;
        double[] gradient = new double[model.columns()];
        try {
            while (pieces.hasNext()) {
                loss += differentiation.add(pieces.next(), gradient);
            }
        } catch (NonFiniteException e) {
            return new NonFinite<>(e.getMessage());
        }
        double seconds = (System.nanoTime() - start) * NANOS;
        return new Finished<>(result, new PassSums(new LossGradient(loss, gradient), Double.NaN, seconds, seconds));
    }

    /** Adds a piece's share to the gradient, and gives its share of the loss. */
    private interface Differentiation {
        double add(Samples piece, double[] gradient);
    }

    /**
     * What a block's task sends back: divergence is an outcome, not a failure that would be worth another attempt.
     *
     * @param <R> result of the task
     */
    private sealed interface Outcome<R extends Serializable> extends Serializable {}

    /** The task saw all samples. */
    private record Finished<R extends Serializable>(R result, PassSums sums) implements Outcome<R> {}

    /** A loss or a derivative is not finite. */
    private record NonFinite<R extends Serializable>(String message) implements Outcome<R> {}

    /**
     * What comes along with a pass: loss, gradient, |g| where it linearises, and how long the tasks took, linearisation and
     * altogether.
     */
    private record PassSums(LossGradient lossGradient, double lossGradientNorm, double linearizeSeconds, double seconds)
            implements Serializable {
        PassSums plus(PassSums later) {
            return new PassSums(
                    lossGradient.plus(later.lossGradient),
                    Math.hypot(lossGradientNorm, later.lossGradientNorm),
                    linearizeSeconds + later.linearizeSeconds,
                    seconds + later.seconds);
        }
    }

    /** Merges what tasks send back; the first divergence wins. */
    private record OutcomeMerge<R extends Serializable>(Merge<R> merge) implements Merge<Outcome<R>> {
        @Override
        public Outcome<R> apply(Outcome<R> earlier, Outcome<R> later) {
            if (earlier instanceof Finished<R> first && later instanceof Finished<R> second) {
                return new Finished<>(merge.apply(first.result, second.result), first.sums.plus(second.sums));
            }
            return earlier instanceof NonFinite<R> ? earlier : later;
        }
    }

    /** Adds up loss and gradient of the linearised pieces as they pass, and the time that they take. */
    private static final class SummingIterator implements Iterator<FactoredJacobian> {
        private final Iterator<FactoredJacobian> linearizer;
        private final double[] gradient;
        private double loss;
        private double lossGradientNorm;
        private long nanos;

        SummingIterator(Iterator<FactoredJacobian> linearizer, int columns) {
            this.linearizer = linearizer;
            this.gradient = new double[columns];
        }

        @Override
        public boolean hasNext() {
            return linearizer.hasNext();
        }

        @Override
        public FactoredJacobian next() {
            long start = System.nanoTime();
            FactoredJacobian jacobian = linearizer.next();
            jacobian.addTransposeProduct(jacobian.lossGradient(), gradient);
            loss += jacobian.loss();
            lossGradientNorm = Math.hypot(lossGradientNorm, Vectors.norm(jacobian.lossGradient()));
            nanos += System.nanoTime() - start;
            return jacobian;
        }

        PassSums sums(long start) {
            if (hasNext()) {
                throw new IllegalStateException("the task left samples of its block unvisited");
            }
            return new PassSums(
                    new LossGradient(loss, gradient),
                    lossGradientNorm,
                    nanos * NANOS,
                    (System.nanoTime() - start) * NANOS);
        }
    }
}
