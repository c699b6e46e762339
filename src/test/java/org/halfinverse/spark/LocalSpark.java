package org.halfinverse.spark;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Lets tests connect to a Spark of their own in this JVM, as {@code scripts/hig} does: by the property of the master. */
public final class LocalSpark implements BeforeEachCallback, AfterEachCallback {
    private static final String MASTER = "spark.master";

    @Override
    public void beforeEach(ExtensionContext context) {
        use("local[2]");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        clear();
    }

    /** Forgets the master. */
    public static void clear() {
        System.clearProperty(MASTER);
    }

    /** Changes the master for connections opened from now on. */
    public static void use(String master) {
        System.setProperty(MASTER, master);
    }
}
