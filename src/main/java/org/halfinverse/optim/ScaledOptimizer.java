package org.halfinverse.optim;

import org.halfinverse.linalg.Vectors;
import org.halfinverse.spectral.LinearizedBatch;

/** A method whose steps are multiplied by a factor. */
record ScaledOptimizer<S extends Record>(Optimizer<S> method, double factor) implements Optimizer<S> {
    @Override
    public S init(int parameters) {
        return method.init(parameters);
    }

    @Override
    public OptimizerStep<S> step(double[] theta, LinearizedBatch batch, S state) {
        OptimizerStep<S> step = method.step(theta, batch, state);
        return new OptimizerStep<>(
                Vectors.scaled(factor, step.update()),
                factor * step.learningRate(),
                step.state(),
                step.spectrum(),
                step.diagnostics());
    }
}
