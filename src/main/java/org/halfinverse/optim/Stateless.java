package org.halfinverse.optim;

/** The state of a method that remembers nothing. */
public record Stateless() {}
