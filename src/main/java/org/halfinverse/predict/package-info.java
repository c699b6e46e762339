/**
 * Predictions from files to files, {@code hig predict}.
 *
 * <p>Files flow in through the readers of {@link org.halfinverse.io}, as those of a training do; {@link
 * org.halfinverse.predict.FilePrediction} has Spark's executors apply the network to runs of rows, and each writes a file with
 * the results and with all that stood beside the inputs.
 */
@NullMarked
package org.halfinverse.predict;

import org.jspecify.annotations.NullMarked;
