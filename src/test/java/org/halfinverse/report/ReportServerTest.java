package org.halfinverse.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.halfinverse.io.DataException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportServerTest {
    @TempDir
    private Path directory;

    private SampleRun first;
    private SampleRun second;
    private ReportServer server;

    @BeforeEach
    void serve() {
        first = SampleRun.finished(directory.resolve("runs/a"), "adam", 2);
        second = SampleRun.begun(directory.resolve("runs/b"), "hig");
        String runs = directory.resolve("runs").toString();
        server = ReportServer.start(RunReport.of(SampleRun.STORAGE, List.of(runs)), 0);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void listensOnLoopbackAndServesThePageThatMayAskBack() throws IOException {
        assertEquals("127.0.0.1", server.address().getHost());
        String page = get("/");
        assertTrue(page.startsWith("HTTP/1.1 200 "), page.substring(0, 20));
        assertTrue(page.contains("data-served=\"true\""));
        assertTrue(page.contains("connect-src 'self'"));
        assertTrue(page.contains("X-content-type-options: nosniff"), page.substring(0, 400));
    }

    @Test
    void tellsOnlyWhatIsNew() throws IOException {
        JsonNode begin = data(1, 0);
        assertEquals(2, begin.path("runs").size());
        long version = begin.path("version").asLong();
        assertEquals(0, data(1, version).path("runs").size());
        second.step(1, 0.5);
        JsonNode news = data(1, version);
        assertEquals(1, news.path("runs").size());
        assertEquals("b", news.path("runs").get(0).path("label").asText());
        assertEquals(
                "[0.5]", news.path("runs").get(0).path("losses").path("loss").toString());
        second.end("diverged", "NaN");
        JsonNode end = data(1, news.path("version").asLong());
        assertEquals("diverged", end.path("runs").get(0).path("end").asText());
    }

    @Test
    void aNewRunMakesANewGeneration() throws IOException {
        SampleRun.finished(directory.resolve("runs/c"), "sgd", 1);
        JsonNode data = data(1, 0);
        assertEquals(2, data.path("generation").asLong());
        assertEquals(0, data.path("runs").size());
        assertTrue(get("/").contains("<title>3 runs</title>"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1", "localhost:1"})
    void refusesOtherHosts(String host) throws IOException {
        assertTrue(request("GET / HTTP/1.1\r\nHost: " + host + "\r\n").startsWith("HTTP/1.1 403 "));
    }

    @ParameterizedTest
    @CsvSource({
        "/../../etc/passwd, 404",
        "/%2e%2e/%2e%2e/etc/passwd, 404",
        "/a/metrics.jsonl, 404",
        "/config.conf, 404",
        "/data, 400",
        "/data?since=x, 400",
        "/data?generation=1&since=-1, 400"
    })
    void opensNothingByName(String path, int status) throws IOException {
        assertTrue(get(path).startsWith("HTTP/1.1 " + status + " "), get(path).substring(0, 30));
    }

    @Test
    void takesNothing() throws IOException {
        String host = server.address().getAuthority();
        assertTrue(request("POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 0\r\n")
                .startsWith("HTTP/1.1 405 "));
    }

    @Test
    void aTakenPortIsNamed() {
        int port = server.address().getPort();
        RunReport report = RunReport.of(SampleRun.STORAGE, List.of(first.path()));
        DataException failure = assertThrows(DataException.class, () -> ReportServer.start(report, port));
        assertTrue(failure.getMessage().startsWith("cannot listen on port " + port + ": "));
    }

    private JsonNode data(long generation, long since) throws IOException {
        String answer = get("/data?generation=" + generation + "&since=" + since);
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    }

    private String get(String path) throws IOException {
        return request("GET " + path + " HTTP/1.1\r\nHost: " + server.address().getAuthority() + "\r\n");
    }

    private String request(String head) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            OutputStream output = socket.getOutputStream();
            output.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            output.flush();
            InputStream input = socket.getInputStream();
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
