/**
 * From a configuration file to a training and its run directory.
 */
@NullMarked
package org.halfinverse.experiment;

import org.jspecify.annotations.NullMarked;
