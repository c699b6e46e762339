package org.halfinverse.spectral;

/**
 * The outcome of a solver.
 *
 * @param direction {@code V f(Λ) Uᵀ g}, n entries
 * @param spectrum what was kept
 */
public record SpectralStep(double[] direction, Spectrum spectrum) {}
