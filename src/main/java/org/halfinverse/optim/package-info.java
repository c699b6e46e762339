/**
 * Optimizers as data: {@code init} gives a state, {@code step} a new state and the change of θ.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.optim;

import org.jspecify.annotations.NullMarked;
