package org.halfinverse.linalg;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import dev.ludovic.netlib.lapack.LAPACK;
import dev.ludovic.netlib.lapack.NativeLAPACK;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Gives netlib the OpenBLAS that comes along, before anybody in this JVM, MLlib included, uses netlib for the first
 * time.
 *
 * <p>{@code -Dhig.blas=auto} takes it where there is a build for this machine, else whatever netlib finds, in the end
 * plain Java; {@code native} insists on native code; {@code java} insists on Java.
 *
 * <p>OpenBLAS runs on one thread: tasks keep all cores busy already, and its threads spin while they wait. Only work of
 * the driver that is worth it, while no task runs, asks for more by {@link #onAllCores}: {@code -Dhig.blas.threads}
 * threads, by default one a core.
 */
public final class NativeBlas {
    /** The system property with the choice. */
    public static final String PROPERTY = "hig.blas";

    /** The system property with the number of threads of {@link #onAllCores}. */
    public static final String THREADS_PROPERTY = "hig.blas.threads";

    /** Where netlib looks for the libraries; one that is not there makes it fall back on Java. */
    private static final List<String> NETLIB_PATHS =
            List.of("dev.ludovic.netlib.blas.nativeLibPath", "dev.ludovic.netlib.lapack.nativeLibPath");

    private static final String NOWHERE = "/nonexistent";
    private static final String LIBRARY = "libopenblas.so.0";
    private static final List<String> RUNTIME = List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5");

    /** Netlib reports each implementation that it does not find, which is no news here; held, since loggers are weak. */
    private static final Logger NETLIB_LOG = Logger.getLogger("dev.ludovic.netlib");

    /** Sets the number of threads of the OpenBLAS that was loaded here; null where another BLAS is in use. */
    private static @Nullable Function setThreads;

    private NativeBlas() {}

    /** Loaded when it is first asked for. */
    private static final class Loaded {
        private static final String DESCRIPTION = load(choice());
    }

    /** What the user wants. */
    enum Choice {
        /** The best there is. */
        AUTO,
        /** Native code or nothing. */
        NATIVE,
        /** No native code. */
        JAVA;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Sees to it that the choice is made now.
     *
     * @throws IllegalStateException if it cannot be met, with a sentence for the user
     */
    public static void install() {
        Choice choice = choice();
        Objects.requireNonNull(Loaded.DESCRIPTION);
        if (choice == Choice.NATIVE && !(BLAS.getInstance() instanceof NativeBLAS)) {
            throw new IllegalStateException("-D" + PROPERTY + "=native: there is no native BLAS for "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + "; use auto or java");
        }
    }

    /** Netlib's BLAS, after the choice is made. */
    static BLAS netlib() {
        install();
        return BLAS.getInstance();
    }

    /**
     * Which BLAS is in use.
     *
     * @return for instance {@code OpenBLAS 0.3.31 … Haswell}, to record with results
     */
    public static String description() {
        return Loaded.DESCRIPTION;
    }

    /**
     * Whether dense kernels run in native code.
     *
     * @return false where netlib falls back on Java
     */
    public static boolean isNative() {
        install();
        return BLAS.getInstance() instanceof NativeBLAS;
    }

    /** Whether decompositions run in native code. */
    static boolean hasNativeLapack() {
        install();
        return LAPACK.getInstance() instanceof NativeLAPACK;
    }

    /** Whether the user has chosen the number of threads. */
    static boolean areThreadsSet() {
        return System.getProperty(THREADS_PROPERTY) != null;
    }

    /**
     * The number of threads of {@link #onAllCores}, part of the meaning of a result's last digits.
     *
     * @return at least 1
     */
    public static int threads() {
        return Math.max(
                1, Integer.getInteger(THREADS_PROPERTY, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * Does some work of the driver on all cores. One at a time: OpenBLAS has one number of threads for the process.
     *
     * @param <R> what the work gives
     * @param work calls of BLAS and LAPACK, while no task calls them
     * @return the result of the work
     */
    public static <R> R onAllCores(Supplier<R> work) {
        install();
        synchronized (NativeBlas.class) {
            useThreads(threads());
            try {
                return work.get();
            } finally {
                useThreads(1);
            }
        }
    }

    private static void useThreads(int count) {
        Function function = setThreads;
        if (function != null) {
            function.invokeVoid(new Object[] {count});
        }
    }

    private static Choice choice() {
        String label = System.getProperty(PROPERTY, Choice.AUTO.label());
        return Arrays.stream(Choice.values())
                .filter(choice -> choice.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("-D" + PROPERTY + "=" + label
                        + " is unknown, where one of "
                        + Arrays.stream(Choice.values()).map(Choice::label).collect(Collectors.joining(", "))
                        + " is needed"));
    }

    private static String load(Choice choice) {
        NETLIB_LOG.setLevel(Level.SEVERE);
        if (choice == Choice.JAVA) {
            NETLIB_PATHS.forEach(path -> System.setProperty(path, NOWHERE));
        } else {
            Optional<String> loaded = unpack().flatMap(NativeBlas::handToNetlib);
            if (loaded.isPresent()) {
                return loaded.get();
            }
        }
        return BLAS.getInstance().getClass().getSimpleName();
    }

    /** What OpenBLAS says of itself; empty if this machine cannot load it. */
    private static Optional<String> handToNetlib(File library) {
        try {
            NativeLibrary openblas = NativeLibrary.getInstance(library.getPath());
            setThreads = openblas.getFunction("openblas_set_num_threads");
            useThreads(1);
            NETLIB_PATHS.forEach(key -> System.setProperty(key, library.getPath()));
            return Optional.of(openblas.getFunction("openblas_get_config").invokeString(new Object[0], false));
        } catch (LinkageError e) { // another C library, or a directory for temporary files that forbids execution
            return Optional.empty();
        }
    }

    /** Puts the libraries for this machine side by side in JavaCPP's cache; empty if there are none. */
    private static Optional<File> unpack() {
        String directory = "/org/bytedeco/openblas/" + Loader.getPlatform() + "/";
        try {
            for (String name : RUNTIME) {
                Loader.cacheResource(NativeBlas.class, directory + name);
            }
            return Optional.ofNullable(Loader.cacheResource(NativeBlas.class, directory + LIBRARY));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
