package org.halfinverse.physics;

/**
 * The settings of a problem, as its factory reads them from the {@code problem} block of a configuration.
 *
 * <p>What is not asked for is refused as unknown, so ask for every setting, needed or not.
 */
public interface Parameters {
    /**
     * A real number.
     *
     * @param key name of the setting
     * @param defaultValue what holds where it is not given
     * @return its value
     */
    double real(String key, double defaultValue);

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
     * A block of settings whose names are nobody's business here, such as the parameters of a function.
     *
     * @param key name of the block
     * @return a JSON object, empty if the block is not given
     */
    String json(String key);
}
