package org.halfinverse.benchmarks;

import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.samples.Samples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A pass over a block of the oscillators. Counted are the products with weights: 2 operations for each in the forward
 * pass, 2 for each behind the first layer and each cotangent in the reverse pass, 2 for each in the gradient; not the
 * 60 values of tanh a sample, and not the simulator, which is two small products.
 */
@State(Scope.Thread)
public class PhysicsModelBenchmark {
    private static final Shape SHAPE = Shape.OSCILLATORS;

    private PhysicsModel model;
    private double[] theta;
    private Samples block;
    private double[] gradient;

    /** Reads the samples. */
    @Setup
    public void read() {
        model = SHAPE.model();
        theta = SHAPE.theta();
        block = SHAPE.samples();
        gradient = new double[model.columns()];
    }

    /** Loss and Jacobian, p = 4 cotangents. */
    @Benchmark
    public FactoredJacobian linearize(Flops flops) {
        int p = model.simulator().outputSize();
        flops.oneCore += 2 * SHAPE.samples * (SHAPE.weights(0) + p * SHAPE.weights(1));
        return model.linearize(theta, block, 1.0 / SHAPE.samples);
    }

    /** Loss and gradient, one cotangent. */
    @Benchmark
    public double addLossGradient(Flops flops) {
        flops.oneCore += 2 * SHAPE.samples * (2 * SHAPE.weights(0) + SHAPE.weights(1));
        return model.addLossGradient(theta, block, 1.0 / SHAPE.samples, gradient);
    }
}
