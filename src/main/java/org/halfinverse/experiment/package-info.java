/**
 * From a configuration file to a training and its run directory.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.experiment;

import org.jspecify.annotations.NullMarked;
