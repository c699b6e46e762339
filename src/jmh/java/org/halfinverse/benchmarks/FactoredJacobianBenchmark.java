package org.halfinverse.benchmarks;

import org.halfinverse.jacobian.FactoredJacobian;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code J v} and {@code Jᵀ w}: 2 operations for each weight of a sample, and 2 for each cotangent. */
@State(Scope.Thread)
public class FactoredJacobianBenchmark {
    /** Network and samples. */
    @Param({"OSCILLATORS", "POISSON"})
    public Shape shape = Shape.OSCILLATORS;

    private FactoredJacobian jacobian;
    private double[] v;
    private double[] w;
    private double[] result;
    private double operations;

    /** Linearises the samples. */
    @Setup
    public void linearize() {
        jacobian = shape.jacobian();
        v = Numbers.uniform(jacobian.columns());
        w = Numbers.uniform(jacobian.rows());
        result = new double[jacobian.columns()];
        operations = 2 * shape.samples * shape.weights(0) + 2 * jacobian.rows() * shape.units();
    }

    /** {@code J v}. */
    @Benchmark
    public double[] product(Flops flops) {
        flops.oneCore += operations;
        return jacobian.product(v);
    }

    /** {@code r ← r + Jᵀ w}. */
    @Benchmark
    public double[] addTransposeProduct(Flops flops) {
        flops.oneCore += operations;
        jacobian.addTransposeProduct(w, result);
        return result;
    }
}
