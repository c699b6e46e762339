package org.halfinverse.onnx;

/**
 * What an ONNX file says of where its network comes from.
 *
 * @param name of the run
 * @param problem that the network was trained for
 * @param version of this program
 */
public record OnnxLabels(String name, String problem, String version) {}
