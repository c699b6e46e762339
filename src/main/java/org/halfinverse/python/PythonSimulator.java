package org.halfinverse.python;

import java.util.Optional;
import org.halfinverse.physics.Simulator;

/**
 * A simulator whose functions are in a file of Python. Each call takes one process of those that have loaded the file, and
 * a call of a process is one message there and one back, but for {@link #vectorJacobian}: there the process waits, with
 * what it has computed, for the cotangents.
 */
final class PythonSimulator implements Simulator, InPython {
    private final PythonSource source;
    private final int stateSize;
    private final int controlSize;
    private final int outputSize;

    PythonSimulator(PythonSource source) {
        this.source = source;
        stateSize = source.description().stateSize();
        controlSize = source.description().controlSize();
        outputSize = source.description().outputSize();
    }

    @Override
    public PythonSource source() {
        return source;
    }

    @Override
    public int stateSize() {
        return stateSize;
    }

    @Override
    public int controlSize() {
        return controlSize;
    }

    @Override
    public int outputSize() {
        return outputSize;
    }

    @Override
    public Optional<double[]> constantJacobian() {
        return Optional.ofNullable(source.description().constantJacobian()).map(double[]::clone);
    }

    @Override
    public void simulate(int samples, double[] states, double[] controls, double[] outputs) {
        source.run(process -> {
            ask(process, Operation.SIMULATE, samples, states, controls, outputs);
            return outputs;
        });
    }

    @Override
    public void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
        source.run(process -> {
            ask(process, Operation.LINEARIZE, samples, states, controls, outputs, jacobians);
            return outputs;
        });
    }

    @Override
    public void vectorJacobian(
            int samples,
            double[] states,
            double[] controls,
            double[] outputs,
            Cotangents pullback,
            double[] controlCotangents) {
        source.run(process -> {
            ask(process, Operation.FORWARD, samples, states, controls, outputs);
            double[] cotangents = pullback.at(outputs);
            process.ask(
                    Operation.PULL,
                    samples,
                    (long) samples * outputSize,
                    frames -> frames.add(cotangents, samples * outputSize),
                    controlCotangents);
            return controlCotangents;
        });
    }

    @Override
    public void jacobianVector(
            int samples,
            double[] states,
            double[] controls,
            double[] tangents,
            double[] outputs,
            double[] outputTangents) {
        source.run(process -> {
            process.ask(
                    Operation.PUSH,
                    samples,
                    (long) samples * (stateSize + 2 * controlSize),
                    frames -> {
                        frames.add(states, samples * stateSize);
                        frames.add(controls, samples * controlSize);
                        frames.add(tangents, samples * controlSize);
                    },
                    outputs,
                    outputTangents);
            return outputs;
        });
    }

    private void ask(
            PythonProcess process,
            Operation operation,
            int samples,
            double[] states,
            double[] controls,
            double[]... results)
            throws LostProcessException {
        process.ask(
                operation,
                samples,
                (long) samples * (stateSize + controlSize),
                frames -> {
                    frames.add(states, samples * stateSize);
                    frames.add(controls, samples * controlSize);
                },
                results);
    }
}
