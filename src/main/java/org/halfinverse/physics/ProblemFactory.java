package org.halfinverse.physics;

/**
 * Makes a problem from its settings. Built-in factories and those of a user's jar are found alike: by
 * {@code problem.type} among the services that {@code META-INF/services} lists, or by {@code problem.class}.
 */
public interface ProblemFactory {
    /** {@return the name by which configurations ask for it, for instance {@code toy}} */
    String type();

    /**
     * {@return the problem}
     *
     * @param parameters the settings
     * @throws IllegalArgumentException if a setting is out of range, with a sentence for the user
     */
    Problem create(Parameters parameters);
}
