package org.halfinverse.report;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.halfinverse.io.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page of a report to browsers on this machine, and what is new in its runs whenever the page asks. It opens
 * no file by a name that comes from outside: there is the page, and there is its data.
 */
public final class ReportServer implements AutoCloseable {
    private static final Pattern QUERY = Pattern.compile("generation=(\\d{1,18})&since=(\\d{1,18})");
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int FAILED = 500;
    private static final int OK = 200;

    private final HttpServer server;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<String> hosts;
    private RunReport report;
    private long generation = 1;
    private long version = 1;
    private long[] changed;

    private ReportServer(RunReport report, HttpServer server) {
        this.report = report;
        this.server = server;
        this.changed = allChanged();
        int port = server.getAddress().getPort();
        hosts = List.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
    }

    /**
     * Serves from now on.
     *
     * @param report of the runs to follow
     * @param port on the loopback interface, or 0 for any that is free
     * @return to be closed in the end
     * @throws DataException if the port is taken
     */
    public static ReportServer start(RunReport report, int port) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            ReportServer server = new ReportServer(report, http);
            http.createContext("/", server::answer);
            http.setExecutor(server.thread);
            http.start();
            return server;
        } catch (IOException e) {
            throw new DataException("cannot listen on port " + port + ": " + e.getMessage(), e);
        }
    }

    /** {@return where the page is, for instance {@code http://127.0.0.1:43210/}} */
    public URI address() {
        return URI.create("http://" + hosts.get(0) + "/");
    }

    @Override
    public void close() {
        server.stop(0);
        thread.shutdownNow();
    }

    /** One at a time: there is one thread. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            @Nullable String host = exchange.getRequestHeaders().getFirst("Host");
            if (host == null || !hosts.contains(host)) {
                send(exchange, FORBIDDEN, "text/plain", "This page is for browsers on this machine.\n");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, NOT_ALLOWED, "text/plain", "There is nothing here but pages to read.\n");
            } else {
                answer(exchange, exchange.getRequestURI());
            }
        }
    }

    private void answer(HttpExchange exchange, URI uri) throws IOException {
        try {
            switch (String.valueOf(uri.getRawPath())) {
                case "/" -> {
                    refresh();
                    send(exchange, OK, "text/html", report.page(true, generation, version));
                }
                case "/data" -> {
                    Matcher query = QUERY.matcher(String.valueOf(uri.getRawQuery()));
                    if (query.matches()) {
                        send(exchange, OK, "application/json", news(query));
                    } else {
                        send(exchange, BAD_REQUEST, "text/plain", "/data?generation=1&since=1 would be right.\n");
                    }
                }
                default -> send(exchange, NOT_FOUND, "text/plain", "There is nothing here but / and /data.\n");
            }
        } catch (RuntimeException e) {
            send(exchange, FAILED, "text/plain", e.getMessage() + "\n");
        }
    }

    private String news(Matcher query) {
        refresh();
        boolean current = Long.parseLong(query.group(1)) == generation;
        long since = Long.parseLong(query.group(2));
        return report.data(run -> current && changed[run] > since, generation, version);
    }

    private void refresh() {
        if (report.isOutdated()) {
            report = report.again();
            generation++;
            version++;
            changed = allChanged();
            return;
        }
        version++;
        for (int i = 0; i < report.size(); i++) {
            if (report.runs().get(i).refresh()) {
                changed[i] = version;
            }
        }
    }

    private long[] allChanged() {
        long[] all = new long[report.size()];
        Arrays.fill(all, version);
        return all;
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type + "; charset=utf-8");
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
