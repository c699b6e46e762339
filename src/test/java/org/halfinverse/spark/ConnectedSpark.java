package org.halfinverse.spark;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One connection to a Spark in this JVM for all tests of a class. */
final class ConnectedSpark implements BeforeAllCallback, AfterAllCallback {
    private @Nullable SparkRuntime runtime;

    @Override
    public void beforeAll(ExtensionContext context) {
        LocalSpark.use("local[2]");
        runtime = SparkRuntime.open("test", Map.of());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        runtime().close();
        LocalSpark.clear();
    }

    SparkRuntime runtime() {
        return Objects.requireNonNull(runtime);
    }
}
