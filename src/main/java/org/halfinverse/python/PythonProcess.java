package org.halfinverse.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.halfinverse.physics.CodeException;
import org.halfinverse.physics.FaultyClassException;
import org.jspecify.annotations.Nullable;

/**
 * A process of Python that has loaded a simulator, and the socket to it. It is used by one thread at a time, while another
 * may end it.
 */
final class PythonProcess {
    private static final int PROTOCOL = 1;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WORKER = "worker.py";
    private static final double START_SECONDS = 120;
    private static final int POLLING_MILLISECONDS = 2;
    private static final int LAST_WORDS_MILLISECONDS = 2000;

    /** The longest path of a socket; Linux allows 108 bytes, macOS 104. */
    private static final int LONGEST_SOCKET_PATH = 100;

    /** Threads of BLAS and others beside those of the tasks would only wait for each other. */
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "OMP_NUM_THREADS", "1",
            "OPENBLAS_NUM_THREADS", "1",
            "MKL_NUM_THREADS", "1",
            "NUMEXPR_NUM_THREADS", "1",
            "VECLIB_MAXIMUM_THREADS", "1",
            "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
            "JAX_ENABLE_X64", "1",
            "PYTHONHASHSEED", "0",
            "PYTHONUNBUFFERED", "1",
            "PYTHONIOENCODING", "utf-8");

    private static final String SPARK_SECRET = "_SPARK_AUTH_SECRET";

    private final PythonCode code;
    private final Path file;
    private final Process process;
    private final ProcessOutput output;
    private final SocketChannel channel;
    private final Frames frames;
    private @Nullable Description description;
    private volatile long deadline = Long.MAX_VALUE;
    private volatile boolean expired;

    /**
     * Starts one, which is to {@link #load} next. The thread that does must live as long as the process is to: on Linux
     * the end of the thread that started a process counts as the end of its parent.
     *
     * @throws FaultyClassException if the file is not there
     * @throws IllegalArgumentException if there is no such interpreter
     * @throws LostProcessException if the process ends at once
     */
    PythonProcess(PythonCode code) throws LostProcessException {
        this.code = code;
        this.file = code.located();
        try {
            Path directory = privateDirectory();
            Path socket = directory.resolve("socket");
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(socket));
                process = start(directory.resolve(WORKER), socket);
                output = new ProcessOutput(process, code.title());
                channel = accept(server);
            } finally { // Python has read the one, and the other is open
                Files.deleteIfExists(socket);
                Files.deleteIfExists(directory.resolve(WORKER));
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new IllegalStateException(code.python() + " cannot be reached: " + e.getMessage(), e);
        }
        frames = new Frames(channel);
    }

    private static Path privateDirectory() throws IOException {
        var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        boolean fits =
                parent.toAbsolutePath().toString().length() < LONGEST_SOCKET_PATH - "/hig-python-/socket".length() - 20;
        return Files.createTempDirectory(fits ? parent : Path.of("/tmp"), "hig-python-", mine);
    }

    private Process start(Path worker, Path socket) throws IOException {
        try (InputStream source = Objects.requireNonNull(PythonProcess.class.getResourceAsStream(WORKER))) {
            Files.copy(source, worker);
        }
        ProcessBuilder builder = new ProcessBuilder(
                code.interpreter(),
                "-B",
                worker.toAbsolutePath().toString(),
                socket.toAbsolutePath().toString());
        builder.environment().putAll(ENVIRONMENT);
        builder.environment().remove(SPARK_SECRET);
        builder.directory(directory().toFile()).redirectErrorStream(true);
        try {
            return builder.start();
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).replaceFirst("^.*error=\\d+, ", "");
            throw new IllegalArgumentException(
                    "problem.python = " + code.python() + " cannot be started: " + reason, e);
        }
    }

    private SocketChannel accept(ServerSocketChannel server) throws IOException, LostProcessException {
        server.configureBlocking(false);
        long latest = System.nanoTime() + nanoseconds(START_SECONDS);
        SocketChannel accepted = server.accept();
        while (accepted == null) {
            if (!process.isAlive()) {
                throw lost();
            }
            if (System.nanoTime() > latest) {
                process.toHandle().destroyForcibly(); // unlike the process's own method it leaves the output open
                throw lost();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(POLLING_MILLISECONDS);
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            accepted = server.accept();
        }
        accepted.configureBlocking(true);
        return accepted;
    }

    /**
     * Has it load the simulator.
     *
     * @throws FaultyClassException if the simulator cannot be loaded
     * @throws IllegalArgumentException if a setting does not fit it
     * @throws LostProcessException if the process ends meanwhile
     */
    void load() throws LostProcessException {
        deadline = System.nanoTime() + nanoseconds(Math.max(START_SECONDS, code.timeout()));
        try {
            ObjectNode settings = JSON.createObjectNode()
                    .put("file", file.toString())
                    .put("sha256", code.sha256())
                    .put("derivatives", code.derivatives());
            settings.set("parameters", JSON.readTree(code.parameters()));
            frames.sendText(settings.toString());
            Frames.Header header = frames.receive();
            JsonNode answer = JSON.readTree(frames.receiveText(header.bytes()));
            if (header.isFault()) {
                throw refused(answer);
            }
            if (answer.path("protocol").asInt() != PROTOCOL
                    || !answer.path("sha256").asText().equals(code.sha256())) {
                throw new IOException("another protocol, or another file");
            }
            description = Description.of(answer);
        } catch (IOException e) {
            throw lost();
        } finally {
            deadline = Long.MAX_VALUE;
        }
    }

    private RuntimeException refused(JsonNode answer) {
        if (answer.has("setting")) {
            return new IllegalArgumentException(
                    code.file() + ": " + answer.path("setting").asText());
        }
        String fault = fault(answer).getMessage();
        return new FaultyClassException(
                answer.has("function")
                        ? code.title() + "." + answer.path("function").asText() + " " + fault
                        : code.title() + " cannot be loaded: it " + fault);
    }

    /** What it has loaded. */
    Description description() {
        return Objects.requireNonNull(description, "nothing is loaded yet");
    }

    PythonCode code() {
        return code;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The number by which the system knows the process. */
    long pid() {
        return process.pid();
    }

    /** Writes the body of a request. */
    @FunctionalInterface
    interface Body {
        void addTo(Frames frames) throws IOException;
    }

    /**
     * Asks for something and waits for the answer.
     *
     * @param operation what
     * @param samples B
     * @param numbers that the body has
     * @param body of the request
     * @param results overwritten with the answer, one after the other
     * @throws CodeException if the simulator's code fails
     * @throws LostProcessException if the process ends
     */
    void ask(Operation operation, int samples, long numbers, Body body, double[]... results)
            throws LostProcessException {
        deadline = System.nanoTime() + nanoseconds(code.timeout());
        try {
            frames.begin(operation.number, samples, numbers * Double.BYTES);
            body.addTo(frames);
            frames.end();
            Frames.Header header = frames.receive();
            if (header.isFault()) {
                throw fault(JSON.readTree(frames.receiveText(header.bytes())));
            }
            long expected = 0;
            for (double[] result : results) {
                expected += (long) result.length * Double.BYTES;
            }
            if (header.bytes() != expected) {
                throw new IOException(header.bytes() + " bytes came instead of " + expected);
            }
            for (double[] result : results) {
                frames.receive(result, result.length);
            }
        } catch (ClosedByInterruptException e) {
            throw new IllegalStateException("interrupted while " + code.title() + " was working", e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fault that cannot be read", e);
        } catch (IOException e) {
            throw lost();
        } finally {
            deadline = Long.MAX_VALUE;
        }
    }

    /** Of the file. */
    private Path directory() {
        return Objects.requireNonNull(file.getParent());
    }

    private static CodeException fault(JsonNode report) {
        String place = report.has("file")
                ? new ProcessOutput.Place(
                                report.path("file").asText(),
                                report.path("line").asInt(),
                                report.path("frame").asText())
                        .toString()
                : "";
        return new CodeException(
                report.path("what").asText(), report.path("more").asText() + place);
    }

    /** Ends it if it has been silent for too long: first in a way that lets it say where it is. */
    void expire(long now) {
        if (deadline - now < 0 && deadline != Long.MAX_VALUE) {
            if (expired) {
                process.destroyForcibly();
            } else {
                expired = true;
                process.toHandle().destroy(); // unlike the process's own method it leaves the output open
            }
        }
    }

    private LostProcessException lost() {
        try {
            if (!process.waitFor(LAST_WORDS_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        output.awaitEnd(LAST_WORDS_MILLISECONDS);
        String place = output.place(directory().toString())
                .map(ProcessOutput.Place::toString)
                .orElse("");
        if (expired) {
            CodeException fault = new CodeException(
                    "gave no answer", " within " + seconds() + " s, which is problem.timeout" + place);
            return new LostProcessException(fault, false);
        }
        String last = place.isEmpty() ? lastWords().map(line -> ": " + line).orElse("") : "";
        return new LostProcessException(new CodeException("ended its process", ", " + ending() + last + place), true);
    }

    private String seconds() {
        return code.timeout() == Math.rint(code.timeout())
                ? String.valueOf((long) code.timeout())
                : String.valueOf(code.timeout());
    }

    private Optional<String> lastWords() {
        List<String> tail = output.tail();
        return tail.isEmpty() ? Optional.empty() : Optional.of(tail.get(tail.size() - 1));
    }

    /** How it ended, as a shell says it: 128 and more are signals. */
    private String ending() {
        if (process.isAlive()) {
            return "and does not say how";
        }
        int status = process.exitValue();
        return status > 128 ? "by signal " + (status - 128) : "with exit code " + status;
    }

    /** Ends it. */
    void end() {
        process.destroyForcibly();
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("the socket of " + code.title() + " cannot be closed", e);
        }
    }

    private static long nanoseconds(double seconds) {
        return (long) Math.min(seconds * 1e9, Long.MAX_VALUE / 4.0);
    }
}
