/**
 * What a differentiable simulator and a learning problem are; base classes to write one with few lines.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.physics;

import org.jspecify.annotations.NullMarked;
