package org.halfinverse.cli;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.physics.AffineSimulator;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's problem with a fault of choice: {@code y = (x + 2 u₀, 3 u₁)} with the loss {@code |y − ŷ|²}, and what goes
 * wrong for one sample goes wrong for number 17 of seed 1.
 */
public final class FaultySpring implements ProblemFactory {
    private static final double SEVENTEENTH =
            CounterRandom.of(1, Stream.TRAINING_SAMPLES, 17).nextDouble();

    @Override
    public String type() {
        return "faulty-spring";
    }

    @Override
    @SuppressWarnings("NullAway") // one of the faults
    public Problem create(Parameters parameters) {
        String fault = parameters.text("fault", "none");
        if (fault.equals("create throws")) {
            throw new IllegalStateException("there is no licence");
        }
        return fault.equals("create returns null") ? null : new Springs(fault);
    }

    private static final class Springs implements Problem {
        private static final long serialVersionUID = 1L;

        private final String fault;

        @SuppressWarnings("UnusedVariable") // only to be serialised
        private final @Nullable Object held;

        private int drawn;

        Springs(String fault) {
            this.fault = fault;
            held = fault.equals("problem not serialisable") ? new Object() : null;
        }

        @Override
        @SuppressWarnings("NullAway") // one of the faults
        public Simulator simulator() {
            return switch (fault) {
                case "simulator returns null" -> null;
                case "affine throws", "affine not finite" -> new AffineSimulator(new Spring(fault));
                default -> new Spring(fault);
            };
        }

        @Override
        @SuppressWarnings("NullAway") // one of the faults
        public Loss loss() {
            return fault.equals("loss returns null") ? null : new Energy(fault);
        }

        @Override
        public int inputSize() {
            return fault.equals("no inputs") ? 0 : 1;
        }

        @Override
        public void drawInput(RandomGenerator random, double[] input) {
            input[0] = random.nextDouble();
            if (fault.equals("draws what was drawn before")) {
                input[0] += drawn++;
            }
            if (input[0] == SEVENTEENTH) {
                if (fault.equals("drawInput throws")) {
                    throw new IllegalStateException("no more samples");
                }
                if (fault.equals("drawInput not finite")) {
                    input[0] = Double.NaN;
                }
            }
        }

        @Override
        public void deriveState(double[] input, double[] state) {
            state[0] = input[0];
        }

        @Override
        public void deriveTarget(double[] input, double[] state, double[] target) {
            target[0] = state[0] + 0.5;
            if (input[0] == SEVENTEENTH) {
                if (fault.equals("deriveTarget too long")) {
                    target[2] = 1;
                }
                if (fault.equals("deriveTarget not finite")) {
                    target[1] = Double.NEGATIVE_INFINITY;
                }
            }
        }
    }

    private static final class Energy implements Loss {
        private static final long serialVersionUID = 1L;

        private final String fault;

        Energy(String fault) {
            this.fault = fault;
        }

        @Override
        @SuppressWarnings("NullAway") // one of the faults
        public String label() {
            return fault.equals("label returns null") ? null : "energy";
        }

        @Override
        public void evaluate(int samples, double[] outputs, double[] targets, double[] losses, double[] gradients) {
            SquaredError.FULL.evaluate(samples, outputs, targets, losses, gradients);
            for (int i = 0; i < samples; i++) {
                if (targets[2 * i] == SEVENTEENTH + 0.5) {
                    if (fault.equals("evaluate throws")) {
                        throw new UnsupportedOperationException();
                    }
                    if (fault.equals("evaluate not finite")) {
                        losses[i] = Double.NaN;
                    }
                    if (fault.equals("gradient not finite")) {
                        gradients[2 * i + 1] = Double.POSITIVE_INFINITY;
                    }
                }
                if (fault.equals("wrong gradient")) {
                    gradients[2 * i] *= 0.5;
                }
            }
        }
    }

    private static final class Spring implements Simulator {
        private static final long serialVersionUID = 1L;

        private final String fault;
        private final transient double @Nullable [] stiffness = {2, 3};
        private final double[] scratch = new double[2];

        @SuppressWarnings("UnusedVariable") // only to be serialised
        private final @Nullable Object held;

        Spring(String fault) {
            this.fault = fault;
            held = fault.equals("not serialisable") ? new Object() : null;
        }

        @Override
        public int stateSize() {
            return 1;
        }

