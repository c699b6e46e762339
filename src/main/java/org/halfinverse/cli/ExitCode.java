package org.halfinverse.cli;

import org.halfinverse.checkpoint.ReplacedException;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.io.DataException;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.run.ResumeRefusedException;
import org.halfinverse.train.TrainingResult;

/** The exit codes that scripts rely on. */
enum ExitCode {
    /** All went well. */
    DONE(0),
    /** A fault of this program. */
    INTERNAL(1),
    /** Wrong usage or configuration. */
    USAGE(2),
    /** A loss, a Jacobian or θ was not finite. */
    DIVERGED(3),
    /** Data or storage, or another driver that has taken over; also a class that does not do what its interface promises, such as a wrong derivative. */
    DATA(4),
    /** A run cannot go on with other settings or data. */
    RESUME_REFUSED(5),
    /** Stopped from outside, everything so far written. */
    INTERRUPTED(130);

    final int code;

    ExitCode(int code) {
        this.code = code;
    }

    static ExitCode of(Exception failure) {
        if (failure instanceof ConfigurationException) {
            return USAGE;
        }
        if (failure instanceof NonFiniteException) {
            return DIVERGED;
        }
        if (failure instanceof ResumeRefusedException) {
            return RESUME_REFUSED;
        }
        boolean data = failure instanceof DataException
                || failure instanceof FaultyClassException
                || failure instanceof ReplacedException;
        return data ? DATA : INTERNAL;
    }

    static ExitCode of(TrainingResult.End end) {
        return switch (end) {
            case FINISHED -> DONE;
            case DIVERGED -> DIVERGED;
            case INTERRUPTED -> INTERRUPTED;
            case FAILED -> INTERNAL;
        };
    }
}
