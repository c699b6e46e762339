package org.halfinverse.spectral;

import java.util.Optional;

/**
 * Whether the cheap one of two solvers is still tried first. When it could not make three steps in a row, it is left alone
 * for eight steps and then tried once more; if that fails, for twice as many, up to 1,024. The first step that it makes
 * restores all trust.
 *
 * <p>It follows from the steps made and what came of them alone, no clock among it, and is part of a training's state: so
 * the same training chooses the same solvers on any machine, interrupted or not.
 *
 * @param rejections steps in a row that the cheap solver was tried for in vain
 * @param pause steps of the latest pause; 0 before the first
 * @param retryAt the first step, counted from 0, for which it is tried again
 */
public record SolverTrust(long rejections, long pause, long retryAt) {
    /** Before the first step, and whenever the cheap solver has made one. */
    public static final SolverTrust FULL = new SolverTrust(0, 0, 0);

    /** The rule in words. */
    public static final String RULE = "after three such steps in a row it alone makes the next 8 and the first is tried"
            + " again; if that fails, the next 16, up to 1,024";

    private static final long PATIENCE = 3;
    private static final long FIRST_PAUSE = 8;
    private static final long LONGEST_PAUSE = 1024;

    /** Checks the numbers. {@inheritDoc} */
    public SolverTrust {
        boolean isPaused = pause > 0;
        if (rejections < 0
                || pause < 0
                || pause > LONGEST_PAUSE
                || isPaused != (rejections >= PATIENCE)
                || isPaused != (retryAt > 0)) {
            throw new IllegalArgumentException("a solver cannot have been rejected " + rejections
                    + " times and paused for " + pause + " steps up to step " + retryAt);
        }
    }

    /**
     * {@return whether the cheap solver is tried; false while it is left alone}
     *
     * @param step number of the step, from 0
     */
    public boolean isTried(long step) {
        return step >= retryAt;
    }

    /**
     * {@return what a step makes of it: the trust for the steps behind it}
     *
     * @param step number of the step, from 0
     * @param spectrum what its solver saw, if it had one
     */
    public SolverTrust after(long step, Optional<Spectrum> spectrum) {
        if (spectrum.isEmpty() || !isTried(step)) {
            return this;
        }
        if (spectrum.get().rejected().isEmpty()) {
            return FULL;
        }
        long inVain = rejections + 1;
        if (inVain < PATIENCE) {
            return new SolverTrust(inVain, 0, 0);
        }
        long next = pause == 0 ? FIRST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
        return new SolverTrust(inVain, next, step + 1 + next);
    }
}
