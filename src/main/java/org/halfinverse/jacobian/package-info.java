/**
 * The Jacobian of network plus simulator, piece by piece of samples.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.jacobian;

import org.jspecify.annotations.NullMarked;
