package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings whose samples and run directory are in S3, by the jars of Hadoop that a user adds for it. The store holds back
 * a change when it is told to: so a driver ends, or is replaced, with exactly the objects before it.
 */
class S3IT {
    private static final Pattern READY = Pattern.compile("S3 (http://\\S+)");
    private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");
    private static final String STORES = System.getProperty("hig.s3");
    private static final String BUCKET = "hig";
    private static final String UNDISTURBED = "undisturbed";
    private static final int STEPS = 120;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static ChildProcess store;
    private static String endpoint;
    private static String start;
    private static int held;

    @BeforeAll
    static void start() throws Exception {
        store = ChildProcess.java(
                directory,
                directory.resolve("s3.log"),
                List.of(
                        "-Xmx256m",
                        "-cp",
                        STORES + "/server/*:" + STORES + "/client/*",
                        Path.of("src/test/hadoop/S3Store.java").toAbsolutePath().toString(),
                        BUCKET));
        endpoint = store.await(READY);
        HttpRequest samples = HttpRequest.newBuilder(URI.create(endpoint + "/" + BUCKET + "/states.csv"))
                .PUT(HttpRequest.BodyPublishers.ofFile(Path.of("src/site/examples/training-programs/data/states.csv")))
                .build();
        assertEquals(
                200, HTTP.send(samples, HttpResponse.BodyHandlers.ofString()).statusCode());
        Path archive = directory.resolve("classes.jsa"); // from which all later drivers start in less time
        start = "-XX:ArchiveClassesAtExit=" + archive;
        try (ChildProcess driver = driver(UNDISTURBED)) {
            assertEquals(0, driver.exitCode(), driver.output());
        }
        start = "-XX:SharedArchiveFile=" + archive;
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    /** Each driver ends before a change; none of them before there is a checkpoint, from which the others go on. */
    @Test
    void aDriverThatEndsBetweenAnyTwoObjectsLosesNoLineOfMetricsAndNoBit() throws Exception {
        String run = "killed";
        String step = "put .*/checkpoints/step-[^/]*/";
        for (String change : List.of(
                "1 put .*/owner",
                "1 " + step + "$",
                "1 " + step + "theta.npy",
                "1 " + step + "manifest.json",
                "1 " + step + "SHA256SUMS",
                "2 put .*/metrics.jsonl.parts/", // the second checkpoint
                "1 put .*/metrics.jsonl.parts/", // what the run goes on from
                "1 put .*/metrics.jsonl$",
                "1 delete .*/metrics.jsonl.parts/",
                "1 " + step + "theta.npy",
                "1 " + step + "manifest.json",
                "1 " + step + "SHA256SUMS",
                "1 put .*/model/parameters.npy",
                "2 delete .*/metrics.jsonl.parts/")) { // the end
            store.tell("hold " + change);
            try (ChildProcess driver = driver(run)) {
                awaitHeld(driver);
                driver.kill();
            }
            store.tell("drop");
        }
        try (ChildProcess driver = driver(run)) {
            assertEquals(0, driver.exitCode(), driver.output());
        }
        assertSame(run);
    }

    @Test
    void aDriverThatWasReplacedCommitsNothingThoughItsChecksumsComeLate() throws Exception {
        String run = "replaced";
        store.tell("hold 2 put .*/checkpoints/step-.*/SHA256SUMS");
        try (ChildProcess slow = driver(run)) {
            awaitHeld(slow);
            try (ChildProcess other = driver(run)) {
                assertEquals(0, other.exitCode(), other.output());
            }
            List<String> after = keys(run);
            store.tell("let");
            assertEquals(4, slow.exitCode(), slow.output());
            assertTrue(slow.output().contains("another driver has taken over"), slow.output());
            assertEquals(after, keys(run));
        }
        assertSame(run);
    }

    /** Waits until the store holds back one change more. */
    private static void awaitHeld(ChildProcess driver) throws IOException, InterruptedException {
        held++;
        ChildProcess.await(() -> store.printed("held ") == held, store, driver);
    }

    private static ChildProcess driver(String run) throws IOException {
        return ChildProcess.hig(
                directory,
                directory.resolve(run + ".log"),
                STORES + "/client/*",
                List.of(
                        start,
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off",
                        "-Dspark.master=local[1]",
                        "-Dspark.hadoop.fs.s3a.endpoint=" + endpoint,
                        "-Dspark.hadoop.fs.s3a.endpoint.region=us-east-1",
                        "-Dspark.hadoop.fs.s3a.path.style.access=true",
                        "-Dspark.hadoop.fs.s3a.access.key=user",
                        "-Dspark.hadoop.fs.s3a.secret.key=password"),
                List.of(
                        "train",
                        Path.of("conf/oscillators-linear.conf").toAbsolutePath().toString(),
                        "--resume",
                        "--quiet",
                        "--output",
                        "s3a://" + BUCKET + "/runs/" + run,
                        "--set=problem.data.inputs=s3a://" + BUCKET + "/states.csv",
                        "--set=network.hidden=[6]",
                        "--set=execution.mode=driver",
                        "--set=optimizer.solver=gram",
                        "--set=optimizer.truncation.tau=1e-4",
                        "--set=training.batch-size=100",
                        "--set=training.max-epochs=1000",
                        "--set=training.max-steps=" + STEPS,
                        "--set=output.checkpoint-every=40",
                        "--set=output.checkpoint-seconds=0"));
    }

    private static void assertSame(String run) throws Exception {
        assertArrayEquals(
                get("runs/" + UNDISTURBED + "/model/parameters.npy"), get("runs/" + run + "/model/parameters.npy"));
        List<ObjectNode> metrics = metrics(UNDISTURBED);
        assertEquals(STEPS, metrics.stream().filter(line -> line.has("loss")).count());
        assertEquals(metrics, metrics(run));
        assertNotEquals(List.of(), keys(run));
        assertEquals(List.of(), keys(run).stream().filter(S3IT::isLeftOver).toList());
    }

    /** Whether an object is of something that was not finished. */
    private static boolean isLeftOver(String key) {
        return key.matches(".*(\\.part|\\.driver-|damaged-|metrics\\.jsonl\\.parts).*");
    }

    private static List<ObjectNode> metrics(String run) throws Exception {
        return RunFiles.metrics(new String(get("runs/" + run + "/metrics.jsonl"), StandardCharsets.UTF_8));
    }

    private static List<String> keys(String run) throws Exception {
        String listing = new String(get("?prefix=runs/" + run + "/"), StandardCharsets.UTF_8);
        return KEY.matcher(listing).results().map(match -> match.group(1)).toList();
    }

    private static byte[] get(String key) throws Exception {
        URI uri = URI.create(endpoint + "/" + BUCKET + "/" + key);
        HttpResponse<byte[]> response =
                HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode(), key);
        return response.body();
    }
}
