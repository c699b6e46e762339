package org.halfinverse.python;

/** What a process is asked for; see the worker's own description of the protocol. */
enum Operation {
    /** x and u to y. */
    SIMULATE(1),
    /** x and u to y and S. */
    LINEARIZE(2),
    /** x and u to y, and the process waits for cotangents of y. */
    FORWARD(3),
    /** Those cotangents to the ones of u. */
    PULL(4),
    /** x, u and tangents of u to y and its tangents. */
    PUSH(5),
    /** A seed and numbers to the samples of these numbers. */
    DRAW(6);

    final long number;

    Operation(long number) {
        this.number = number;
    }
}
