package org.halfinverse.problems;

/** How an oscillator is drawn to its neighbour: the force F, an odd function of the distance s, and its slope. */
public enum ForceLaw {
    /** F(s) = κ s. */
    LINEAR {
        @Override
        double force(double coupling, double distance) {
            return coupling * distance;
        }

        @Override
        double stiffness(double coupling, double distance) {
            return coupling;
        }
    },
    /** F(s) = κ s³. */
    CUBIC {
        @Override
        double force(double coupling, double distance) {
            return coupling * distance * distance * distance;
        }

        @Override
        double stiffness(double coupling, double distance) {
            return 3 * coupling * distance * distance;
        }
    };

    /** F(s) at coupling κ. */
    abstract double force(double coupling, double distance);

    /** F'(s). */
    abstract double stiffness(double coupling, double distance);
}
