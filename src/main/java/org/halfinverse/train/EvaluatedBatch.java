package org.halfinverse.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.LossGradient;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.jacobian.SampleBlock;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.OrderedTree;
import org.halfinverse.spectral.Phase;
import org.halfinverse.spectral.PhaseClock;

/**
 * A mini-batch at one θ. Engines only say how a task is run on every block; loss and gradient come along with the
 * first pass over the samples, whatever that pass is for, so that a step needs no pass of its own for them.
 */
public abstract class EvaluatedBatch implements LinearizedBatch, AutoCloseable {
    private final PhysicsModel model;
    private final long size;
    private final double weight;
    private final PhaseClock clock = new PhaseClock();
    private Optional<LossGradient> lossGradient = Optional.empty();

    /**
     * A mini-batch.
     *
     * @param model network plus simulator plus loss
     * @param size number of samples b
     * @param weight of one sample in the mini-batch loss
     */
    protected EvaluatedBatch(PhysicsModel model, long size, double weight) {
        this.model = model;
        this.size = size;
        this.weight = weight;
    }

    /**
     * Runs a task on every block.
     *
     * @param <R> its result for a block
     * @param task the work
     * @return the results in block order
     */
    protected abstract <R extends Serializable> List<R> run(BatchTask<R> task);

    /** Lets go of what the engine holds for this batch. */
    @Override
    public abstract void close();

    /**
     * Number of samples b.
     *
     * @return at least 1
     */
    public final long samples() {
        return size;
    }

    @Override
    public final long rows() {
        return size * model.simulator().outputSize();
    }

    @Override
    public final int columns() {
        return model.network().parameterCount();
    }

    @Override
    public final PhaseClock clock() {
        return clock;
    }

    @Override
    public final <R extends Serializable> List<R> map(BlockTask<R> task) {
        return finish(clock.time(Phase.LINEARIZE, () -> run(linearized(weight, task))));
    }

    @Override
    public final double[] gradient() {
        return lossGradient().gradient();
    }

    /**
     * The loss of the mini-batch.
     *
     * @return L
     * @throws NonFiniteException if a loss or a derivative is not finite
     */
    public final double loss() {
        return lossGradient().loss();
    }

    /**
     * The loss of the same samples at another θ.
     *
     * @param other n parameters; not changed
     * @return L, finite or not
     */
    public final double lossAt(double[] other) {
        List<Double> sums = clock.time(Phase.LINEARIZE, () -> run(lossSum(other)));
        return weight * OrderedTree.reduce(sums, Double::sum);
    }

    private LossGradient lossGradient() {
        return lossGradient.orElseGet(() -> {
            finish(clock.time(Phase.LINEARIZE, () -> run(differentiated(weight))));
            return lossGradient.orElseThrow();
        });
    }

    private <R extends Serializable> List<R> finish(List<Outcome<R>> outcomes) {
        List<LossGradient> sums = new ArrayList<>(outcomes.size());
        List<R> results = new ArrayList<>(outcomes.size());
        for (Outcome<R> outcome : outcomes) {
            if (outcome instanceof Outcome.NonFinite<R> nonFinite) {
                throw new NonFiniteException(nonFinite.message());
            }
            Outcome.Finished<R> finished = (Outcome.Finished<R>) outcome;
            sums.add(finished.sums());
            results.add(finished.result());
        }
        if (lossGradient.isEmpty()) {
            lossGradient = Optional.of(OrderedTree.reduce(sums, LossGradient::plus));
        }
        return results;
    }

    // Static, so that the tasks capture what they need and not this object.
    private static <R extends Serializable> BatchTask<Outcome<R>> linearized(double weight, BlockTask<R> task) {
        return (model, theta, pieces) -> {
            SummingIterator linearizations = new SummingIterator(model, theta, weight, pieces);
            try {
                R result = task.apply(linearizations);
                return new Outcome.Finished<>(result, linearizations.sums());
            } catch (NonFiniteException e) {
                return new Outcome.NonFinite<>(e.getMessage());
            }
        };
    }

    private static BatchTask<Double> lossSum(double[] other) {
        return (model, theta, pieces) -> LossSum.TASK.apply(model, other, pieces);
    }

    private static BatchTask<Outcome<Integer>> differentiated(double weight) {
        return (model, theta, pieces) -> {
            double loss = 0;
            double[] gradient = new double[model.network().parameterCount()];
            try {
                while (pieces.hasNext()) {
                    loss += model.addLossGradient(theta, pieces.next(), weight, gradient);
                }
                return new Outcome.Finished<>(0, new LossGradient(loss, gradient));
            } catch (NonFiniteException e) {
                return new Outcome.NonFinite<>(e.getMessage());
            }
        };
    }

    /**
     * What a block's task sends back: divergence is an outcome, not a failure that would be worth another attempt.
     *
     * @param <R> result of the task
     */
    private sealed interface Outcome<R extends Serializable> extends Serializable {
        /** The task saw all samples. */
        record Finished<R extends Serializable>(R result, LossGradient sums) implements Outcome<R> {}

        /** A loss or a derivative is not finite. */
        record NonFinite<R extends Serializable>(String message) implements Outcome<R> {}
    }

    /** Linearises piece after piece, and adds up loss and gradient as they pass. */
    private static final class SummingIterator implements Iterator<FactoredJacobian> {
        private final PhysicsModel model;
        private final double[] theta;
        private final double weight;
        private final Iterator<SampleBlock> pieces;
        private final double[] gradient;
        private double loss;

        SummingIterator(PhysicsModel model, double[] theta, double weight, Iterator<SampleBlock> pieces) {
            this.model = model;
            this.theta = theta;
            this.weight = weight;
            this.pieces = pieces;
            this.gradient = new double[model.network().parameterCount()];
        }

        @Override
        public boolean hasNext() {
            return pieces.hasNext();
        }

        @Override
        public FactoredJacobian next() {
            FactoredJacobian jacobian = model.linearize(theta, pieces.next(), weight);
            jacobian.addTransposeProduct(jacobian.lossGradient(), gradient);
            loss += jacobian.loss();
            return jacobian;
        }

        LossGradient sums() {
            if (hasNext()) {
                throw new IllegalStateException("the task left samples of its block unvisited");
            }
            return new LossGradient(loss, gradient);
        }
    }
}
