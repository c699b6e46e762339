package org.halfinverse.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser: with {@code -Dhig.screenshots=DIR}, pictures of it are kept. */
class ReportInChromiumIT {
    private static final int ENTER = 13;

    /** How many different colours a figure has, beside those of its ground. */
    private static final String COLOURS = """
        [...document.querySelectorAll('figure canvas')].map(canvas => {
          const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          let saturated = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] > 200 && Math.abs(data[i] - data[i + 2]) > 60) saturated++;
          }
          return saturated;
        })\
        """;

    @TempDir
    private static Path directory;

    private static Chromium chromium;
    private static URI page;

    @BeforeAll
    static void startBrowser() throws IOException, InterruptedException {
        chromium = Chromium.start(directory);
        SampleRun.finished(directory.resolve("runs/hig"), "hig", 40);
        SampleRun.finished(directory.resolve("runs/<i>adam"), "adam", 60);
        SampleRun diverged = SampleRun.begun(directory.resolve("runs/gn"), "gauss-newton");
        diverged.step(1, 3);
        diverged.evaluation(1, -1e-16);
        diverged.step(2, Double.NaN);
        diverged.append("broken\n");
        diverged.end("diverged", "the loss is NaN");
        RunReport.write(
                SampleRun.STORAGE,
                List.of(directory.resolve("runs").toString()),
                directory.resolve("report").toString());
        page = directory.resolve("report/report.html").toUri();
    }

