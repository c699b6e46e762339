package org.halfinverse.physics;

import java.util.List;

/**
 * The settings in a block of a configuration. A problem's factory, a solver, a spectral filter or an optimizer reads
 * its own settings from it.
 *
 * <p>A setting that nobody asks for is refused as unknown, so ask for every setting, needed or not.
 */
public interface Parameters {
    /**
     * A block in a list, with its name.
     *
     * @param name of the block
     * @param settings in it
     */
    record NamedBlock(String name, Parameters settings) {}

    /**
     * A list of blocks with a name each, such as {@code [ { dense { … } }, { scale { … } } ]}.
     *
     * @param key name of the list
     * @return the blocks in order; none if the list is not given
     */
    default List<NamedBlock> namedBlocks(String key) {
        return List.of();
    }

    /**
     * {@return a real number}
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     */
    double real(String key, double defaultValue);

    /**
     * {@return a real number above 0}
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     */
    double positiveReal(String key, double defaultValue);

    /**
     * {@return a real number in an interval that includes its ends}
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     * @param least the smallest
     * @param most the largest
     */
    double realWithin(String key, double defaultValue, double least, double most);

    /**
     * {@return a positive whole number}
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     */
    int positiveInteger(String key, int defaultValue);

    /**
     * {@return a text, for instance a path}
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     */
    String text(String key, String defaultValue);

    /**
     * {@return one of some names}
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     * @param choices all names that are allowed
     */
    String oneOf(String key, String defaultValue, List<String> choices);

    /**
     * {@return a switch}
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     */
    boolean flag(String key, boolean defaultValue);

    /**
     * A block of settings with arbitrary names, such as the parameters of a function.
     *
     * @param key name of the block
     * @return a JSON object, empty if the block is not given
     */
    String json(String key);

    /**
     * {@return a block within this one, none of its settings given if the block is not}
     *
     * @param key name of the block
     */
    Parameters block(String key);
}
