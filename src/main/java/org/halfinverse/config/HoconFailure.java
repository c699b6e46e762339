package org.halfinverse.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;

/**
 * What the user is told when the library that reads HOCON refuses. Its own messages may quote any value, and at times
 * quote all of them, secrets among them: only those that do not are passed on.
 */
public final class HoconFailure {
    private HoconFailure() {}

    /**
     * {@return the failure as one sentence, to be thrown; it carries the failure along only where that may be shown}
     *
     * @param what was read, for instance the path of a file
     * @param failure of the library
     */
    public static ConfigurationException told(String what, ConfigException failure) {
        boolean quotesNoOthers =
                failure instanceof ConfigException.Parse // and unresolved substitutions, which are some
                        || failure instanceof ConfigException.BadPath;
        if (quotesNoOthers) {
            return new ConfigurationException(what + " is not valid HOCON: " + failure.getMessage(), failure);
        }
        if (failure instanceof ConfigException.BugOrBroken || failure instanceof ConfigException.NotResolved) {
            return new ConfigurationException(
                    what + " has substitutions ${…} that cannot be followed: write simpler ones, above all where"
                            + " blocks are joined, ${a} { … }, within a list");
        }
        ConfigOrigin origin = failure.origin();
        return new ConfigurationException((origin == null ? what : origin.description())
                + ": a value is of the wrong kind, or is joined with one of another kind");
    }
}
