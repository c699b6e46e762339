/**
 * Spectral filters and the solvers that apply {@code V f(Λ) Uᵀ} to the loss gradient.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.spectral;

import org.jspecify.annotations.NullMarked;
