package org.halfinverse.physics;

import java.util.List;

/**
 * The settings in a block of a configuration, as those read them whom they concern: a problem's factory, a solver, a
 * spectral filter, an optimizer.
 *
 * <p>What is not asked for is refused as unknown, so ask for every setting, needed or not.
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
     * A real number.
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     * @return its value
     */
    double real(String key, double defaultValue);

    /**
     * A real number above 0.
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     * @return its value
     */
    double positiveReal(String key, double defaultValue);

    /**
     * A real number in an interval that includes its ends.
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     * @param least the smallest
     * @param most the largest
     * @return its value
     */
    double realWithin(String key, double defaultValue, double least, double most);

    /**
     * A positive whole number.
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     * @return its value, at least 1
     */
    int positiveInteger(String key, int defaultValue);

    /**
     * A text, for instance a path.
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     * @return its value
     */
    String text(String key, String defaultValue);

    /**
     * A switch.
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     * @return its value
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
     * A block within this one.
     *
     * @param key name of the block
     * @return its settings, none of them given if the block is not
     */
    Parameters block(String key);
}
