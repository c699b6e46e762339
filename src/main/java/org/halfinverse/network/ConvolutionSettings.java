package org.halfinverse.network;

import org.halfinverse.physics.Parameters;

/**
 * What a configuration says of a convolution.
 *
 * @param channels of the output
 * @param kernel taps along each axis
 * @param stride 1 or 2
 * @param periodic whether the field is, else it is 0 outside
 * @param activation label, or {@link LayerSpec#DEFAULT}
 */
record ConvolutionSettings(int channels, int kernel, int stride, boolean periodic, String activation) {
    static ConvolutionSettings read(Parameters settings) {
        int channels = settings.positiveInteger("channels", 8);
        int kernel = settings.positiveInteger("kernel", 3);
        int stride = settings.positiveInteger("stride", 1);
        String padding = settings.text("padding", "zero");
        if (stride > 2) {
            throw new IllegalArgumentException("the stride of a convolution is 1 or 2, not " + stride);
        }
        if (!padding.equals("zero") && !padding.equals("periodic")) {
            throw new IllegalArgumentException("the padding of a convolution is zero or periodic, not " + padding);
        }
        return new ConvolutionSettings(
                channels, kernel, stride, padding.equals("periodic"), settings.text("activation", LayerSpec.DEFAULT));
    }

    Field output(Field input) {
        return new Field(
                input.lengths().stream()
                        .map(length -> (length + stride - 1) / stride)
                        .toList(),
                channels);
    }
}
