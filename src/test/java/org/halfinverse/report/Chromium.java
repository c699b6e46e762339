package org.halfinverse.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A browser without a window, driven by its DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final String UNTESTED =
            "report.html is not tested in a browser: there is no Chromium, which scripts/dev/install-chromium installs";
    private static final int PATIENCE_SECONDS = 60;
    private static final int POLLING_MILLISECONDS = 50;

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    private Chromium(Process process, URI page) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(page, new Receiver())
                .join();
    }

    /**
     * Starts the browser. Where there is none the test is skipped.
     *
     * @param directory for its profile
     */
    static Chromium start(Path directory) throws IOException, InterruptedException {
        Path log = directory.resolve("chromium.log");
        Optional<Path> browser = find();
        assumeTrue(browser.isPresent(), UNTESTED);
        Path profile = directory.resolve("profile");
        Process process = new ProcessBuilder(
                        browser.orElseThrow().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--no-first-run",
                        "--window-size=1280,900",
                        "--remote-debugging-port=0",
                        "--remote-allow-origins=*",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Chromium chromium = new Chromium(process, pageSocket(profile.resolve("DevToolsActivePort"), process, log));
            for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
                chromium.call(domain + ".enable", Map.of());
            }
            return chromium;
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static URI pageSocket(Path portFile, Process process, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(portFile) || Files.readString(portFile).lines().count() < 2) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IOException("Chromium does not start:\n" + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(POLLING_MILLISECONDS);
        }
        String port = Files.readString(portFile).lines().findFirst().orElseThrow();
        HttpResponse<String> targets = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        for (JsonNode target : JSON.readTree(targets.body())) {
            if (target.path("type").asText().equals("page")) {
                return URI.create(target.path("webSocketDebuggerUrl").asText());
            }
        }
        throw new IOException("Chromium has no page: " + targets.body());
    }

    /** Calls a method of the protocol. */
    JsonNode call(String method, Map<String, ?> parameters) {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        ObjectNode request = JSON.createObjectNode().put("id", id).put("method", method);
        request.set("params", JSON.valueToTree(parameters));
        socket.sendText(request.toString(), true).join();
        JsonNode message = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (message.has("error")) {
            throw new IllegalStateException(method + ": " + message.path("error"));
        }
        return message.path("result");
    }

    /** Opens a page of given size, with colours as the system asks for. */
    void open(URI page, int width, int height, String colours) throws InterruptedException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
        events.clear();
        call("Page.navigate", Map.of("url", page.toString()));
        await("document.readyState === 'complete' && document.querySelector('figure') !== null");
    }

    /** The value of an expression in the page. */
    JsonNode evaluate(String expression) {
        JsonNode result = call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** Waits until an expression is true. */
    void await(String expression) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!evaluate(expression).asBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("never true: " + expression);
            }
            TimeUnit.MILLISECONDS.sleep(POLLING_MILLISECONDS);
        }
    }

    /** Moves the mouse. */
    void moveMouse(double x, double y) {
        call("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
    }

    /** Presses and lets go of a key. */
    void press(String key, int code, String text) {
        for (String type : List.of("keyDown", "keyUp")) {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code, "text", text));
        }
    }

    /** A picture of what can be seen. */
    byte[] screenshot() {
        String data = call("Page.captureScreenshot", Map.of("format", "png"))
                .path("data")
                .asText();
        return Base64.getDecoder().decode(data);
    }

    /** Errors and warnings of the console since the page was opened. */
    List<String> complaints() {
        return select(event -> event.path("method").asText().equals("Runtime.exceptionThrown")
                || event.path("method").asText().equals("Log.entryAdded")
                || (event.path("method").asText().equals("Runtime.consoleAPICalled")
                        && !event.path("params").path("type").asText().equals("log")));
    }

    /** Addresses asked for since the page was opened. */
    List<String> requests() {
        List<String> addresses = new ArrayList<>();
        for (JsonNode event : events) {
            if (event.path("method").asText().equals("Network.requestWillBeSent")) {
                addresses.add(event.path("params").path("request").path("url").asText());
            }
        }
        return addresses;
    }

    private List<String> select(Predicate<JsonNode> wanted) {
        return events.stream()
                .filter(wanted)
                .map(event -> event.path("params").toString())
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        family.forEach(member ->
                member.onExit().completeOnTimeout(member, 2, TimeUnit.SECONDS).join());
        family.forEach(ProcessHandle::destroyForcibly);
    }

    private final class Receiver implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                receive(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void receive(String json) {
            try {
                JsonNode message = JSON.readTree(json);
                if (message.has("id")) {
                    pending.remove(message.path("id").asInt()).complete(message);
                } else {
                    events.add(message);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
