/**
 * What a differentiable simulator and a learning problem are; base classes to write one with few lines.
 *
 * <p>This is the package that users implement: {@link org.halfinverse.physics.Simulator} maps states x and controls u to outputs
 * y and differentiates y by u; {@link org.halfinverse.physics.Problem} adds samples and a loss; a {@link
 * org.halfinverse.physics.ProblemFactory} makes it from a configuration.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.physics;

import org.jspecify.annotations.NullMarked;