        @Override
        public int controlSize() {
            return fault.equals("no controls") ? 0 : 2;
        }

        @Override
        public int outputSize() {
            if (fault.equals("outputSize throws")) {
                throw new UnsupportedOperationException("not known before the first call");
            }
            return 2;
        }

        @Override
        @SuppressWarnings("NullAway") // one of the faults
        public Optional<double[]> constantJacobian() {
            return switch (fault) {
                case "constantJacobian returns null" -> null;
                case "constantJacobian too short" -> Optional.of(new double[] {2});
                case "constantJacobian not finite" -> Optional.of(new double[] {2, 0, 0, Double.NaN});
                case "wrong constantJacobian" -> Optional.of(new double[] {2, 0, 0, 4});
                default -> Optional.empty();
            };
        }

        @Override
        public void simulate(int samples, double[] states, double[] controls, double[] outputs) {
            for (int i = 0; i < samples; i++) {
                double first = fault.equals("held by a transient field") ? stiffness[0] : 2;
                scratch[0] = states[i] + first * controls[2 * i];
                scratch[1] = 3 * controls[2 * i + 1];
                outputs[2 * i] = scratch[0] + (fault.equals("adds up") ? outputs[2 * i] : 0);
                outputs[2 * i + 1] = scratch[1];
                if (!fault.equals("state")) {
                    Arrays.fill(scratch, 0);
                }
            }
            switch (fault) {
                case "neighbours" -> outputs[0] += 1e-9 * (samples - 1);
                case "neighbours throw" -> {
                    if (samples > 1) {
                        throw new IndexOutOfBoundsException("position 1 of 1");
                    }
                }
                case "arguments" -> controls[0] = 0;
                case "simulate too long" -> outputs[2 * samples] = 1;
                default -> spoil("simulate", samples, states, outputs, 2, 1);
            }
        }

        @Override
        public void linearize(int samples, double[] states, double[] controls, double[] outputs, double[] jacobians) {
            for (int i = 0; i < samples; i++) {
                outputs[2 * i] = states[i] + 2 * controls[2 * i];
                outputs[2 * i + 1] = 3 * controls[2 * i + 1];
                jacobians[4 * i] = fault.equals("wrong Jacobian") ? 4 : 2;
                jacobians[4 * i + 3] = 3;
                if (!fault.equals("left unwritten")) {
                    jacobians[4 * i + 1] = 0;
                    jacobians[4 * i + 2] = 0;
                }
                if (fault.equals("other outputs")) {
                    outputs[2 * i + 1] += 1e-6;
                }
            }
            if (fault.equals("affine throws")) {
                throw new ArithmeticException("/ by zero");
            }
            if (fault.equals("affine not finite")) {
                outputs[0] = Double.NaN;
            }
            spoil("linearize", samples, states, jacobians, 4, 2);
        }

        @Override
        public void vectorJacobian(
                int samples,
                double[] states,
                double[] controls,
                double[] outputs,
                Cotangents pullback,
                double[] controlCotangents) {
            simulate(samples, states, controls, outputs);
            if (fault.equals("vectorJacobian asks for too much")) {
                pullback.at(new double[2 * samples + 1]);
            }
            if (fault.equals("vectorJacobian does not ask")) {
                return;
            }
            double[] cotangents = pullback.at(outputs);
            for (int i = 0; i < samples; i++) {
                controlCotangents[2 * i] = 2 * cotangents[2 * i];
                controlCotangents[2 * i + 1] = (fault.equals("wrong vectorJacobian") ? 2 : 3) * cotangents[2 * i + 1];
            }
            spoil("vectorJacobian", samples, states, controlCotangents, 2, 1);
        }

        /** Does what is to go wrong in a method for the 17th sample, at an entry of its results. */
        private void spoil(String method, int samples, double[] states, double[] results, int width, int entry) {
            for (int i = 0; i < samples; i++) {
                if (states[i] == SEVENTEENTH && fault.startsWith(method + " ")) {
                    switch (fault.substring(method.length() + 1)) {
                        case "throws" -> throw new ArithmeticException("/ by zero");
                        case "of another version" -> throw new NoSuchMethodError("'void com.example.Table.at(int)'");
                        case "too deep" -> throw new StackOverflowError();
                        case "not finite" -> results[i * width + entry] = Double.NaN;
                        case "infinite" -> results[i * width + entry] = Double.NEGATIVE_INFINITY;
                        default -> {}
                    }
                }
            }
        }
    }
}
