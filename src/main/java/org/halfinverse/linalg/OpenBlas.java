package org.halfinverse.linalg;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;

/** The OpenBLAS of the jar for this machine, loaded once however it is called. */
final class OpenBlas {
    /** Where netlib looks for the libraries; one that is not there makes it fall back on Java. */
    private static final List<String> NETLIB_PATHS =
            List.of("dev.ludovic.netlib.blas.nativeLibPath", "dev.ludovic.netlib.lapack.nativeLibPath");

    private static final String NOWHERE = "/nonexistent";

    /** Linux, macOS, Windows. */
    private static final List<String> LIBRARY = List.of("libopenblas.so.0", "libopenblas.0.dylib", "libopenblas.dll");

    private static final List<String> RUNTIME = List.of(
            "libgcc_s.so.1",
            "libquadmath.so.0",
            "libgfortran.so.5",
            "libgcc_s.1.1.dylib",
            "libquadmath.0.dylib",
            "libgfortran.5.dylib");

    private final NativeLibrary library;
    private final Function setThreads;

    private OpenBlas(NativeLibrary library) {
        this.library = library;
        this.setThreads = library.getFunction("openblas_set_num_threads");
    }

    /** With one thread; empty if there is none for this machine, or it cannot be loaded. */
    static Optional<OpenBlas> load() {
        return unpack().flatMap(OpenBlas::open);
    }

    private static Optional<OpenBlas> open(File file) {
        try {
            OpenBlas openBlas = new OpenBlas(NativeLibrary.getInstance(file.getPath()));
            openBlas.useThreads(1);
            return Optional.of(openBlas);
        } catch (LinkageError e) { // another C library, or a directory for temporary files that forbids execution
            return Optional.empty();
        }
    }

    /** Puts the libraries for this machine side by side in JavaCPP's cache; empty if there are none. */
    private static Optional<File> unpack() {
        for (String name : RUNTIME) {
            cached(name);
        }
        return LIBRARY.stream().flatMap(name -> cached(name).stream()).findFirst();
    }

    private static Optional<File> cached(String name) {
        try {
            String resource = "/org/bytedeco/openblas/" + Loader.getPlatform() + "/" + name;
            return Optional.ofNullable(Loader.cacheResource(OpenBlas.class, resource));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What it says of itself, for instance {@code OpenBLAS 0.3.31 … Haswell}. */
    String description() {
        return library.getFunction("openblas_get_config").invokeString(new Object[0], false);
    }

    int threads() {
        return library.getFunction("openblas_get_num_threads").invokeInt(new Object[0]);
    }

    void useThreads(int count) {
        setThreads.invokeVoid(new Object[] {count});
    }

    /** Makes netlib take it, where netlib has bindings; for the first use of netlib in this JVM. */
    void giveToNetlib() {
        NETLIB_PATHS.forEach(path -> System.setProperty(path, library.getFile().getPath()));
    }

    /** Makes netlib take nothing. */
    static void keepFromNetlib() {
        NETLIB_PATHS.forEach(path -> System.setProperty(path, NOWHERE));
    }

    /** The way by JavaCPP's bindings; empty if they do not come along for this machine. */
    Optional<DenseKernels> throughJavaCpp() {
        // They are made of two parts, of which the first, BLAS alone, would load the library again under another name.
        System.setProperty("org.bytedeco.openblas_nolapack.load", "none");
        try {
            Loader.load(openblas.class);
            return Optional.of(new JavaCppKernels());
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }
}
