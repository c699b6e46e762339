/**
 * Files on any Hadoop file system: NumPy arrays, columns of Parquet and CSV, and the storage they live on.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.io;

import org.jspecify.annotations.NullMarked;
