package com.example.pendulum;

import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;

/** Makes the problem from the {@code problem} block of a configuration, which names this class. */
public final class PendulumFactory implements ProblemFactory {
    @Override
    public String type() {
        return "controlled-pendulum";
    }

    @Override
    public Problem create(Parameters parameters) {
        double stepSize = parameters.real("step-size", 0.1);
        double damping = parameters.real("damping", 0.1);
        if (stepSize <= 0 || damping < 0) {
            throw new IllegalArgumentException(
                    "step-size = " + stepSize + " must be positive, and damping = " + damping + " 0 or positive");
        }
        return new SteeredPendulum(new Pendulum(parameters.positiveInteger("steps", 20), stepSize, damping));
    }
}
