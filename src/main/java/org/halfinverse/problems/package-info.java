/**
 * The built-in learning problems, found by name like those of a user.
 *
 * <p>Nothing depends on this package: its factories stand in {@code META-INF/services}.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.problems;

import org.jspecify.annotations.NullMarked;
