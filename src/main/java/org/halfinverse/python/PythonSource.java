package org.halfinverse.python;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.physics.ForeignCode;

/**
 * A file of Python and what is known of it.
 *
 * @param code to be run
 * @param description of what it defines
 */
record PythonSource(PythonCode code, Description description) implements ForeignCode, Serializable {
    /**
     * Has a process do something that is the one that this was read from, or its like.
     *
     * @throws org.halfinverse.physics.FaultyClassException if Python or a library is another one on this machine
     */
    <R> R run(PythonProcesses.Work<R> work) {
        return PythonProcesses.shared().run(code, process -> {
            Optional<String> difference = description.difference(process.description());
            if (difference.isPresent()) {
                throw new FaultyClassException(title() + " cannot run on this machine: " + difference.get()
                        + "; the driver and all executors need the same");
            }
            return work.by(process);
        });
    }

    @Override
    public String title() {
        return code.title();
    }

    @Override
    public String called(String method) {
        return code.title() + "." + method.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    @Override
    public SortedMap<String, String> digests() {
        SortedMap<String, String> digests = new TreeMap<>();
        digests.put(Path.of(code.file()).getFileName().toString(), code.sha256());
        digests.putAll(description.modules());
        return digests;
    }

    @Override
    public SortedMap<String, String> versions() {
        SortedMap<String, String> versions = new TreeMap<>(description.versions());
        versions.put("derivatives", description.derivatives());
        return versions;
    }

    @Override
    public Archive archive() {
        return Archives.of(code);
    }

    /** The archives that were packed in this JVM, until it ends. */
    private static final class Archives {
        private static final Map<String, Path> PACKED = new HashMap<>();

        static synchronized Archive of(PythonCode code) {
            return new Archive(code.archive(), PACKED.computeIfAbsent(code.archive(), name -> packed(code)));
        }

        private static Path packed(PythonCode code) {
            try {
                Path directory = Files.createTempDirectory("hig-archive-");
                directory.toFile().deleteOnExit();
                Path archive = directory.resolve(code.archive() + ".zip");
                archive.toFile().deleteOnExit();
                new PythonFile(Path.of(code.file())).pack(archive);
                return archive;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
