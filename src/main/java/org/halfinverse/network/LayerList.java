package org.halfinverse.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.halfinverse.physics.Parameters;

/**
 * The layers of a list in a configuration.
 *
 * @param specs one behind the other
 */
public record LayerList(List<LayerSpec> specs) {
    /** Copies the list. {@inheritDoc} */
    public LayerList {
        specs = List.copyOf(specs);
    }

    /**
     * {@return the layers of a list, to be made}
     *
     * @param blocks one a layer, named by its type
     * @throws IllegalArgumentException if a type is unknown, or settings do not describe a layer
     */
    public static LayerList read(List<Parameters.NamedBlock> blocks) {
        Map<String, LayerFactory> factories = ServiceLoader.load(LayerFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .collect(Collectors.toMap(LayerFactory::type, Function.identity()));
        List<LayerSpec> specs = new ArrayList<>();
        for (Parameters.NamedBlock block : blocks) {
            LayerFactory factory = factories.get(block.name());
            if (factory == null) {
                throw new IllegalArgumentException("layer " + block.name() + " is unknown: use one of "
                        + factories.keySet().stream().sorted().collect(Collectors.joining(", ")));
            }
            specs.add(factory.read(block.settings()));
        }
        return new LayerList(specs);
    }

    /**
     * {@return the layers, made}
     *
     * @param place of the first one; width and whether they are the last ones are those of the last one with parameters
     * @throws IllegalArgumentException if they do not fit
     */
    List<LayerSpec.Placed> at(LayerSpec.Place place) {
        List<LayerSpec.Placed> placed = new ArrayList<>();
        Field field = place.field();
        int offset = place.offset();
        int lastOne = specs.size() - 1;
        while (lastOne > 0 && !specs.get(lastOne).hasParameters()) {
            lastOne--;
        }
        for (int l = 0; l < specs.size(); l++) {
            OptionalInt width = l == lastOne ? place.width() : OptionalInt.empty();
            boolean last = l == lastOne && place.last();
            LayerSpec.Placed next = specs.get(l).at(new LayerSpec.Place(field, offset, place.hidden(), width, last));
            placed.add(next);
            field = next.field();
            for (AffineLayer layer : next.layer().affineLayers()) {
                offset = layer.end();
            }
        }
        return placed;
    }

    /**
     * {@return the network between given widths}
     *
     * @param inputs width of s
     * @param outputs width of u
     * @param hidden activation of hidden layers that name none
     * @throws IllegalArgumentException if the layers do not fit
     */
    public Network network(int inputs, int outputs, Activation hidden) {
        List<Layer> layers =
                at(new LayerSpec.Place(Field.flat(inputs), 0, hidden, OptionalInt.of(outputs), true)).stream()
                        .map(LayerSpec.Placed::layer)
                        .toList();
        Network network = new Network(layers, hidden);
        if (network.outputSize() != outputs) {
            throw new IllegalArgumentException(
                    "the last layer puts out " + network.outputSize() + " numbers, but the control has " + outputs);
        }
        if (network.affineLayers().isEmpty()) {
            throw new IllegalArgumentException("no layer has parameters");
        }
        return network;
    }
}
