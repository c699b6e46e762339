/**
 * Dense neural networks: forward, reverse and tangent passes over pieces of samples.
 *
 * <p>θ and inputs s, B × inputs, flow in; controls u and, layer by layer, activations and their derivatives flow out. θ is one
 * flat vector in the order of Keras: {@code W_0} row-major with shape (in, out), {@code b_0}, {@code W_1}, …
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.network;

import org.jspecify.annotations.NullMarked;
