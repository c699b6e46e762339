package org.halfinverse.spectral;

/** The size of rounding errors. */
final class Rounding {
    /** Distance ε of neighbouring doubles at 1. */
    static final double UNIT = 0x1p-52;

    private Rounding() {}
}
