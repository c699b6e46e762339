/**
 * The factored Jacobian of network plus simulator, piece by piece of samples.
 *
 * <p>Samples and θ flow in through {@link org.halfinverse.jacobian.PhysicsModel}, the network f, the simulator P and the loss ℓ
 * together; out comes a {@link org.halfinverse.jacobian.FactoredJacobian}: the inputs {@code a} of every layer and the
 * cotangents {@code D = ∂y/∂z} of its pre-activations, of which row k of {@code J_i} is the outer products {@code a ⊗ D[k]}.
 * Products with J and Jᵀ, blocks of {@code JᵀJ} and {@code JJᵀ}, and explicit rows follow from these factors, without J.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.jacobian;

import org.jspecify.annotations.NullMarked;
