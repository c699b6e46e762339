/**
 * Per-sample losses and how a mini-batch reduces them.
 */
@NullMarked
package org.halfinverse.loss;

import org.jspecify.annotations.NullMarked;
