/**
 * The contract that simulators, losses and problems keep, and the check of their derivatives by central differences.
 *
 * <p>A model and samples flow in, {@link org.halfinverse.check.Finding}s flow out: what was compared, the worst entry, and
 * whether it passes.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.check;

import org.jspecify.annotations.NullMarked;
