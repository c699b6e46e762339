package org.halfinverse.optim;

import java.util.Optional;
import org.halfinverse.jacobian.ColumnChoice;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.spectral.ChosenColumns;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.Solver;

/**
 * A spectral method whose step takes a random share of the columns of J, drawn anew each time: it is the method's step for a
 * network of which only the parameters of these columns train, at the cost of as few of them ({@code param_fraction} of Sven:
 * Bright-Thonney, Harvey, Lukas, Thaler, arXiv:2604.01279).
 *
 * @param <S> state of the method
 * @param method that looks at singular values
 * @param choice of the columns
 */
public record ParameterShare<S extends Record>(Optimizer<S> method, ColumnChoice choice)
        implements Optimizer<ParameterShare.State<S>> {
    /**
     * What is remembered.
     *
     * @param <S> state of the method
     * @param steps made, the number of the next choice
     * @param method what the method remembers
     */
    public record State<S extends Record>(long steps, S method) {
        /** Checks the number. {@inheritDoc} */
        public State {
            if (steps < 0) {
                throw new IllegalArgumentException("the number of steps cannot be " + steps);
            }
        }
    }

    @Override
    public State<S> init(int parameters) {
        return new State<>(0, method.init(parameters));
    }

    @Override
    public OptimizerStep<State<S>> step(double[] theta, LinearizedBatch batch, State<S> state) {
        int[] chosen = choice.of(batch.columns(), state.steps);
        OptimizerStep<S> made = method.step(theta, new ChosenColumns(batch, chosen), state.method);
        return new OptimizerStep<>(
                made.update(),
                made.learningRate(),
                new State<>(state.steps + 1, made.state()),
                made.spectrum(),
                made.diagnostics());
    }

    @Override
    public ParameterShare<S> with(Solver solver) {
        return new ParameterShare<>(method.with(solver), choice);
    }

    @Override
    public ParameterShare<S> scaled(double factor) {
        return new ParameterShare<>(method.scaled(factor), choice);
    }

    @Override
    public boolean isSpectral() {
        return method.isSpectral();
    }

    @Override
    public Optional<Optimizer<State<S>>> invariant(LossReduction reduction, long reference) {
        return method.invariant(reduction, reference).map(other -> new ParameterShare<>(other, choice));
    }
}
