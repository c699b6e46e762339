/**
 * Networks as <a href="https://onnx.ai">ONNX</a> files, for the runtimes of other languages.
 *
 * @serial exclude
 */
@NullMarked
package org.halfinverse.onnx;

import org.jspecify.annotations.NullMarked;
