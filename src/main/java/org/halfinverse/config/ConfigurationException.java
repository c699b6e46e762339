package org.halfinverse.config;

import org.halfinverse.io.Sentence;

/** A configuration asks for something that cannot be. The message is one sentence: where, what, and what would be right. */
public final class ConfigurationException extends RuntimeException {
    /**
     * Without a deeper cause.
     *
     * @param message one sentence for the user
     */
    public ConfigurationException(String message) {
        super(Sentence.of(message));
    }

    /**
     * With the failure that led here.
     *
     * @param message one sentence for the user
     * @param cause what failed, shown only for debugging
     */
    public ConfigurationException(String message, Throwable cause) {
        super(Sentence.of(message), cause);
    }
}
