package org.halfinverse.physics;

/** A simulator does not keep what it promises. The message is one sentence: which one, what it did, what would be right. */
public final class SimulatorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * What was met.
     *
     * @param message one sentence for the user
     */
    public SimulatorException(String message) {
        super(message);
    }
}