    @AfterAll
    static void closeBrowser() throws InterruptedException {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light"})
    void everyFigureIsDrawnFromDiskWithoutAComplaintOrARequest(int width, String colours) throws Exception {
        chromium.open(page, width, 900, colours);
        showAll();
        JsonNode drawn = chromium.evaluate(COLOURS);
        assertEquals(9, drawn.size()); // seven figures, one of which has a chart for each of the three runs
        for (JsonNode saturated : drawn) {
            assertTrue(saturated.asInt() > 30, drawn.toString());
        }
        assertEquals(
                colours,
                chromium.evaluate("document.documentElement.dataset.theme").asText());
        assertEquals(List.of(), chromium.complaints());
        assertEquals(List.of(page.toString()), requestsOverANetworkOrToFiles());
        boolean wider = chromium.evaluate("document.documentElement.scrollWidth > innerWidth")
                .asBoolean();
        assertFalse(wider, "the page scrolls sideways at " + width);
        keepScreenshot(colours + "-" + width);
    }

    @Test
    void theMouseShowsValues() throws Exception {
        chromium.open(page, 1280, 900, "light");
        showAll();
        chromium.evaluate("document.getElementById('loss').scrollIntoView({block: 'center'})");
        JsonNode box = chromium.evaluate("""
            (() => {
              const canvas = document.querySelector('#loss canvas');
              const point = Chart.getChart(canvas).getDatasetMeta(0).data[20];
              const box = canvas.getBoundingClientRect();
              return {x: box.x + point.x, y: box.y + point.y};
            })()\
            """);
        chromium.moveMouse(box.path("x").asDouble(), box.path("y").asDouble());
        chromium.await("Chart.getChart('chart-loss').tooltip.opacity === 1");
        JsonNode tooltip = chromium.evaluate(
                "Chart.getChart('chart-loss').tooltip.title.concat(Chart.getChart('chart-loss').tooltip.body[0].lines)");
        assertEquals("[\"training time (s) 20\",\"<i>adam, training: 0.25\"]", tooltip.toString());
    }

    @Test
    void tablesTellWhatThereIsAndSortByKeyboard() throws Exception {
        chromium.open(page, 1280, 900, "light");
        assertEquals("[\"<i>adam\",\"gn\",\"hig\"]", column(2));
        assertEquals("[\"finished\",\"diverged\",\"finished\"]", column(4));
        assertEquals(
                "gn: 1 line of metrics.jsonl cannot be read",
                chromium.evaluate("document.getElementById('complaints').textContent")
                        .asText());
        assertEquals(
                "optimizer.type",
                chromium.evaluate("document.querySelector('#differences tbody th').textContent")
                        .asText());
        chromium.evaluate("document.getElementById('sort-3').focus()");
        chromium.press("Enter", ENTER, "\r");
        chromium.await("document.querySelector('[aria-sort=ascending]') !== null");
        assertEquals("[\"gn\",\"hig\",\"<i>adam\"]", column(2));
        assertEquals("sort-3", chromium.evaluate("document.activeElement.id").asText());
        chromium.press("Enter", ENTER, "\r");
        chromium.await("document.querySelector('[aria-sort=descending]') !== null");
        assertEquals("[\"<i>adam\",\"hig\",\"gn\"]", column(2));
    }

    @Test
    void axesAndScalesCanBeChosenAndRunsHidden() throws Exception {
        chromium.open(page, 1280, 900, "light");
        showAll();
        String horizontal = "Chart.getChart('chart-loss').options.scales.x.title.text";
        String vertical = "Chart.getChart('chart-loss').options.scales.y.type";
        assertEquals("training time (s)", chromium.evaluate(horizontal).asText());
        chromium.evaluate("document.querySelector('#axis [value=samples]').click()");
        assertEquals("samples seen", chromium.evaluate(horizontal).asText());
        assertEquals("logarithmic", chromium.evaluate(vertical).asText());
        String caption = "document.querySelector('#loss figcaption').textContent";
        assertTrue(chromium.evaluate(caption).asText().endsWith("2 at 0 or below drawn at the lower end"));
        chromium.evaluate(
                "[...document.querySelectorAll('#loss button')].find(b => b.textContent === 'linear').click()");
        assertEquals("linear", chromium.evaluate(vertical).asText());
        assertEquals(
                "solid: training, dashed: test; 103 of 103 points shown",
                chromium.evaluate(caption).asText());
        chromium.evaluate("document.getElementById('show-0').click()");
        assertTrue(chromium.evaluate(caption).asText().endsWith("; 42 of 42 points shown"));
    }

    @Test
    void hiddenUnitsOfEachRunHaveAChartWithTheAxesOfAll() throws Exception {
        chromium.open(page, 1280, 900, "light");
        showAll();
        String charts = "[...document.querySelectorAll('#saturation canvas')].map(c => Chart.getChart(c))";
        JsonNode titles = chromium.evaluate(charts + ".map(chart => chart.options.plugins.title.text)");
        assertEquals("[\"<i>adam\",\"gn\",\"hig\"]", titles.toString());
        for (String range : List.of("y.min", "y.max", "x.min", "x.max")) {
            JsonNode values = chromium.evaluate(charts + ".map(chart => chart.scales." + range + ")");
            assertEquals(values.get(0), values.get(1), range);
        }
        chromium.evaluate("document.getElementById('show-0').click()");
        assertEquals(
                "[\"gn\",\"hig\"]",
                chromium.evaluate(charts + ".map(chart => chart.options.plugins.title.text)")
                        .toString());
    }

    @Test
    void linesHaveTheNamesOfTheirRunsAtTheirEnds() throws Exception {
        chromium.open(page, 1280, 900, "light");
        showAll();
        JsonNode endings = chromium.evaluate(
                "Chart.getChart('chart-loss').data.datasets.map(dataset => dataset.ending).filter(ending => ending)");
        assertEquals("[\"<i>adam\",\"gn\",\"hig\"]", endings.toString());
        assertTrue(
                chromium.evaluate("Chart.getChart('chart-loss').width - Chart.getChart('chart-loss').chartArea.right")
                                .asDouble()
                        > 40); // seven letters
    }

    @Test
    void figuresHaveNamesThatSayWhatTheyShow() throws Exception {
        chromium.open(page, 1280, 900, "light");
        showAll();
        JsonNode names = chromium.evaluate(
                "[...document.querySelectorAll('figure .frame[role=img]')].map(f => f.getAttribute('aria-label'))");
        assertEquals(7, names.size());
        assertEquals(
                "Loss. Over training time (s): <i>adam: ends at 0.01563; gn: ends at -1.00e-16; hig: ends at 0.0625",
                names.get(0).asText());
        assertTrue(chromium.evaluate("[...document.querySelectorAll('button, select, input')]"
                        + ".every(e => e.textContent.trim() || e.getAttribute('aria-label'))")
                .asBoolean());
    }

    @Test
    void theServedPageFollowsARun() throws Exception {
        SampleRun run = SampleRun.begun(directory.resolve("growing"), "hig");
        run.evaluation(0, 1);
        run.step(1, 0.5);
        try (ReportServer server = ReportServer.start(RunReport.of(SampleRun.STORAGE, List.of(run.path())), 0)) {
            chromium.open(server.address(), 1280, 900, "light");
            chromium.await("document.getElementById('status').textContent === 'following'");
            String before = column(5);
            run.step(2, 0.25);
            run.evaluation(2, 0.25);
            chromium.await("document.querySelector('#runs tbody td:nth-child(5)').textContent === '2'");
            assertNotEquals(before, column(5));
            chromium.await("Chart.getChart('chart-loss').data.datasets[0].data.length === 2");
            run.end("finished", "2 steps");
            chromium.await("document.getElementById('status').textContent === 'all runs have ended'");
            assertEquals(List.of(), chromium.complaints());
            assertTrue(chromium.requests().stream()
                    .allMatch(url -> url.startsWith(server.address().toString()) || url.startsWith("data:")));
        }
    }

    private static List<String> requestsOverANetworkOrToFiles() {
        return chromium.requests().stream()
                .filter(url -> !url.startsWith("data:"))
                .toList();
    }

    /** Figures are drawn when they come into sight. */
    private static void showAll() throws InterruptedException {
        int figures =
                chromium.evaluate("document.querySelectorAll('figure').length").asInt();
        for (int i = 0; i < figures; i++) {
            chromium.evaluate("document.querySelectorAll('figure')[" + i + "].scrollIntoView()");
            chromium.await("!!Chart.getChart(document.querySelectorAll('figure')[" + i + "].querySelector('canvas'))");
        }
        chromium.evaluate("scrollTo(0, 0)");
    }

    /** Texts of a column of the table of runs, counted from 1. */
    private static String column(int number) {
        return chromium.evaluate("[...document.querySelectorAll('#runs tbody td:nth-child(" + number
                        + ")')].map(cell => cell.textContent.trim())")
                .toString();
    }

    private static void keepScreenshot(String name) throws IOException {
        String screenshots = System.getProperty("hig.screenshots", "");
        if (!screenshots.isEmpty()) {
            Files.createDirectories(Path.of(screenshots));
            Files.write(Path.of(screenshots, name + ".png"), chromium.screenshot());
        }
    }
}
