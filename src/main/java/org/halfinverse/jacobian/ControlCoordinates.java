package org.halfinverse.jacobian;

import java.io.Serializable;
import java.util.Optional;
import org.halfinverse.network.Network;
import org.halfinverse.samples.Samples;
import org.jspecify.annotations.Nullable;

/**
 * Coordinates ũ of the control, r numbers, that the differentiated network puts out: the control itself, r = q, unless it
 * has directions that no output feels ({@link ControlSubspace}).
 */
interface ControlCoordinates extends Serializable {
    /** {@return the network that puts them out, with parameters θ̃} */
    Network network();

    /**
     * {@return the coordinates for a network}
     *
     * @param trained the network that puts out the control
     * @param simulatorJacobian S, if it is constant
     * @param mayLeaveOut whether directions of the control may be left out
     */
    static ControlCoordinates of(Network trained, Optional<double[]> simulatorJacobian, boolean mayLeaveOut) {
        return simulatorJacobian
                .filter(jacobian -> mayLeaveOut)
                .<ControlCoordinates>flatMap(jacobian -> ControlSubspace.of(trained, jacobian))
                .orElse(new Control(trained, simulatorJacobian.orElse(null)));
    }

    /** Simulates, and gives the derivatives of the outputs by the coordinates, p × r for each sample. */
    SimulatorJacobians linearize(GuardedPhysics physics, Samples block, double[] controls, double[] outputs);

    /** A control with these coordinates: B × q from B × r. */
    double[] controls(int samples, double[] coordinates);

    /** Coordinates of cotangents of the control: B × r from B × q. */
    double[] coordinates(int samples, double[] cotangents);

    /** θ̃ = {@code Eᵀ θ}. */
    double[] restrict(double[] theta);

    /** {@code E d}: what a direction d of θ̃ is in terms of θ. */
    double[] expand(double[] direction);

    /**
     * The control itself: E is the identity.
     *
     * @param network f
     * @param constant S, if it is constant
     */
    record Control(Network network, double @Nullable [] constant) implements ControlCoordinates {
        @Override
        public SimulatorJacobians linearize(
                GuardedPhysics physics, Samples block, double[] controls, double[] outputs) {
            double[] jacobians;
            if (constant == null) {
                jacobians = new double[outputs.length * network.outputSize()];
                physics.linearize(block, controls, outputs, jacobians);
            } else {
                jacobians = constant;
                physics.simulate(block, controls, outputs);
            }
            int samples = block.samples();
            return new SimulatorJacobians(samples, outputs.length / samples, network.outputSize(), jacobians);
        }

        @Override
        public double[] controls(int samples, double[] coordinates) {
            return coordinates;
        }

        @Override
        public double[] coordinates(int samples, double[] cotangents) {
            return cotangents;
        }

        @Override
        public double[] restrict(double[] theta) {
            return theta;
        }

        @Override
        public double[] expand(double[] direction) {
            return direction;
        }
    }
}
