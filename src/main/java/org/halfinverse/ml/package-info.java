/**
 * Training and trained networks as an Estimator and a Model of Spark ML.
 *
 * <p>A data frame flows in; {@link org.halfinverse.ml.HalfInverseGradientTrainer} trains on its rows and gives a {@link
 * org.halfinverse.ml.HalfInverseGradientModel}, which adds predictions to data frames. Every Param stands for a key of the
 * configuration, where its default is read from.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.ml;

import org.jspecify.annotations.NullMarked;
