package org.halfinverse.jacobian;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.loss.Loss;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.physics.Guarded;
import org.halfinverse.physics.InvertibleSimulator;
import org.halfinverse.physics.Simulator;
import org.halfinverse.samples.Samples;

/**
 * The one place where simulators and losses are called, block by block, since somebody else may have written them.
 *
 * <p>A call that throws is repeated for one sample after the other, until the faulty one is found: a
 * {@link FaultyClassException} names class, method and sample. Results that are not finite get a
 * {@link NonFiniteException} which names these too, unless the arguments explain them: once θ has diverged, controls
 * are not finite either, or so large that no simulation can follow. Then it is no fault of the class. If it has thrown,
 * a {@code NonFiniteException} names the sample; if not, its results pass, and the loss or the Jacobian tells.
 */
public final class GuardedPhysics implements Serializable {
    /** Controls and outputs beyond it come from a θ that diverges: soon their cubes overflow. */
    private static final double EXPLODED = 1e100;

    private final Simulator simulator;
    private final Loss loss;

    /**
     * A simulator and a loss, to be called.
     *
     * @param simulator P
     * @param loss ℓ of a sample
     */
    public GuardedPhysics(Simulator simulator, Loss loss) {
        this.simulator = simulator;
        this.loss = loss;
    }

    /** {@return the simulator P} */
    public Simulator simulator() {
        return simulator;
    }

    /** {@return the loss ℓ of a sample} */
    public Loss loss() {
        return loss;
    }

    /** Cotangents of the outputs of some samples. */
    @FunctionalInterface
    public interface BlockCotangents {
        /**
         * {@return cotangents ȳ at some outputs, B × p}
         *
         * @param block B samples
         * @param outputs y, B × p
         */
        double[] at(Samples block, double[] outputs);
    }

    /**
     * The same cotangents for every sample.
     *
     * @param cotangent ȳ, p entries
     */
    public record SameCotangent(double[] cotangent) implements BlockCotangents {
        @Override
        public double[] at(Samples block, double[] outputs) {
            double[] rows = new double[outputs.length];
            Vectors.repeat(cotangent, block.samples(), rows);
            return rows;
        }
    }

    /**
     * {@return the simulator's Jacobian S, p × q, if it is constant}
     *
     * @throws FaultyClassException if it is of another length
     * @throws NonFiniteException if it is not finite
     */
    public Optional<double[]> constantJacobian() {
        Guarded<Simulator> guarded = new Guarded<>(simulator);
        Optional<double[]> constant = guarded.get("constantJacobian", Simulator::constantJacobian);
        constant.ifPresent(jacobian -> {
            int p = simulator.outputSize();
            int q = simulator.controlSize();
            if (jacobian.length != p * q) {
                throw guarded.fault(
                        "constantJacobian",
                        "returned " + jacobian.length + " numbers instead of " + p + " × " + q
                                + ", outputs times controls");
            }
            for (int entry = 0; entry < jacobian.length; entry++) {
                if (!Double.isFinite(jacobian[entry])) {
                    throw new NonFiniteException(guarded.called("constantJacobian") + " gave " + jacobian[entry]
                            + " at " + PhysicsResult.JACOBIAN.place(entry, q));
                }
            }
        });
        return constant;
    }

    /**
     * Simulates.
     *
     * @param block B samples
     * @param controls u, B × q
     * @param outputs overwritten with y, B × p
     */
    public void simulate(Samples block, double[] controls, double[] outputs) {
        Call call = new Call(simulator, "simulate", block, driving(block, controls));
        try {
            simulator.simulate(block.samples(), block.states(), controls, outputs);
        } catch (Throwable e) {
            throw call.failure(
                    e, i -> simulate(block.select(i), row(i, controls, block), new double[simulator.outputSize()]));
        }
        refuseUnexplained(call, PhysicsResult.OUTPUT, outputs);
    }

