/**
 * Dense neural networks: forward, reverse and tangent passes over blocks of samples.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.network;

import org.jspecify.annotations.NullMarked;
