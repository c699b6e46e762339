package org.halfinverse.cli;

import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;
import org.halfinverse.physics.StubProblem;
import org.halfinverse.physics.TooManyOutputs;

/** A user's problem, named by its class, whose simulator puts out more than it says. */
public final class BrokenPromise implements ProblemFactory {
    @Override
    public String type() {
        return "broken-promise";
    }

    @Override
    public Problem create(Parameters parameters) {
        return new Unsolvable();
    }

    private record Unsolvable() implements StubProblem {
        @Override
        public Simulator simulator() {
            return new TooManyOutputs();
        }
    }
}
