package org.halfinverse.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program. */
public final class Version {
    private static final String RESOURCE = "/org/halfinverse/version.properties";

    private Version() {}

    /** {@return the version of this program, for instance {@code 1.2.0}} */
    public static String current() {
        try (InputStream input = Version.class.getResourceAsStream(RESOURCE)) {
            Properties properties = new Properties();
            properties.load(input);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
