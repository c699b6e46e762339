package org.halfinverse.checkpoint;

/** Another driver has taken over the run: this one must not write any more. The message is one sentence. */
public final class ReplacedException extends RuntimeException {
    ReplacedException(String run) {
        super("another driver has taken over the run in " + run
                + ": this one stops and writes nothing more; the other goes on from the newest checkpoint");
    }
}
