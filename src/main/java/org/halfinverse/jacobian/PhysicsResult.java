package org.halfinverse.jacobian;

/** What simulators and losses give for a sample. */
public enum PhysicsResult {
    /** y, p entries. */
    OUTPUT,
    /** {@code S = ∂y/∂u}, p × q entries. */
    JACOBIAN,
    /** {@code S u̇}, p entries. */
    TANGENT,
    /** u, q entries. */
    CONTROL,
    /** {@code Sᵀȳ}, q entries. */
    COTANGENT,
    /** ℓ. */
    LOSS,
    /** {@code ∂ℓ/∂y}, p entries. */
    GRADIENT;

    /**
     * {@return where an entry stands, for instance {@code output y[2], control u[5]}}
     *
     * @param entry its number within the sample
     * @param controls q
     */
    public String place(int entry, int controls) {
        return switch (this) {
            case OUTPUT, TANGENT, GRADIENT -> "output y[" + entry + "]";
            case JACOBIAN -> "output y[" + entry / controls + "], control u[" + entry % controls + "]";
            case CONTROL, COTANGENT -> "control u[" + entry + "]";
            case LOSS -> "loss";
        };
    }
}
