package org.halfinverse.samples;

import java.util.Optional;

/**
 * Where the numbers of a data set lie, any Hadoop paths. What is left out the problem derives.
 *
 * @param inputs file of s, shape (N, inputSize)
 * @param targets file of ŷ, shape (N, targetSize)
 * @param states file of x, shape (N, stateSize)
 */
public record DataFiles(String inputs, Optional<String> targets, Optional<String> states) {}
