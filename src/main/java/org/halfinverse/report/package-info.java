/**
 * Figures and a page of what run directories hold: losses over time, singular values, times, activations and paths.
 *
 * <p>A {@link org.halfinverse.report.Run} reads metrics as they stand or grow, and keeps of each series what a figure
 * can show. Figures for papers are drawn with JFreeChart, those of the page with Chart.js in the browser.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.report;

import org.jspecify.annotations.NullMarked;
