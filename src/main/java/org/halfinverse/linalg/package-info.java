/**
 * Dense linear algebra on row-major {@code double[]}: products through netlib BLAS, decompositions through EJML.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.linalg;

import org.jspecify.annotations.NullMarked;
