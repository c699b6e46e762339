package org.halfinverse.jacobian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Parameters.NamedBlock;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.hipparchus.analysis.differentiation.UnivariateDerivative1;

/**
 * Networks of listed layers for one sample, by loops over all indices in numbers that carry a derivative along: nothing of it
 * is shared with what it is compared with. Hidden layers have tanh.
 */
final class LayerLoops {
    private static final UnivariateDerivative1 ZERO = new UnivariateDerivative1(0, 0);

    private final UnivariateDerivative1[] theta;
    private int next;

    private LayerLoops(UnivariateDerivative1[] theta) {
        this.theta = theta;
    }

    /** The derivatives of all outputs by one parameter. */
    static double[] derivative(List<NamedBlock> layers, double[] theta, int parameter, double[] input, int outputs) {
        UnivariateDerivative1[] moving = new UnivariateDerivative1[theta.length];
        Arrays.setAll(moving, i -> new UnivariateDerivative1(theta[i], i == parameter ? 1 : 0));
        UnivariateDerivative1[] inputs = Arrays.stream(input)
                .mapToObj(x -> new UnivariateDerivative1(x, 0))
                .toArray(UnivariateDerivative1[]::new);
        Grid end = new LayerLoops(moving).sequence(layers, new Grid(inputs, new int[0], input.length), outputs, true);
        return Arrays.stream(end.values)
                .mapToDouble(UnivariateDerivative1::getFirstDerivative)
                .toArray();
    }

    /** Numbers at the points of a grid, channels last; a grid without axes has one point. */
    private record Grid(UnivariateDerivative1[] values, int[] lengths, int channels) {
        Grid map(UnaryOperator<UnivariateDerivative1> function) {
            return new Grid(
                    Arrays.stream(values).map(function).toArray(UnivariateDerivative1[]::new), lengths, channels);
        }

        Grid flat() {
            return new Grid(values, new int[0], values.length);
        }

        UnivariateDerivative1 at(int row, int column, int channel, boolean periodic) {
            int height = lengths.length == 2 ? lengths[0] : 1;
            int width = lengths[lengths.length - 1];
            boolean inside = row >= 0 && row < height && column >= 0 && column < width;
            int point = Math.floorMod(row, height) * width + Math.floorMod(column, width);
            return inside || periodic ? values[point * channels + channel] : ZERO;
        }
    }

    private Grid sequence(List<NamedBlock> layers, Grid input, int width, boolean outermost) {
        List<String> types = layers.stream().map(NamedBlock::name).toList();
        int last = Math.max(
                Math.max(types.lastIndexOf("dense"), types.lastIndexOf("residual")),
                Math.max(types.lastIndexOf("conv1d"), types.lastIndexOf("conv2d")));
        Grid a = input;
        for (int l = 0; l < layers.size(); l++) {
            a = layer(types.get(l), layers.get(l).settings(), a, width, outermost && l == last);
        }
        return a;
    }

    private Grid layer(String type, Parameters settings, Grid a, int width, boolean linear) {
        return switch (type) {
            case "dense" -> dense(settings.positiveInteger("units", width), a.flat(), linear);
            case "conv1d" -> convolution(settings, asGrid(a, 1), linear);
            case "conv2d" -> convolution(settings, asGrid(a, 2), linear);
            case "residual" -> residual(settings, a);
            case "scale" -> a.map(x -> x.multiply(settings.real("factor", 1)));
            case "fourier-features" -> waves(settings, a.flat());
            case "field" -> reordered(field(settings, a), settings, true);
            case "flatten" -> reordered(a, settings, false).flat();
            default -> throw new IllegalArgumentException(type);
        };
    }

    private static Grid asGrid(Grid a, int axes) {
        if (a.lengths.length == axes) {
            return a;
        }
        int side = axes == 1 ? a.values.length : (int) Math.sqrt(a.values.length);
        return new Grid(a.values, axes == 1 ? new int[] {side} : new int[] {side, side}, 1);
    }

    private Grid dense(int units, Grid a, boolean linear) {
        UnivariateDerivative1[] z = new UnivariateDerivative1[units];
        int inputs = a.values.length;
        for (int j = 0; j < units; j++) {
            z[j] = theta[next + inputs * units + j];
            for (int i = 0; i < inputs; i++) {
                z[j] = z[j].add(a.values[i].multiply(theta[next + i * units + j]));
            }
        }
        next += (inputs + 1) * units;
        return activated(new Grid(z, new int[0], units), linear);
    }

