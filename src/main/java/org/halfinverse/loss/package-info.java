/**
 * Per-sample losses and how a mini-batch reduces them.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.loss;

import org.jspecify.annotations.NullMarked;
