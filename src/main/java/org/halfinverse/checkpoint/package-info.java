/**
 * Trainings on storage, complete and checked, from which they go on.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.checkpoint;

import org.jspecify.annotations.NullMarked;