    private Grid convolution(Parameters settings, Grid a, boolean linear) {
        int channels = settings.positiveInteger("channels", 8);
        int kernel = settings.positiveInteger("kernel", 3);
        int stride = settings.positiveInteger("stride", 1);
        boolean periodic = settings.text("padding", "zero").equals("periodic");
        int kernelRows = a.lengths.length == 2 ? kernel : 1;
        int[] lengths = Arrays.stream(a.lengths)
                .map(length -> (length + stride - 1) / stride)
                .toArray();
        int rows = lengths.length == 2 ? lengths[0] : 1;
        int columns = lengths[lengths.length - 1];
        int biases = next + kernelRows * kernel * a.channels * channels;
        List<UnivariateDerivative1> z = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                for (int c = 0; c < channels; c++) {
                    UnivariateDerivative1 sum = theta[biases + c];
                    for (int i = 0; i < kernelRows; i++) {
                        for (int j = 0; j < kernel; j++) {
                            for (int from = 0; from < a.channels; from++) {
                                int seenRow = row * stride + i - (kernelRows - 1) / 2;
                                int seenColumn = column * stride + j - (kernel - 1) / 2;
                                int weight = ((i * kernel + j) * a.channels + from) * channels + c;
                                sum = sum.add(a.at(seenRow, seenColumn, from, periodic)
                                        .multiply(theta[next + weight]));
                            }
                        }
                    }
                    z.add(sum);
                }
            }
        }
        next = biases + channels;
        return activated(new Grid(z.toArray(new UnivariateDerivative1[0]), lengths, channels), linear);
    }

    private static Grid activated(Grid z, boolean linear) {
        return linear ? z : z.map(UnivariateDerivative1::tanh);
    }

    private Grid residual(Parameters settings, Grid a) {
        Grid inner = sequence(settings.namedBlocks("layers"), a, a.values.length, false);
        UnivariateDerivative1[] sum = new UnivariateDerivative1[a.values.length];
        Arrays.setAll(sum, i -> a.values[i].add(inner.values[i]));
        return new Grid(sum, inner.lengths, inner.channels);
    }

    private static Grid waves(Parameters settings, Grid a) {
        int inputs = a.values.length;
        int count = settings.positiveInteger("count", 16);
        double scale = settings.positiveReal("scale", 1);
        List<double[]> frequencies = new ArrayList<>();
        if (settings.text("kind", "random").equals("random")) {
            CounterRandom random = CounterRandom.of(settings.positiveInteger("seed", 1), Stream.FREQUENCIES, 0);
            for (int k = 0; k < count; k++) {
                double[] row = new double[inputs];
                Arrays.setAll(row, i -> scale * random.nextGaussian());
                frequencies.add(row);
            }
        } else {
            for (int i = 0; i < inputs; i++) {
                for (int k = 1; k <= count; k++) {
                    double[] row = new double[inputs];
                    row[i] = scale * k;
                    frequencies.add(row);
                }
            }
        }
        UnivariateDerivative1[] waves = new UnivariateDerivative1[2 * frequencies.size()];
        for (int k = 0; k < frequencies.size(); k++) {
            UnivariateDerivative1 phase = ZERO;
            for (int i = 0; i < inputs; i++) {
                phase = phase.add(a.values[i].multiply(2 * Math.PI * frequencies.get(k)[i]));
            }
            waves[k] = phase.sin();
            waves[frequencies.size() + k] = phase.cos();
        }
        return new Grid(waves, new int[0], waves.length);
    }

    private static Grid field(Parameters settings, Grid a) {
        int channels = settings.positiveInteger("channels", 1);
        String lengths = settings.text("lengths", "");
        int[] axes = lengths.isEmpty()
                ? new int[] {a.values.length / channels}
                : Arrays.stream(lengths.toLowerCase(Locale.ROOT).split("x"))
                        .mapToInt(Integer::parseInt)
                        .toArray();
        return new Grid(a.values, axes, channels);
    }

    /** To channels last, or from there, where the settings say that they stand first. */
    private static Grid reordered(Grid a, Parameters settings, boolean comesIn) {
        if (!settings.text("order", "channels-last").equals("channels-first")) {
            return a;
        }
        UnivariateDerivative1[] values = new UnivariateDerivative1[a.values.length];
        int points = values.length / a.channels;
        for (int point = 0; point < points; point++) {
            for (int channel = 0; channel < a.channels; channel++) {
                int first = channel * points + point;
                int last = point * a.channels + channel;
                values[comesIn ? last : first] = a.values[comesIn ? first : last];
            }
        }
        return new Grid(values, a.lengths, a.channels);
    }
}
