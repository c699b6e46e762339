/**
 * The Jacobian of network plus simulator, block by block of samples, and its check against central differences.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.jacobian;

import org.jspecify.annotations.NullMarked;
