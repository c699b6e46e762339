package org.halfinverse.network;

import java.util.ArrayList;
import java.util.List;
import org.halfinverse.physics.Parameters;

/**
 * A convolution over a field of two dimensions, {@link Conv1d} along both. W has Keras' shape (kernel, kernel, channels of the
 * input, channels); PyTorch's is (channels, channels of the input, kernel, kernel). The field is row-major with the channels
 * last.
 */
public final class Conv2d extends Convolution {
    private static final long serialVersionUID = 1L;

    private final int kernel;
    private final int inputChannels;

    /**
     * A convolution.
     *
     * @param field of the input, two lengths
     * @param channels of the output
     * @param kernel taps along each axis
     * @param stride 1 or 2, along both axes
     * @param periodic whether the field is, else it is 0 outside
     * @param activation act
     * @param weightOffset index in θ of W
     */
    public Conv2d(
            Field field,
            int channels,
            int kernel,
            int stride,
            boolean periodic,
            Activation activation,
            int weightOffset) {
        super(
                field.size(),
                patches(field, kernel, stride, periodic),
                ((field.lengths().get(0) + stride - 1) / stride)
                        * ((field.lengths().get(1) + stride - 1) / stride),
                channels,
                activation,
                weightOffset);
        this.kernel = kernel;
        this.inputChannels = field.channels();
    }

    private static int[] patches(Field field, int kernel, int stride, boolean periodic) {
        int width = field.lengths().get(1);
        int[][] columns = taps(width, kernel, stride, periodic);
        List<Integer> patches = new ArrayList<>();
        for (int[] rowTaps : taps(field.lengths().get(0), kernel, stride, periodic)) {
            for (int[] columnTaps : columns) {
                for (int row : rowTaps) {
                    for (int column : columnTaps) {
                        for (int i = 0; i < field.channels(); i++) {
                            boolean inside = row >= 0 && column >= 0;
                            patches.add(inside ? (row * width + column) * field.channels() + i : -1);
                        }
                    }
                }
            }
        }
        return patches.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int[] weightShape() {
        return new int[] {kernel, kernel, inputChannels, biases()};
    }

    /** {@code conv2d { channels, kernel, stride, padding, activation }}. */
    public static final class Factory implements LayerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "conv2d";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            ConvolutionSettings read = ConvolutionSettings.read(settings);
            return place -> {
                Field field = place.field().of(2, type());
                Conv2d layer = new Conv2d(
                        field,
                        read.channels(),
                        read.kernel(),
                        read.stride(),
                        read.periodic(),
                        place.activation(read.activation()),
                        place.offset());
                return new LayerSpec.Placed(layer, read.output(field));
            };
        }
    }
}
