/**
 * Dense neural networks: forward, reverse and tangent passes over blocks of samples.
 */
@NullMarked
package org.halfinverse.network;

import org.jspecify.annotations.NullMarked;
