package org.halfinverse.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.halfinverse.io.DataException;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArchive;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.network.Activation;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.network.Initialization;
import org.halfinverse.network.LayerList;
import org.halfinverse.network.Network;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;

/**
 * The block {@code network} of a configuration.
 *
 * @param hidden widths of the hidden layers of a dense network; none where the layers are listed
 * @param layers listed one by one, instead of a dense network
 * @param trainable numbers of the layers with parameters that train; empty if all do
 * @param activation of the hidden layers
 * @param standardizeInputs whether inputs are brought to mean 0 and standard deviation 1 over the training samples
 * @param initialization law of the first weights
 * @param initialParameters file with θ₀, instead of drawing it
 */
public record NetworkConfig(
        List<Integer> hidden,
        Optional<LayerList> layers,
        Optional<List<Integer>> trainable,
        Activation activation,
        boolean standardizeInputs,
        Initialization initialization,
        Optional<String> initialParameters) {
    private static final String INITIAL = "network.initial-parameters";

    static NetworkConfig read(Settings settings) {
        boolean listed = settings.has("layers");
        List<Integer> hidden = listed && !settings.has("hidden")
                ? List.of()
                : settings.positiveIntegers("hidden", List.of(20, 20, 20));
        if (listed && !hidden.isEmpty()) {
            throw new ConfigurationException(
                    "network.layers lists all layers: leave out network.hidden, the short form of a dense network");
        }
        return new NetworkConfig(
                hidden,
                listed
                        ? Optional.of(settings.build("layers", () -> LayerList.read(settings.namedBlocks("layers"))))
                        : Optional.empty(),
                settings.indices("trainable"),
                settings.choice("activation", Activation.TANH, Activation::label),
                settings.flag("standardize-inputs", false),
                settings.choice("initialization", Initialization.GLOROT_UNIFORM, Initialization::label),
                settings.optionalText("initial-parameters"));
    }

    /**
     * {@return the network between given widths}
     *
     * @param inputs width of s
     * @param outputs width of u
     * @throws ConfigurationException if it is too large, or no layer of it trains
     */
    public Network network(int inputs, int outputs) {
        Network network = whole(inputs, outputs);
        try {
            return trainable.map(network::training).orElse(network);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("network.trainable: " + e.getMessage(), e);
        }
    }

    private Network whole(int inputs, int outputs) {
        try {
            if (layers.isPresent()) {
                return layers.get().network(inputs, outputs, activation);
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigurationException("network.layers: " + e.getMessage(), e);
        }
        int[] widths = IntStream.concat(
                        IntStream.concat(IntStream.of(inputs), hidden.stream().mapToInt(Integer::intValue)),
                        IntStream.of(outputs))
                .toArray();
        try {
            return Network.dense(widths, activation);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("network.hidden: " + e.getMessage(), e);
        }
    }

    /**
     * {@return the parameters to start from, θ₀, n entries}
     *
     * @param network whose
     * @param seed of the experiment
     * @param storage where the file lies, if one is named
     * @throws DataException if the file does not hold n finite numbers, all together or by layer
     */
    public double[] initialParameters(Network network, long seed, Storage storage) {
        if (initialParameters.isEmpty()) {
            return network.initialParameters(initialization, CounterRandom.of(seed, Stream.PARAMETERS, 0));
        }
        String path = initialParameters.get();
        return NpzArchive.isNamedBy(path) ? weights(network, path, storage) : flat(INITIAL, network, path, storage);
    }

    /**
     * {@return θ from a file with nothing else, n entries}
     *
     * @param what is read, for messages
     * @param network whose parameters they are
     * @param path any Hadoop path
     * @param storage where it lies
     * @throws DataException if the file does not hold n finite numbers
     */
    public static double[] flat(String what, Network network, String path, Storage storage) {
        NpyArray file = NpyArray.open(storage, path);
        if (!file.shape().equals(List.of((long) network.parameterCount()))) {
            throw new DataException(what + ": " + path + " has shape " + file.shapeText() + ", but the network has "
                    + network.parameterCount() + " parameters");
        }
        double[] theta = file.readAll();
        requireFinite(what, theta, path);
        return theta;
    }

    /** θ₀ from the weights and biases of each layer: W0, b0, W1, b1 … */
    private static double[] weights(Network network, String path, Storage storage) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (int l = 0; l < network.affineLayers().size(); l++) {
            AffineLayer layer = network.affineLayers().get(l);
            shapes.put(
                    "W" + l,
                    Arrays.stream(layer.weightShape()).mapToObj(Long::valueOf).toList());
            shapes.put("b" + l, List.of((long) layer.biases()));
        }
        Map<String, double[]> arrays = NpzArchive.read(storage, path, shapes);
        double[] theta = new double[network.parameterCount()];
        int position = 0;
        for (String name : shapes.keySet()) {
            double[] numbers = arrays.getOrDefault(name, new double[0]);
            requireFinite(INITIAL, numbers, path + "[\"" + name + "\"]");
            System.arraycopy(numbers, 0, theta, position, numbers.length);
            position += numbers.length;
        }
        return theta;
    }

    private static void requireFinite(String what, double[] numbers, String file) {
        if (!Vectors.isFinite(numbers)) {
            int bad = IntStream.range(0, numbers.length)
                    .filter(i -> !Double.isFinite(numbers[i]))
                    .findFirst()
                    .orElseThrow();
            throw new DataException(
                    what + ": entry " + bad + " of " + file + " is " + numbers[bad] + "; all numbers must be finite");
        }
    }
}
