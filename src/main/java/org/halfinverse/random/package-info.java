/**
 * Counter-based random numbers: any sample and any epoch's order from its number alone, on any machine.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.random;

import org.jspecify.annotations.NullMarked;
