/**
 * Files on any Hadoop file system: NumPy arrays, Parquet and CSV, and the storage they lie on.
 *
 * <p>A path flows in and rows of numbers flow out, from any row on, so that an executor reads only what it works on. What a
 * file says of itself is checked before memory is taken for it; whatever is wrong with it becomes one sentence, a {@link
 * org.halfinverse.io.DataException}.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.io;

import org.jspecify.annotations.NullMarked;
