package org.halfinverse.linalg;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Which BLAS and LAPACK are in use, decided before anybody in this JVM, MLlib included, uses netlib for the first time:
 * the OpenBLAS of the jar, through netlib where netlib has bindings, so that MLlib has it too; else through JavaCPP's,
 * while MLlib stays on netlib's Java; else whatever netlib finds, in the end plain Java.
 *
 * <p>{@code -Dhig.blas=auto} takes the first of these that there is; {@code native} insists on native code; {@code java}
 * insists on Java; {@code javacpp} insists on JavaCPP's bindings, also where netlib has its own.
 */
public final class NativeBlas {
    /** The system property with the choice. */
    public static final String PROPERTY = "hig.blas";

    /** Netlib reports each implementation that it does not find, which is no news here; held, since loggers are weak. */
    private static final Logger NETLIB_LOG = Logger.getLogger("dev.ludovic.netlib");

    private NativeBlas() {}

    /** What the user wants. */
    enum Choice {
        /** The best there is. */
        AUTO,
        /** Native code or nothing. */
        NATIVE,
        /** No native code. */
        JAVA,
        /** Native code by way of JavaCPP or nothing. */
        JAVACPP;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isMetBy(DenseKernels kernels) {
            return switch (this) {
                case AUTO, JAVA -> true;
                case NATIVE -> kernels.isNative();
                case JAVACPP -> kernels instanceof JavaCppKernels;
            };
        }
    }

    /** The routines, the library behind them if it is the one of the jar, and what to call both. */
    record InUse(DenseKernels kernels, Optional<OpenBlas> openBlas, String description) {}

    /** Loaded when it is first asked for. */
    private static final class Loaded {
        private static final InUse IN_USE = load(choice());
        private static final DenseKernels KERNELS =
                IN_USE.openBlas.isPresent() ? new SharedKernels(IN_USE.kernels, BlasThreads.GATE) : IN_USE.kernels;
    }

    /**
     * Sees to it that the choice is made now.
     *
     * @throws IllegalStateException if it cannot be met, with a sentence for the user
     */
    public static void install() {
        Choice choice = choice();
        if (!choice.isMetBy(Loaded.IN_USE.kernels)) {
            throw new IllegalStateException("-D" + PROPERTY + "=" + choice.label() + ": there is no "
                    + (choice == Choice.JAVACPP ? "JavaCPP binding of OpenBLAS" : "native BLAS") + " for "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + "; use auto or java");
        }
    }

    /** The routines in use, after the choice is made. */
    static DenseKernels kernels() {
        install();
        return Loaded.KERNELS;
    }

    /** The library behind them, if it is the one of the jar. */
    static Optional<OpenBlas> openBlas() {
        install();
        return Loaded.IN_USE.openBlas;
    }

    /** {@return which BLAS is in use, to record with results, for instance {@code OpenBLAS 0.3.31 … Haswell}} */
    public static String description() {
        return Loaded.IN_USE.description;
    }

    /** {@return whether dense kernels run in native code; false where netlib falls back on Java} */
    public static boolean isNative() {
        return kernels().isNative();
    }

    private static Choice choice() {
        String label = System.getProperty(PROPERTY, Choice.AUTO.label());
        return Arrays.stream(Choice.values())
                .filter(choice -> choice.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("-D" + PROPERTY + "=" + label
                        + " is unknown: use one of "
                        + Arrays.stream(Choice.values()).map(Choice::label).collect(Collectors.joining(", "))));
    }

    private static InUse load(Choice choice) {
        NETLIB_LOG.setLevel(Level.SEVERE);
        if (choice == Choice.JAVA) {
            OpenBlas.keepFromNetlib();
            return bestOf(new NetlibKernels(), Optional.empty(), choice);
        }
        Optional<OpenBlas> openBlas = OpenBlas.load();
        openBlas.ifPresent(OpenBlas::giveToNetlib);
        return bestOf(new NetlibKernels(), openBlas, choice);
    }

    static InUse bestOf(NetlibKernels netlib, Optional<OpenBlas> openBlas, Choice choice) {
        if (choice == Choice.JAVACPP || !netlib.isNative()) {
            Optional<DenseKernels> javaCpp = openBlas.flatMap(OpenBlas::throughJavaCpp);
            if (javaCpp.isPresent()) {
                return new InUse(javaCpp.get(), openBlas, openBlas.orElseThrow().description() + ", by JavaCPP");
            }
        }
        Optional<OpenBlas> ofNetlib = netlib.isNative() ? openBlas : Optional.empty();
        return new InUse(netlib, ofNetlib, ofNetlib.map(OpenBlas::description).orElse(netlib.name()));
    }
}
