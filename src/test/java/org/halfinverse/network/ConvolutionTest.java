package org.halfinverse.network;

import static org.halfinverse.TestVectors.gaussian;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Convolutions and their rows of the Jacobian against loops over all indices. */
class ConvolutionTest {
    private static final int SAMPLES = 3;
    private static final int CHANNELS = 2;

    /** Sums of some dozen terms of order 1. */
    private static final double ROUNDING = 1e-13;

    @ParameterizedTest
    @CsvSource({"8, 1, 3, 1, false", "8, 3, 5, 1, true", "7, 2, 4, 2, false", "7, 2, 3, 2, true", "2, 1, 7, 1, true"})
    void oneDimension(int length, int inputChannels, int kernel, int stride, boolean periodic) {
        Convolution layer = new Convolution(
                new Field(List.of(length), inputChannels), CHANNELS, kernel, stride, periodic, Activation.LINEAR, 5);
        check(layer, 1, length, inputChannels, 1, kernel, stride, periodic);
    }

    @ParameterizedTest
    @CsvSource({"4, 3, 1, 3, 1, false", "3, 4, 2, 3, 1, true", "5, 4, 2, 3, 2, false", "4, 4, 1, 5, 2, true"})
    void twoDimensions(int height, int width, int inputChannels, int kernel, int stride, boolean periodic) {
        Convolution layer = new Convolution(
                new Field(List.of(height, width), inputChannels),
                CHANNELS,
                kernel,
                stride,
                periodic,
                Activation.LINEAR,
                5);
        check(layer, height, width, inputChannels, kernel, kernel, stride, periodic);
    }

    /** A field of one dimension is a row of one with kernels of a single row. */
    private static void check(
            AffineLayer layer,
            int height,
            int width,
            int inputChannels,
            int kernelRows,
            int kernel,
            int stride,
            boolean periodic) {
        int outputRows = height == 1 ? 1 : (height + stride - 1) / stride;
        int outputColumns = (width + stride - 1) / stride;
        int n = (kernelRows * kernel * inputChannels + 1) * CHANNELS;
        assertEquals(n, layer.parameterCount());
        assertEquals(outputRows * outputColumns * CHANNELS, layer.outputs());
        double[] theta = gaussian(1, 5 + n);
        double[] a = gaussian(2, SAMPLES * layer.inputs());
        double[] deltas = gaussian(3, SAMPLES * 2 * layer.outputs());
        double[] outputs = new double[SAMPLES * layer.outputs()];
        double[] rows = new double[SAMPLES * 2 * n];
        for (int i = 0; i < SAMPLES; i++) {
            for (int t = 0; t < outputRows * outputColumns; t++) {
                for (int c = 0; c < CHANNELS; c++) {
                    int output = t * CHANNELS + c;
                    outputs[i * layer.outputs() + output] = theta[5 + n - CHANNELS + c];
                    for (int k = 0; k < 2; k++) {
                        rows[(2 * i + k) * n + n - CHANNELS + c] += deltas[(2 * i + k) * layer.outputs() + output];
                    }
                    for (int weight = 0; weight < kernelRows * kernel * inputChannels; weight++) {
                        int tap = weight / inputChannels;
                        int row = height == 1 ? 0 : t / outputColumns * stride + tap / kernel - (kernel - 1) / 2;
                        int column = t % outputColumns * stride + tap % kernel - (kernel - 1) / 2;
                        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
                        if (!inside && !periodic) {
                            continue;
                        }
                        int point = Math.floorMod(row, height) * width + Math.floorMod(column, width);
                        double input = a[i * layer.inputs() + point * inputChannels + weight % inputChannels];
                        int parameter = weight * CHANNELS + c;
                        outputs[i * layer.outputs() + output] += input * theta[5 + parameter];
                        for (int k = 0; k < 2; k++) {
                            rows[(2 * i + k) * n + parameter] += input * deltas[(2 * i + k) * layer.outputs() + output];
                        }
                    }
                }
            }
        }
        assertArrayEquals(outputs, layer.outputs(theta, SAMPLES, a), ROUNDING);
        assertArrayEquals(rows, layer.outerProducts(2, a, deltas, 0, SAMPLES).d(), ROUNDING);
    }
}
