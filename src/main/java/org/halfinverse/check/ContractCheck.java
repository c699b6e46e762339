package org.halfinverse.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.halfinverse.jacobian.GuardedPhysics;
import org.halfinverse.jacobian.GuardedPhysics.SameCotangent;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.jacobian.PhysicsResult;
import org.halfinverse.loss.Loss;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.physics.Guarded;
import org.halfinverse.physics.Simulator;
import org.halfinverse.samples.Samples;

/**
 * Asks a simulator and a loss for the same results in several ways, all of which have to agree: what their interfaces
 * promise beside right derivatives.
 */
public final class ContractCheck {
    /**
     * Of the largest entry of its kind: some thousand units in its last place. In a block of another height BLAS may add
     * up in another order, which is some units, and a long simulation may multiply them. What a neighbour or the old
     * content of an array leaves behind is larger by many orders.
     */
    private static final double TOLERANCE = 1e-12;

    /** Stands in arrays that are to be overwritten. */
    private static final double OLD_CONTENT = 0.7;

    private final GuardedPhysics physics;
    private final Samples block;
    private final int samples;
    private final double[] controls;
    private final double[] outputs;
    private final double[] tangents;
    private final SameCotangent cotangent;
    private final List<byte[]> stateBefore;

    /**
     * A check at one point.
     *
     * @param model network plus simulator plus loss
     * @param theta n parameters
     * @param block B samples
     * @param random directions for the products of the simulator
     * @throws FaultyClassException if the simulator throws
     * @throws NonFiniteException if an output is not finite
     */
    public ContractCheck(PhysicsModel model, double[] theta, Samples block, RandomGenerator random) {
        this.physics = model.physics();
        this.block = block;
        samples = block.samples();
        stateBefore = state();
        controls = model.network().outputs(theta, samples, block.inputs());
        outputs = model.outputs(theta, block);
        tangents = random.doubles(controls.length, -1, 1).toArray();
        cotangent = new SameCotangent(
                random.doubles(model.simulator().outputSize(), -1, 1).toArray());
    }

    /**
     * {@return one finding for each promise, after everything is compared}
     *
     * @throws FaultyClassException if a class throws
     * @throws NonFiniteException if a result is not finite
     */
    public List<Finding> run() {
        int[] all = IntStream.range(0, samples).toArray();
        int[] reversed = IntStream.range(0, samples).map(i -> samples - 1 - i).toArray();
        Comparison same = comparison("outputs the same by all methods", "%.12g, by simulate %.12g");
        Comparison independent =
                comparison("samples independent", "%.12g alone or in another order, %.12g in the block");
        Comparison overwritten =
                comparison("results overwritten", "%.12g over an old " + OLD_CONTENT + ", %.12g over an old 0");
        Comparison untouched = comparison("arguments left as they are", "%.12g after, %.12g before");

        Results reference = results(physics, all, 0, untouched);
        double[] simulated = reference.of(Result.SIMULATED);
        for (Result result : List.of(Result.LINEARIZED, Result.PULLED, Result.PUSHED)) {
            compare(same, result, reference.of(result), simulated, all);
        }
        for (int i : all) {
            int[] alone = {i};
            compare(independent, results(physics, alone, 0, untouched), reference, alone);
        }
        compare(independent, results(physics, reversed, 0, untouched), reference, reversed);
        Finding stateless = stateless(); // now that the last sample was not the last one of before
        compare(overwritten, results(physics, all, OLD_CONTENT, untouched), reference, all);

        List<Finding> findings = new ArrayList<>();
        for (Comparison comparison : List.of(untouched, overwritten, independent, same)) {
            findings.add(comparison.finding());
        }
        findings.add(stateless);
        findings.add(copied(reference, all));
        return findings;
    }

    private Finding stateless() {
        String subject = "no state that changes";
        List<byte[]> after = state();
        for (int i = 0; i < stateBefore.size(); i++) {
            if (!Arrays.equals(stateBefore.get(i), after.get(i))) {
                String name = new Guarded<>(i == 0 ? physics.simulator() : physics.loss()).name();
                return broken(subject, name, "its fields change while it works, and threads share it");
            }
        }
        return comparison(subject, "").finding();
    }

    /** All fields of simulator and loss; nothing where they have no serialised form, which is a finding of its own. */
    private List<byte[]> state() {
        try {
            return List.of(new Guarded<>(physics.simulator()).serialized(), new Guarded<>(physics.loss()).serialized());
        } catch (FaultyClassException e) {
            return List.of();
        }
    }

    private Finding copied(Results reference, int[] all) {
        String subject = "serialised copies the same";
        String name = new Guarded<>(physics.simulator()).name();
        GuardedPhysics copy;
        try {
            Simulator simulator = new Guarded<>(physics.simulator()).copy();
            Loss loss = new Guarded<>(physics.loss()).copy();
            copy = new GuardedPhysics(simulator, loss);
        } catch (FaultyClassException e) {
            return broken(subject, name, String.valueOf(e.getMessage()));
        }
        try {
            Comparison comparison = comparison(subject, "%.12g by a copy, %.12g by the original");
            compare(comparison, results(copy, all, 0, comparison("", "")), reference, all);
            return comparison.finding();
        } catch (FaultyClassException | NonFiniteException e) {
            return broken(subject, name, "of a copy, " + e.getMessage());
        }
    }

