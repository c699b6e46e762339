package org.halfinverse.cli;

import java.io.PrintWriter;
import org.halfinverse.io.DataException;

/** The end of what a command prints. */
final class Output {
    private Output() {}

    /**
     * The exit code, once everything was really printed.
     *
     * @param out standard output
     * @param exitCode of a command that could print everything
     * @return its number
     * @throws DataException if standard output does not take what was printed, for instance on a full disk
     */
    static int completed(PrintWriter out, ExitCode exitCode) {
        if (out.checkError()) {
            throw new DataException("standard output cannot be written");
        }
        return exitCode.code;
    }
}
