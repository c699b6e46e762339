/**
 * Simulators written in Python: in go the settings of a problem and a file of the user's, out come a problem and a
 * simulator like any other, whose work is done by processes of Python, one for each task that runs at the same time.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.python;

import org.jspecify.annotations.NullMarked;
