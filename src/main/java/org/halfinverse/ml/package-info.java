/**
 * Training and trained networks as an Estimator and a Model of Spark ML, on data frames.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.ml;

import org.jspecify.annotations.NullMarked;