    /**
     * Simulates, and differentiates by the control.
     *
     * @param block B samples
     * @param controls u, B × q
     * @param outputs overwritten with y, B × p
     * @param jacobians overwritten with S, B × p × q
     */
    public void linearize(Samples block, double[] controls, double[] outputs, double[] jacobians) {
        Call call = new Call(simulator, "linearize", block, driving(block, controls));
        try {
            simulator.linearize(block.samples(), block.states(), controls, outputs, jacobians);
        } catch (Throwable e) {
            int p = simulator.outputSize();
            int q = simulator.controlSize();
            throw call.failure(
                    e, i -> linearize(block.select(i), row(i, controls, block), new double[p], new double[p * q]));
        }
        refuseUnexplained(call, PhysicsResult.OUTPUT, outputs);
        refuseUnexplained(call, PhysicsResult.JACOBIAN, jacobians);
    }

    /**
     * Vector–Jacobian products.
     *
     * @param block B samples
     * @param controls u, B × q
     * @param outputs overwritten with y, B × p
     * @param pullback computes ȳ from y
     * @param controlCotangents overwritten with {@code S_iᵀ ȳ_i}, B × q
     */
    public void vectorJacobian(
            Samples block, double[] controls, double[] outputs, BlockCotangents pullback, double[] controlCotangents) {
        List<Given> given = new ArrayList<>(driving(block, controls));
        int own = given.size();
        Call call = new Call(simulator, "vectorJacobian", block, given);
        try {
            simulator.vectorJacobian(
                    block.samples(),
                    block.states(),
                    controls,
                    outputs,
                    y -> {
                        if (y.length != outputs.length) {
                            throw call.fault(
                                    "gave " + y.length + " outputs to its pullback instead of " + outputs.length);
                        }
                        refuseUnexplained(call, PhysicsResult.OUTPUT, y);
                        given.add(new Given("cotangent", pullback.at(block, y)));
                        return given.get(given.size() - 1).rows;
                    },
                    controlCotangents);
        } catch (Throwable e) {
            int p = simulator.outputSize();
            int q = simulator.controlSize();
            throw call.failure(
                    e,
                    i -> vectorJacobian(
                            block.select(i), row(i, controls, block), new double[p], pullback, new double[q]));
        }
        if (given.size() == own) {
            throw call.fault("never called its pullback, which computes the cotangents");
        }
        refuseUnexplained(call, PhysicsResult.COTANGENT, controlCotangents);
    }

    /**
     * Jacobian–vector products.
     *
     * @param block B samples
     * @param controls u, B × q
     * @param tangents u̇, B × q
     * @param outputs overwritten with y, B × p
     * @param outputTangents overwritten with {@code S_i u̇_i}, B × p
     */
    public void jacobianVector(
            Samples block, double[] controls, double[] tangents, double[] outputs, double[] outputTangents) {
        Call call = new Call(simulator, "jacobianVector", block, driving(block, controls));
        try {
            simulator.jacobianVector(block.samples(), block.states(), controls, tangents, outputs, outputTangents);
        } catch (Throwable e) {
            int p = simulator.outputSize();
            throw call.failure(
                    e,
                    i -> jacobianVector(
                            block.select(i),
                            row(i, controls, block),
                            row(i, tangents, block),
                            new double[p],
                            new double[p]));
        }
        refuseUnexplained(call, PhysicsResult.OUTPUT, outputs);
        refuseUnexplained(call, PhysicsResult.TANGENT, outputTangents);
    }

    /**
     * Finds controls for outputs, by a simulator that is an {@link InvertibleSimulator}.
     *
     * @param block B samples
     * @param controls u to stay near to, B × q
     * @param outputs the y that are wanted, B × p
     * @param inverses overwritten with u*, B × q
     */
    void invert(Samples block, double[] controls, double[] outputs, double[] inverses) {
        List<Given> given = List.of(
                new Given("control", controls), new Given("state", block.states()), new Given("output", outputs));
        Call call = new Call(simulator, "invert", block, given);
        try {
            ((InvertibleSimulator) simulator).invert(block.samples(), block.states(), controls, outputs, inverses);
        } catch (Throwable e) {
            int q = simulator.controlSize();
            throw call.failure(
                    e, i -> invert(block.select(i), row(i, controls, block), row(i, outputs, block), new double[q]));
        }
        refuseUnexplained(call, PhysicsResult.CONTROL, inverses);
    }

