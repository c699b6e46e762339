package org.halfinverse.network;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.halfinverse.physics.Parameters;

/**
 * The same numbers in another order: {@code a'_j = a[order[j]]}. Data often has its channels first, one field behind the
 * other, where convolutions have them last.
 */
public final class Reordering implements Layer {
    private final int[] order;

    /**
     * A permutation.
     *
     * @param order for each output its input, each once; kept, not copied
     */
    Reordering(int[] order) {
        this.order = order;
    }

    /** Transposes rows × columns numbers. */
    private static Reordering transposing(int rows, int columns) {
        return new Reordering(IntStream.range(0, rows * columns)
                .map(j -> j % rows * columns + j / rows)
                .toArray());
    }

    private static Reordering channelsLast(Field field, String order) {
        return switch (order) {
            case "channels-first" -> transposing(field.channels(), field.points());
            case "channels-last" -> transposing(1, field.size());
            default ->
                throw new IllegalArgumentException(
                        "the order of a field is channels-first or channels-last, not " + order);
        };
    }

    private Reordering inverse() {
        int[] inverse = new int[order.length];
        for (int j = 0; j < order.length; j++) {
            inverse[order[j]] = j;
        }
        return new Reordering(inverse);
    }

    @Override
    public int inputs() {
        return order.length;
    }

    @Override
    public int outputs() {
        return order.length;
    }

    @Override
    public List<AffineLayer> affineLayers() {
        return List.of();
    }

    @Override
    public double[] outputs(double[] theta, int samples, double[] a) {
        return reordered(a);
    }

    private double[] reordered(double[] a) {
        double[] result = new double[a.length];
        for (int row = 0; row < a.length; row += order.length) {
            for (int j = 0; j < order.length; j++) {
                result[row + j] = a[row + order[j]];
            }
        }
        return result;
    }

    /** The order of the inputs again. */
    private double[] restored(double[] reordered) {
        double[] result = new double[reordered.length];
        for (int row = 0; row < reordered.length; row += order.length) {
            for (int j = 0; j < order.length; j++) {
                result[row + order[j]] = reordered[row + j];
            }
        }
        return result;
    }

    @Override
    public LayerPass forward(double[] theta, int samples, double[] a) {
        return new ParameterFreePass(reordered(a), (cotangents, perSample) -> restored(cotangents), this::reordered);
    }

    @Override
    public String export(LayerGraph graph, double[] theta, String input) {
        long[] indices = Arrays.stream(order).asLongStream().toArray();
        return graph.along(1, "Gather", input, graph.indices(indices, order.length));
    }

    /** {@code field { lengths, channels, order }}: says how the inputs stand, and puts their channels last. */
    public static final class FieldFactory implements LayerFactory {
        /** The factory. */
        public FieldFactory() {}

        @Override
        public String type() {
            return "field";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            String text = settings.text("lengths", "");
            int channels = settings.positiveInteger("channels", 1);
            String order = settings.text("order", "channels-last");
            return LayerSpec.withoutParameters(place -> {
                List<Integer> lengths = lengths(text, place.field().size(), channels);
                Field field = new Field(lengths, channels);
                if (field.size() != place.field().size()) {
                    throw new IllegalArgumentException(
                            "a field of " + text + " points with " + channels + " channels has " + field.size()
                                    + " numbers, but " + place.field().size() + " come in");
                }
                return new LayerSpec.Placed(channelsLast(field, order), field);
            });
        }

        private static List<Integer> lengths(String text, int size, int channels) {
            if (text.isEmpty()) {
                return List.of(size / channels);
            }
            try {
                return Arrays.stream(text.split("x"))
                        .map(String::strip)
                        .map(Integer::valueOf)
                        .toList();
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the lengths of a field are as in 8 or 8x8, not " + text, e);
            }
        }
    }

    /** {@code flatten { order }}: a field as numbers without a grid, in the order that is asked for. */
    public static final class FlattenFactory implements LayerFactory {
        /** The factory. */
        public FlattenFactory() {}

        @Override
        public String type() {
            return "flatten";
        }

        @Override
        public LayerSpec read(Parameters settings) {
            String order = settings.text("order", "channels-last");
            return LayerSpec.withoutParameters(place -> new LayerSpec.Placed(
                    channelsLast(place.field(), order).inverse(),
                    Field.flat(place.field().size())));
        }
    }

    @Override
    public String toString() {
        return "reordering " + Arrays.stream(order).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }
}
