package org.halfinverse.run;

import org.halfinverse.io.Sentence;

/** A run cannot go on with other settings or data than it began with. The message is one sentence. */
public final class ResumeRefusedException extends RuntimeException {
    ResumeRefusedException(String message) {
        super(Sentence.of(message));
    }
}
