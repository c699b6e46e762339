/**
 * Counter-based random numbers: any sample and any epoch's order from its number alone, on any machine.
 *
 * <p>A seed, a purpose ({@link org.halfinverse.random.Stream}) and a number flow in, random numbers or a permutation flow out,
 * the same whoever asks and in whatever order.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.random;

import org.jspecify.annotations.NullMarked;
