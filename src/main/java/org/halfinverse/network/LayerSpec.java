package org.halfinverse.network;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a configuration says of a layer, before it is known what comes in. */
@FunctionalInterface
public interface LayerSpec {
    /** The activation of layers that name none. */
    String DEFAULT = "default";

    /**
     * {@return the layer, made}
     *
     * @param place where it stands
     * @throws IllegalArgumentException if it does not fit there
     */
    Placed at(Place place);

    /** {@return whether the layer has parameters} */
    default boolean hasParameters() {
        return true;
    }

    /**
     * {@return what makes a layer without parameters, and says so}
     *
     * @param make makes it
     */
    static LayerSpec withoutParameters(Function<Place, Placed> make) {
        return new LayerSpec() {
            @Override
            public Placed at(Place place) {
                return make.apply(place);
            }

            @Override
            public boolean hasParameters() {
                return false;
            }
        };
    }

    /**
     * Where a layer stands.
     *
     * @param field that comes in
     * @param offset index in θ of its first parameter
     * @param hidden activation of hidden layers that name none
     * @param width that the layer puts out if it does not say it
     * @param last whether it is the last one with parameters, which has no activation if it does not say it
     */
    record Place(Field field, int offset, Activation hidden, OptionalInt width, boolean last) {
        /**
         * {@return the activation of a layer}
         *
         * @param label an activation's label, or {@link LayerSpec#DEFAULT}: that of hidden layers, and none for the last
         * @throws IllegalArgumentException if there is no activation of this name
         */
        public Activation activation(String label) {
            if (label.equals(DEFAULT)) {
                return last ? Activation.LINEAR : hidden;
            }
            return Arrays.stream(Activation.values())
                    .filter(activation -> activation.label().equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "activation " + label + " is unknown: use one of " + labels()));
        }

        private static String labels() {
            return Arrays.stream(Activation.values()).map(Activation::label).collect(Collectors.joining(", "));
        }
    }

    /**
     * A layer and what it puts out.
     *
     * @param layer the layer
     * @param field of its outputs
     */
    record Placed(Layer layer, Field field) {}
}
