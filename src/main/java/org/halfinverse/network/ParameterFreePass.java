package org.halfinverse.network;

import java.io.Serializable;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The forward pass of a layer without parameters.
 *
 * @param outputs B × outputs
 * @param transposed the transpose of the layer's derivative, from cotangents of the outputs, and how many of them each sample
 *     has, to those of the inputs
 * @param derivative of the layer, from tangents of the inputs to those of the outputs
 */
record ParameterFreePass(double[] outputs, Transposed transposed, Derivative derivative) implements LayerPass {
    /** The transpose of a layer's derivative. */
    @FunctionalInterface
    interface Transposed extends BiFunction<double[], Integer, double[]>, Serializable {}

    /** The derivative of a layer. */
    @FunctionalInterface
    interface Derivative extends UnaryOperator<double[]>, Serializable {}

    @Override
    public List<AffinePass> affinePasses() {
        return List.of();
    }

    @Override
    public Cotangents reverse(double[] cotangents, int perSample) {
        return new Cotangents(List.of(), () -> transposed.apply(cotangents, perSample));
    }

    @Override
    public double[] tangent(double[] tangents, double[] direction) {
        return derivative.apply(tangents);
    }
}
