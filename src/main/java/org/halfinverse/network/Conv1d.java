package org.halfinverse.network;

import java.util.ArrayList;
import java.util.List;
import org.halfinverse.physics.Parameters;

/**
 * A convolution over a field of one dimension: {@code z[t, j] = b_j + Σ_{τ, i} a[t·stride + τ − (K−1)/2, i] W[τ, i, j]}. W
 * has Keras' shape (kernel, channels of the input, channels); PyTorch's is (channels, channels of the input, kernel).
 */
public final class Conv1d extends Convolution {
    private static final long serialVersionUID = 1L;

    private final int kernel;
    private final int inputChannels;

    /**
     * A convolution.
     *
     * @param field of the input, one length
     * @param channels of the output
     * @param kernel K, taps
     * @param stride 1 or 2
     * @param periodic whether the field is, else it is 0 outside
     * @param activation act
     * @param weightOffset index in θ of W
     */
    public Conv1d(
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
                (field.lengths().get(0) + stride - 1) / stride,
                channels,
                activation,
                weightOffset);
        this.kernel = kernel;
        this.inputChannels = field.channels();
    }

    private static int[] patches(Field field, int kernel, int stride, boolean periodic) {
        List<Integer> patches = new ArrayList<>();
        for (int[] taps : taps(field.lengths().get(0), kernel, stride, periodic)) {
            for (int tap : taps) {
                for (int i = 0; i < field.channels(); i++) {
                    patches.add(tap < 0 ? -1 : tap * field.channels() + i);
                }
            }
        }
        return patches.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public int[] weightShape() {
        return new int[] {kernel, inputChannels, biases()};
    }

    /** {@code conv1d { channels, kernel, stride, padding, activation }}. */
    public static final class Factory implements LayerFactory {
        /** The factory. */
        public Factory() {}

        @Override
        public String type() {
            return "conv1d";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            ConvolutionSettings read = ConvolutionSettings.read(settings);
            return place -> {
                Field field = place.field().of(1, type());
                Conv1d layer = new Conv1d(
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
