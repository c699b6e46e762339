/**
 * Networks as <a href="https://onnx.ai">ONNX</a> files, for the runtimes of other languages.
 *
 * <p>A network and θ flow in, the bytes of a graph in float64 flow out.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.onnx;

import org.jspecify.annotations.NullMarked;
