package org.halfinverse.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {
    private static final String NASTY = "</script><!--<script>alert(1)</script><b title='x'>&amp;";

    @TempDir
    private Path directory;

    @Test
    void whatUsersNameIsNoMarkup() throws IOException {
        SampleRun sample = SampleRun.finished(directory.resolve("run<img src=x>"), "hig", 2);
        sample.write("config.conf", "name = \"\"\"" + NASTY + "\"\"\"\nproblem { \"<i>\" = \"<u>\" }\n");
        sample.end("failed", "because of <s>");
        String page = page(sample);
        for (String markup : List.of("<img", "alert(1)</", "<b title", "<i>", "<u>", "<s>", "<!--<")) {
            assertFalse(page.replace(library(page), "").contains(markup), markup);
        }
        assertTrue(page.contains("<title>&lt;/script&gt;&lt;!--&lt;script&gt;alert(1)&lt;/script&gt;"), "title");
        JsonNode run = data(page).path("runs").get(0);
        assertEquals(NASTY, run.path("config").path("name").asText());
        assertEquals("run<img src=x>", run.path("label").asText());
        assertEquals("because of <s>", run.path("reason").asText());
    }

    @Test
    void nothingIsLoadedAndOnlyThePagesOwnScriptsMayRun() throws Exception {
        String page = page(SampleRun.finished(directory.resolve("run"), "hig", 2));
        Matcher policy = Pattern.compile("Content-Security-Policy\" content=\"([^\"]*)\"")
                .matcher(page);
        assertTrue(policy.find());
        assertTrue(policy.group(1).startsWith("default-src 'none'; "), policy.group(1));
        assertTrue(policy.group(1).contains("; connect-src 'none'"), policy.group(1));
        Matcher scripts =
                Pattern.compile("<(script|style)>(.*?)</\\1>", Pattern.DOTALL).matcher(page);
        int count = 0;
        while (scripts.find()) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(scripts.group(2).getBytes(StandardCharsets.UTF_8));
            String source = "'sha256-" + Base64.getEncoder().encodeToString(hash) + "'";
            assertTrue(policy.group(1).contains(source), scripts.group(2).substring(0, 40));
            count++;
        }
        assertEquals(3, count);
        assertFalse(Pattern.compile("<[^>]* (src|href)=\"(?!data:,\")")
                .matcher(page)
                .find());
        assertFalse(page.contains("sourceMappingURL"));
    }

    @Test
    void dataSayHowManyThereAreAndWhatIsNoNumberIsNull() throws IOException {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "hig");
        for (int step = 1; step <= 5000; step++) {
            sample.step(step, step == 5000 ? Double.NaN : 1.0 / step);
        }
        JsonNode losses = data(page(sample)).path("runs").get(0).path("losses");
        assertEquals(5000, losses.path("total").asInt());
        assertEquals(losses.path("step").size(), losses.path("loss").size());
        assertTrue(losses.path("loss").size() < 2000, losses.path("loss").size() + " shown");
        assertTrue(losses.path("loss").get(losses.path("loss").size() - 1).isNull());
        for (int i = 0; i + 1 < losses.path("loss").size(); i++) {
            double loss = 1 / losses.path("step").get(i).asDouble();
            assertEquals(loss, losses.path("loss").get(i).asDouble(), 1e-5 * loss); // six digits
        }
    }

    private static String page(SampleRun sample) throws IOException {
        Path output = sample.directory().resolveSibling("output");
        RunReport.write(SampleRun.STORAGE, List.of(sample.path()), output.toString());
        return Files.readString(output.resolve("report.html"));
    }

    private static JsonNode data(String page) throws IOException {
        Matcher data =
                Pattern.compile("id=\"data\">(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertTrue(data.find());
        return new ObjectMapper().readTree(data.group(1));
    }

    private static String library(String page) {
        Matcher library =
                Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
        assertTrue(library.find());
        return library.group(1);
    }
}
