/**
 * Per-sample losses {@code ℓ(y, ŷ)} with their gradients, and how a mini-batch reduces them: mean or sum.
 *
 * <p>Outputs and targets of some samples flow in, losses and gradients flow out. Losses with a name are found by {@link
 * org.halfinverse.loss.NamedLosses}.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.loss;

import org.jspecify.annotations.NullMarked;
