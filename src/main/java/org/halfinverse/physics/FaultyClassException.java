package org.halfinverse.physics;

import org.halfinverse.io.Sentence;

/**
 * A simulator, loss, problem or factory does not do what its interface promises. The message is one sentence: which
 * class and method, for which sample, and what it did.
 */
public final class FaultyClassException extends RuntimeException {
    /**
     * A promise that was not kept.
     *
     * @param message one sentence for the user
     */
    public FaultyClassException(String message) {
        super(Sentence.of(message));
    }

    /**
     * What a class threw. It does not become the cause, since executors could not send it to a driver that does not
     * know its class; its stack trace becomes that of this exception.
     *
     * @param message one sentence for the user
     * @param failure what was thrown
     */
    public FaultyClassException(String message, Throwable failure) {
        super(Sentence.of(message));
        setStackTrace(failure.getStackTrace());
    }
}