    private static Finding broken(String subject, String name, String sentence) {
        return new Finding(subject, name, Double.NaN, TOLERANCE, "", sentence);
    }

    private Comparison comparison(String subject, String wording) {
        return new Comparison(subject, new Guarded<>(physics.simulator()).name(), TOLERANCE, wording);
    }

    /** What all methods give for the samples at some positions of the block. */
    private Results results(GuardedPhysics called, int[] positions, double oldContent, Comparison untouched) {
        Samples part = block.select(positions);
        double[] u = rows(controls, positions);
        double[] v = rows(tangents, positions);
        double[] y = rows(outputs, positions);
        int q = u.length / positions.length;
        Results results = new Results(oldContent);
        called.simulate(part, u, results.array(Result.SIMULATED, y.length));
        called.linearize(
                part, u, results.array(Result.LINEARIZED, y.length), results.array(Result.JACOBIANS, y.length * q));
        called.vectorJacobian(
                part, u, results.array(Result.PULLED, y.length), cotangent, results.array(Result.COTANGENTS, u.length));
        called.jacobianVector(
                part, u, v, results.array(Result.PUSHED, y.length), results.array(Result.TANGENTS, y.length));
        double[] losses = results.array(Result.LOSSES, positions.length);
        called.evaluate(part, y, losses, results.array(Result.GRADIENTS, y.length));

        String simulator = new Guarded<>(called.simulator()).name();
        String loss = new Guarded<>(called.loss()).name();
        compareArgument(untouched, simulator, "state x", part.states(), rows(block.states(), positions), positions);
        compareArgument(untouched, simulator, "control u", u, rows(controls, positions), positions);
        compareArgument(untouched, simulator, "tangent of u", v, rows(tangents, positions), positions);
        compareArgument(untouched, loss, "output y", y, rows(outputs, positions), positions);
        compareArgument(untouched, loss, "target", part.targets(), rows(block.targets(), positions), positions);
        return results;
    }

    private double[] rows(double[] values, int[] positions) {
        int width = values.length / samples;
        double[] rows = new double[positions.length * width];
        for (int i = 0; i < positions.length; i++) {
            System.arraycopy(values, positions[i] * width, rows, i * width, width);
        }
        return rows;
    }

    private void compareArgument(
            Comparison untouched, String name, String argument, double[] after, double[] before, int[] positions) {
        for (int entry = 0; entry < after.length; entry++) {
            int width = after.length / positions.length;
            int sample = positions[entry / width];
            int column = entry % width;
            untouched.compare(
                    name,
                    after[entry],
                    before[entry],
                    Comparison.scale(before),
                    () -> "sample " + block.indices()[sample] + ", " + argument + "[" + column + "]");
        }
    }

    private void compare(Comparison comparison, Results actual, Results reference, int[] positions) {
        for (Result result : Result.values()) {
            compare(comparison, result, actual.of(result), reference.of(result), positions);
        }
    }

    /** Compares results for the samples at some positions with those for the whole block. */
    private void compare(Comparison comparison, Result result, double[] actual, double[] reference, int[] positions) {
        Object owner = result.isOfLoss() ? physics.loss() : physics.simulator();
        String method = new Guarded<>(owner).called(result.method);
        double scale = Comparison.scale(reference);
        int width = reference.length / samples;
        for (int entry = 0; entry < actual.length; entry++) {
            int position = positions[entry / width];
            int column = entry % width;
            comparison.compare(
                    method,
                    actual[entry],
                    reference[position * width + column],
                    scale,
                    () -> "sample " + block.indices()[position] + ", "
                            + result.quantity.place(column, physics.simulator().controlSize()) + " by "
                            + result.method);
        }
    }

    /** What a method gives. */
    private enum Result {
        SIMULATED("simulate", PhysicsResult.OUTPUT),
        LINEARIZED("linearize", PhysicsResult.OUTPUT),
        JACOBIANS("linearize", PhysicsResult.JACOBIAN),
        PULLED("vectorJacobian", PhysicsResult.OUTPUT),
        COTANGENTS("vectorJacobian", PhysicsResult.COTANGENT),
        PUSHED("jacobianVector", PhysicsResult.OUTPUT),
        TANGENTS("jacobianVector", PhysicsResult.TANGENT),
        LOSSES("evaluate", PhysicsResult.LOSS),
        GRADIENTS("evaluate", PhysicsResult.GRADIENT);

        private final String method;
        private final PhysicsResult quantity;

        Result(String method, PhysicsResult quantity) {
            this.method = method;
            this.quantity = quantity;
        }

        boolean isOfLoss() {
            return quantity == PhysicsResult.LOSS || quantity == PhysicsResult.GRADIENT;
        }
    }

    /** All results of one round of calls. */
    private static final class Results {
        private final Map<Result, double[]> arrays = new EnumMap<>(Result.class);
        private final double oldContent;

        Results(double oldContent) {
            this.oldContent = oldContent;
        }

        /** An array for a result to be written to. */
        double[] array(Result result, int length) {
            double[] array = new double[length];
            Arrays.fill(array, oldContent);
            arrays.put(result, array);
            return array;
        }

        double[] of(Result result) {
            return Objects.requireNonNull(arrays.get(result));
        }
    }
}