    /**
     * Losses and their gradients.
     *
     * @param block B samples
     * @param outputs y, B × p
     * @param losses overwritten with ℓ, B
     * @param gradients overwritten with ∂ℓ/∂y, B × p
     */
    public void evaluate(Samples block, double[] outputs, double[] losses, double[] gradients) {
        List<Given> given = List.of(new Given("output", outputs), new Given("target", block.targets()));
        Call call = new Call(loss, "evaluate", block, given);
        try {
            loss.evaluate(block.samples(), outputs, block.targets(), losses, gradients);
        } catch (Throwable e) {
            int p = outputs.length / block.samples();
            throw call.failure(e, i -> evaluate(block.select(i), row(i, outputs, block), new double[1], new double[p]));
        }
        refuseUnexplained(call, PhysicsResult.LOSS, losses);
        refuseUnexplained(call, PhysicsResult.GRADIENT, gradients);
    }

    private static List<Given> driving(Samples block, double[] controls) {
        return List.of(new Given("control", controls), new Given("state", block.states()));
    }

    private static double[] row(int i, double[] rows, Samples block) {
        int width = rows.length / block.samples();
        return Arrays.copyOfRange(rows, i * width, (i + 1) * width);
    }

    /** Refuses results that are not finite, where the arguments do not explain it. */
    private void refuseUnexplained(Call call, PhysicsResult quantity, double[] results) {
        if (Vectors.isFinite(results)) {
            return;
        }
        int width = results.length / call.block.samples();
        for (int entry = 0; entry < results.length; entry++) {
            int i = entry / width;
            if (!Double.isFinite(results[entry]) && call.explanation(i).isEmpty()) {
                String place = (quantity == PhysicsResult.LOSS ? " as the " : " at ")
                        + quantity.place(entry % width, simulator.controlSize());
                throw new NonFiniteException(call.describe("gave " + results[entry] + place, i));
            }
        }
    }

    /** An argument, B rows. */
    private record Given(String noun, double[] rows) {
        double largest(int i, int samples) {
            int width = rows.length / samples;
            double largest = 0;
            for (int entry = i * width; entry < (i + 1) * width; entry++) {
                largest = Math.max(largest, Math.abs(rows[entry])); // NaN counts as the largest
            }
            return largest;
        }
    }

    /** A call of one method for a block of samples. */
    private record Call(Object callee, String method, Samples block, List<Given> given) {
        /** What to throw after it has thrown something, if need be after calling for each sample alone. */
        RuntimeException failure(Throwable failure, IntConsumer alone) {
            if (failure instanceof FaultyClassException || failure instanceof NonFiniteException) {
                return (RuntimeException) failure; // of the loss, which a pullback evaluates
            }
            int samples = block.samples();
            if (samples == 1) {
                String sample = " for sample " + block.indices()[0];
                return explanation(0)
                        .<RuntimeException>map(NonFiniteException::new)
                        .orElseGet(() -> new Guarded<>(callee).threw(method, sample, failure));
            }
            String together = " for " + samples + " samples together, though for none of them alone";
            FaultyClassException unexplained = new Guarded<>(callee).threw(method, together, failure);
            try {
                IntStream.range(0, samples).forEach(alone);
            } catch (FaultyClassException | NonFiniteException e) {
                return e;
            }
            return unexplained;
        }

        FaultyClassException fault(String what) {
            return new Guarded<>(callee).fault(method, what);
        }

        String describe(String what, int i) {
            Given first = given.get(0);
            return String.format(
                    Locale.ROOT,
                    "%s %s of sample %d, whose largest %s is %.3g",
                    new Guarded<>(callee).called(method),
                    what,
                    block.indices()[i],
                    first.noun,
                    first.largest(i, block.samples()));
        }

        /** What explains anything that comes of a sample: an argument that is not finite, or nearly so. */
        Optional<String> explanation(int i) {
            for (Given argument : given) {
                double largest = argument.largest(i, block.samples());
                if (!(largest < EXPLODED)) {
                    return Optional.of("the " + argument.noun + " of sample " + block.indices()[i] + " is " + largest);
                }
            }
            return Optional.empty();
        }
    }
}
