package org.halfinverse.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.CombinedDomainXYPlot;
import org.jfree.chart.plot.XYPlot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {
    @TempDir
    private Path directory;

    @Test
    void everyFigureIsWrittenTwiceAndThePngsShowSomething() throws IOException {
        Run hig = SampleRun.finished(directory.resolve("hig"), "hig", 20).read();
        Run adam = SampleRun.finished(directory.resolve("adam"), "adam", 20).read();
        Path output = directory.resolve("figures");
        new Figures(List.of(hig, adam)).write(SampleRun.STORAGE, output.toString());
        List<String> names = List.of(
                "loss-time",
                "loss-steps",
                "loss-samples",
                "saturation",
                "trajectory",
                "comparison",
                "spectrum",
                "phases",
                "rate");
        assertEquals(2 * names.size(), SampleRun.STORAGE.list(output.toString()).size());
        for (String name : names) {
            BufferedImage image = ImageIO.read(output.resolve(name + ".png").toFile());
            assertTrue(coloured(image) > 200, name + " has " + coloured(image) + " coloured pixels");
            assertTrue(Files.readString(output.resolve(name + ".svg")).contains("<path"), name);
        }
    }

    @Test
    void textsOfAnSvgAreText() throws IOException {
        Run run = SampleRun.finished(directory.resolve("my-run"), "hig", 20).read();
        String comparison = svg("comparison", run);
        for (String text : List.of(
                ">training time (s)<",
                ">mean loss<",
                ">10⁻¹<",
                ">Hidden units, mean ± std<",
                ">y₁<",
                ">y₂<",
                ">my-run<",
                ">start<",
                ">target<",
                ">test loss<")) {
            assertTrue(comparison.contains(text), text);
        }
        assertTrue(comparison.contains(">Loss, activations and path of one sample's output of my-run"));
        assertTrue(comparison.contains("width=\"516"), "as wide as a page");
    }

    @Test
    void threePanelsStandSideBySide() {
        Run run = SampleRun.finished(directory.resolve("run"), "hig", 3).read();
        Figure comparison = figure("comparison", run);
        assertEquals(3, comparison.columns());
        assertEquals(3, comparison.charts().size());
    }

    @Test
    void theUnitsOfAFewRunsAreSmallMultiplesWithTheSameAxes() {
        Figure comparison = figure("comparison", runs(3));
        CombinedDomainXYPlot stack = assertInstanceOf(
                CombinedDomainXYPlot.class, comparison.charts().get(1).getPlot());
        List<XYPlot> charts = stack.getSubplots();
        assertEquals(3, charts.size());
        assertEquals(
                1,
                charts.stream()
                        .map(chart -> chart.getRangeAxis().getRange())
                        .distinct()
                        .count());
        NumberAxis axis = (NumberAxis) charts.get(0).getRangeAxis();
        assertTrue(axis.getRange().getLength() >= 2 * axis.getTickUnit().getSize(), "room for two ticks and more");
    }

    /** In the legend, and beside its line. */
    @Test
    void linesOfAFewRunsHaveTheirNamesAtTheirEnds() throws IOException {
        assertEquals(2, count(svg("loss-time", runs(2)), ">run-1<"));
        assertEquals(1, count(svg("loss-time", runs(7)), ">run-1<"));
        assertEquals(1, count(svg("loss-time", runs(1)), ">run-0<"));
    }

    @Test
    void aNameThatWouldMeetALineIsLeftToTheLegend() throws IOException {
        double[] x = IntStream.range(0, 200).asDoubleStream().toArray();
        double[] everywhere = Arrays.stream(x).map(i -> i % 2).toArray();
        Curves curves = new Curves();
        curves.line(x, everywhere, Look.colour(0), Look.SOLID);
        curves.name("everywhere", Look.colour(0));
        curves.line(x, new double[200], Look.colour(1), Look.SOLID);
        curves.name("below", Look.colour(1));
        JFreeChart chart = Look.chart("", curves.plot(Look.linear("x"), Look.linear("y")));
        String svg = svg(new Figure("f", "a figure", 1, Figure.COLUMN, 170, List.of(chart), List.of()));
        assertEquals(0, count(svg, ">everywhere<") + count(svg, ">below<"));
    }

    /** The lower one's would fit above both, where it would seem to be that of the upper one. */
    @Test
    void aNameStandsOnTheSideOfItsOwnLine() throws IOException {
        double[] x = {0, 1, 199};
        Curves curves = new Curves();
        curves.line(x, new double[] {0, 0.45, 0.45}, Look.colour(0), Look.SOLID);
        curves.name("lower", Look.colour(0));
        curves.line(x, new double[] {1, 0.475, 0.475}, Look.colour(1), Look.SOLID);
        curves.name("upper", Look.colour(1));
        curves.line(x, new double[] {0, 0.43, 0.43}, Look.colour(0), Look.SOLID); // which bars the way below
        JFreeChart chart = Look.chart("", curves.plot(Look.linear("x"), Look.linear("y")));
        String svg = svg(new Figure("f", "a figure", 1, Figure.COLUMN, 170, List.of(chart), List.of()));
        assertTrue(ordinate(svg, "upper") < ordinate(svg, "lower"));
    }

    private static double ordinate(String svg, String text) {
        Matcher place = Pattern.compile(" y=\"([\\d.]+)\"[^>]*>" + text + "<").matcher(svg);
        assertTrue(place.find(), text);
        return Double.parseDouble(place.group(1));
    }

    @Test
    void ticksOfAShortRunSaySomething() throws IOException {
        String short4 = svg(
                "loss-steps",
                SampleRun.finished(directory.resolve("run"), "hig", 4).read());
        for (String tick : List.of(">1<", ">2<", ">3<", ">10⁻¹<", ">0.2<", ">0.5<", ">10⁰<")) {
            assertTrue(short4.contains(tick), tick);
        }
        SampleRun third = SampleRun.begun(directory.resolve("third"), "hig");
        third.append("{\"step\":1,\"samples\":32,\"seconds\":0.5,\"loss\":5E-5}\n");
        third.append("{\"step\":2,\"samples\":64,\"seconds\":3.00647892,\"loss\":6E-5}\n");
        String seconds = svg("comparison", third.read());
        for (String tick : List.of(">1<", ">2<", ">3<", ">2·10⁻⁵<", ">5·10⁻⁵<")) {
            assertTrue(seconds.contains(tick), tick);
        }
    }

    @Test
    void theUnitsOfManyRunsAreBandsInOneChart() {
        Figure comparison = figure("comparison", runs(5));
        XYPlot chart = comparison.charts().get(1).getXYPlot();
        assertFalse(chart instanceof CombinedDomainXYPlot);
        assertEquals(5, chart.getDataset(1).getSeriesCount());
    }

    private Run[] runs(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SampleRun.finished(directory.resolve("run-" + i), "hig", 20)
                        .read())
                .toArray(Run[]::new);
    }

    @Test
    void aRunWithNothingButLossesHasTheFiguresOfThese() throws IOException {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "adam");
        sample.append("{\"step\":1,\"samples\":32,\"seconds\":1,\"loss\":0.5}\n");
        sample.append("{\"step\":2,\"samples\":64,\"seconds\":2,\"loss\":0.25}\n");
        Run run = sample.read();
        assertEquals(
                List.of("loss-steps", "loss-time", "loss-samples", "comparison", "phases", "rate"),
                new Figures(List.of(run)).all().stream().map(Figure::name).toList());
        assertTrue(svg("loss-steps", run).contains(">mini-batch loss<"));
    }

    /** Each singular value has its line; what is rounding does not stretch the axis, nor does a line that has others. */
    @Test
    void singularValuesAreDrawnWithTheCutOffWhereTheyAreKnown() throws IOException {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "hig");
        String step =
                "{\"step\":%d,\"samples\":1,\"seconds\":%d,\"loss\":1,\"rank\":2,\"rank_full\":3,\"sigma_max\":10,"
                        + "\"sigma_min_kept\":1,\"sigmas\":[%s]}\n";
        sample.append(step.formatted(1, 1, "10,1,1E-17"));
        sample.append(step.formatted(2, 2, "10,1.5,0"));
        sample.append(step.formatted(3, 3, "10"));
        Run run = sample.read();
        assertEquals(3, run.metrics().sigmaCount());
        assertEquals(2, run.metrics().sigmas().total());
        String spectrum = svg("spectrum", run);
        assertTrue(spectrum.contains(">singular values<"));
        assertFalse(spectrum.contains(">10⁻¹⁷<"));
        SampleRun without = SampleRun.begun(directory.resolve("without"), "hig");
        without.append(step.formatted(1, 1, "").replace(",\"sigmas\":[]", ""));
        assertTrue(svg("spectrum", without.read()).contains(">σ max, min kept<"));
    }

    @Test
    void lossesThatRoundingMadeNegativeAreDrawnAndTold() throws IOException {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "hig");
        sample.evaluation(0, 1e-3);
        sample.evaluation(1, -1e-16);
        sample.evaluation(2, 0);
        assertTrue(svg("loss-time", sample.read()).contains(">first at 0 or less, drawn at the lower end<"));
        assertFalse(svg(
                        "loss-time",
                        SampleRun.finished(directory.resolve("b"), "hig", 3).read())
                .contains("lower end"));
    }

    @Test
    void aRunWithoutALineStillHasFigures() throws IOException {
        Run run = SampleRun.begun(directory.resolve("run"), "hig").read();
        for (Figure figure : new Figures(List.of(run)).all()) {
            figure.writePng(new ByteArrayOutputStream());
        }
        assertTrue(svg("loss-time", run).contains("mini-batch loss"));
    }

    @Test
    void stepsASecondAreAveragedOverStretches() {
        Thinned times = new Thinned(100, Metrics.STEP_SECONDS);
        double seconds = 0;
        for (int step = 1; step <= 1200; step++) {
            double duration = step % 20 == 0 ? 1 : 0; // 20 steps in a second, all in the last of them
            seconds += duration;
            times.add(step, seconds, 0, duration);
        }
        double[][] rate = StepRate.of(times);
        assertTrue(rate[1].length > 20, rate[1].length + " stretches");
        for (double steps : rate[1]) {
            assertEquals(20, steps, 10);
        }
    }

    private static Figure figure(String name, Run... runs) {
        return new Figures(List.of(runs))
                .all().stream()
                        .filter(figure -> figure.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private static int count(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    private static String svg(String name, Run... runs) throws IOException {
        return svg(figure(name, runs));
    }

    private static String svg(Figure figure) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        figure.writeSvg(output);
        return output.toString(StandardCharsets.UTF_8);
    }

    private static int coloured(BufferedImage image) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                int red = rgb >> 16 & 0xff;
                int blue = rgb & 0xff;
                count += Math.abs(red - blue) > 20 ? 1 : 0;
            }
        }
        return count;
    }
}
