package org.halfinverse.python;

import java.util.Set;
import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.CodeException;
import org.halfinverse.physics.DrawnTogether;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.Simulator;

/**
 * The problem that a file of Python makes: its simulator, and the samples that its {@code draw} gives. Where it has none,
 * samples come from files, and the state is the input unless a file has it.
 */
sealed class PythonProblem implements Problem, InPython {
    /** What a draw function does in one. */
    private static final Set<String> DRAWING = Set.of("draw", "drawInput", "deriveState", "deriveTarget");

    private final PythonSource source;
    private final PythonSimulator simulator;

    private PythonProblem(PythonSource source) {
        this.source = source;
        this.simulator = new PythonSimulator(source);
    }

    /** The problem of a file, which draws samples if the file does. */
    static PythonProblem of(PythonSource source) {
        return source.description().draws() ? new Drawn(source) : new PythonProblem(source);
    }

    private static final class Drawn extends PythonProblem implements DrawnTogether {
        Drawn(PythonSource source) {
            super(source);
        }

        @Override
        public void draw(long[] numbers, long seed, double[] inputs, double[] states, double[] targets) {
            source().run(process -> {
                process.ask(
                        Operation.DRAW,
                        numbers.length,
                        numbers.length + 1L,
                        frames -> {
                            frames.add(seed);
                            frames.add(numbers);
                        },
                        inputs,
                        states,
                        targets);
                return inputs;
            });
        }
    }

    @Override
    public PythonSource source() {
        return source;
    }

    @Override
    public Simulator simulator() {
        return simulator;
    }

    @Override
    public Loss loss() {
        return SquaredError.FULL;
    }

    @Override
    public int inputSize() {
        return source.description().inputSize();
    }

    @Override
    public int targetSize() {
        return source.description().targetSize();
    }

    @Override
    public void drawInput(RandomGenerator random, double[] input) {
        throw new CodeException(
                "is not defined", ": define draw(indices, seed), or name files with samples in problem.data");
    }

    @Override
    public void deriveState(double[] input, double[] state) {
        if (state.length == input.length) {
            System.arraycopy(input, 0, state, 0, state.length);
        } else if (state.length > 0) {
            throw new CodeException(
                    "is not defined",
                    ": name a file with states in problem.data, since inputs of " + input.length
                            + " entries are no states of " + state.length);
        }
    }

    @Override
    public void deriveTarget(double[] input, double[] state, double[] target) {
        throw new CodeException(
                "gives targets only",
                " for samples that it draws itself: name a file with the targets of these inputs");
    }

    @Override
    public String called(String method) {
        return source.called(DRAWING.contains(method) ? "draw" : method);
    }
}
