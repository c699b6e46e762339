package org.halfinverse.python;

import org.halfinverse.physics.CodeException;

/** A process of Python ended, or was ended for its silence, before it had answered. */
final class LostProcessException extends Exception {
    private final CodeException fault;

    /** Whether another process may do better. */
    private final boolean repeatable;

    LostProcessException(CodeException fault, boolean repeatable) {
        super(fault);
        this.fault = fault;
        this.repeatable = repeatable;
    }

    /** What it is if it was the code's doing. */
    CodeException fault() {
        return fault;
    }

    boolean isRepeatable() {
        return repeatable;
    }
}
