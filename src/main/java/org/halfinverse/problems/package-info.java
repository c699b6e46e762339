/**
 * The built-in learning problems, found by name like those of a user.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.problems;

import org.jspecify.annotations.NullMarked;
