package org.halfinverse.benchmarks;

import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.KernelMatrix;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** {@code JJᵀ}: the products of the upper triangle, {@code m² Σ h_l} operations. */
@State(Scope.Thread)
public class KernelMatrixBenchmark {
    /** Network and samples: m = 1024 and 4096. */
    @Param({"OSCILLATORS", "POISSON"})
    public Shape shape = Shape.OSCILLATORS;

    private FactoredJacobian jacobian;
    private double operations;

    /** Linearises the samples. */
    @Setup
    public void linearize() {
        jacobian = shape.jacobian();
        operations = KernelMatrix.flops(jacobian.rows(), shape.units());
    }

    /** {@code KernelMatrix.of}. */
    @Benchmark
    public double[] of(Flops flops) {
        flops.allCores += operations;
        return KernelMatrix.of(jacobian);
    }
}
