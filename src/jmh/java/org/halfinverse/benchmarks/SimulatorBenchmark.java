package org.halfinverse.benchmarks;

import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;
import org.halfinverse.problems.QuantumDipole;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.Samples;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The quantum dipole on 14 grid points over 384 steps. Counted are 30 operations a point, step and sample forward, of
 * which one is a division, and 30 a point, row, step and sample in the adjoint.
 */
@State(Scope.Thread)
public class SimulatorBenchmark {
    private static final int SAMPLES = 16;
    private static final int POINTS = 14;
    private static final int STEPS = 384;
    private static final double FORWARD = 30.0 * POINTS * STEPS * SAMPLES;

    private Simulator simulator;
    private double[] states;
    private double[] controls;
    private double[] outputs;
    private double[] jacobians;
    private double[] controlCotangents;

    /** Draws the samples. */
    @Setup
    public void draw() {
        Problem problem = new QuantumDipole(POINTS + 2, 2, STEPS, 0.05);
        Samples block = new GeneratedSamples(problem, 1, Stream.TRAINING_SAMPLES, SAMPLES).read(0, SAMPLES);
        simulator = problem.simulator();
        states = block.states();
        controls = Numbers.uniform(SAMPLES * STEPS);
        outputs = new double[SAMPLES * 2 * POINTS];
        jacobians = new double[outputs.length * STEPS];
        controlCotangents = new double[controls.length];
    }

    /** Final states alone. */
    @Benchmark
    public double[] simulate(Flops flops) {
        flops.oneCore += FORWARD;
        simulator.simulate(SAMPLES, states, controls, outputs);
        return outputs;
    }

    /** Jacobians, 14 complex rows a sample. */
    @Benchmark
    public double[] linearize(Flops flops) {
        flops.oneCore += (1 + POINTS) * FORWARD;
        simulator.linearize(SAMPLES, states, controls, outputs, jacobians);
        return jacobians;
    }

    /** One cotangent; forward twice, since it depends on the final states of all samples. */
    @Benchmark
    public double[] vectorJacobian(Flops flops) {
        flops.oneCore += 3 * FORWARD;
        simulator.vectorJacobian(SAMPLES, states, controls, outputs, y -> y, controlCotangents);
        return controlCotangents;
    }
}
