/**
 * The commands, their exit codes and what they show on a console.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.cli;

import org.jspecify.annotations.NullMarked;
