/**
 * Dense linear algebra on row-major {@code double[]}.
 *
 * <p>Matrix products and decompositions go to OpenBLAS where there is a build of it, to EJML and plain Java elsewhere. The
 * symmetric eigendecomposition is the project's own above LAPACK's reduction to tridiagonal form: divide and conquer whose
 * eigenvectors stay factored (Cuppen, Numer. Math. 36, 1981; Gu and Eisenstat, SIAM J. Matrix Anal. Appl. 16, 1995), since
 * only products with few vectors are ever needed.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.linalg;

import org.jspecify.annotations.NullMarked;
