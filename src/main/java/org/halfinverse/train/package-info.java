/**
 * The training loop, the order in which it visits samples, and the ports that engines implement.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.train;

import org.jspecify.annotations.NullMarked;
