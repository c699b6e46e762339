/**
 * Configurations: HOCON files become typed, checked records, in which every default stands once.
 *
 * <p>A file and the settings of the command line flow in through {@link org.halfinverse.config.ExperimentConfig#load}; out come
 * the records {@code ExperimentConfig}, {@code ProblemConfig}, {@code NetworkConfig} and {@code OptimizerConfig}, and from
 * them problems, networks, optimizers and samples. A key that nobody reads is refused with the nearest known one.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.config;

import org.jspecify.annotations.NullMarked;
