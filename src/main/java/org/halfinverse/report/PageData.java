package org.halfinverse.report;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.halfinverse.train.Metric;
import org.jspecify.annotations.Nullable;

/** What the page shows, as JSON that may stand within HTML: none of its characters means anything there. */
final class PageData {
    /** Finer differences than these cannot be seen. */
    private static final MathContext DIGITS = new MathContext(6);

    private static final double LARGEST_INTEGER = 1e15;
    private static final List<String> AXES = List.of(Metric.STEP.key(), Metric.SECONDS.key(), Metric.SAMPLES.key());
    private static final ObjectMapper JSON = new ObjectMapper(
            new JsonFactoryBuilder().characterEscapes(new ForHtml()).build());

    private final List<Run> runs;
    private final Plane plane;

    private PageData(List<Run> runs) {
        this.runs = runs;
        this.plane = Plane.of(runs);
    }

    /**
     * {@return runs as one JSON object}
     *
     * @param runs all that the page shows
     * @param told which of them to tell, by index; of the others only the path of the watched sample is told
     * @param generation that the indices belong to
     * @param version of what is told
     */
    static String json(List<Run> runs, IntPredicate told, long generation, long version) {
        try {
            return JSON.writeValueAsString(new PageData(runs).page(told, generation, version));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode page(IntPredicate told, long generation, long version) {
        ObjectNode page = JSON.createObjectNode().put("generation", generation).put("version", version);
        PhaseBars.NAMES.forEach(page.putArray("phases")::add);
        ArrayNode shown = page.putArray("runs");
        IntStream.range(0, runs.size()).filter(told).forEach(i -> putRun(shown.addObject(), i, runs.get(i)));
        putPlane(page.putObject("plane"));
        return page;
    }

    private static void putRun(ObjectNode node, int index, Run run) {
        Metrics metrics = run.metrics();
        node.put("index", index)
                .put("label", run.label())
                .put("path", run.path())
                .put("optimizer", run.optimizer())
                .put("end", run.outcome().end())
                .put("reason", run.outcome().reason());
        node.set("steps", number(metrics.lastStep()));
        node.set("seconds", number(metrics.seconds()));
        node.set(Metric.TRAIN_LOSS.key(), number(last(metrics.evaluations(), Metrics.TRAIN)));
        node.set(Metric.TEST_LOSS.key(), number(last(metrics.evaluations(), Metrics.TEST)));
        node.set(Metric.RANK.key(), number(last(metrics.spectra(), Metrics.RANK)));
        node.set(Metric.RANK_FULL.key(), number(last(metrics.spectra(), Metrics.RANK_FULL)));
        run.complaints().forEach(node.putArray("complaints")::add);
        run.config().forEach(node.putObject("config")::put);
        run.outcome().provenance().forEach(node.putObject("provenance")::put);
        putSeries(node, "losses", metrics.steps(), Metric.LOSS.key());
        putSeries(node, "evaluations", metrics.evaluations(), "train", "test");
        putSeries(
                node,
                "spectra",
                metrics.spectra(),
                Metric.RANK.key(),
                Metric.RANK_FULL.key(),
                Metric.SIGMA_MAX.key(),
                Metric.SIGMA_MIN_KEPT.key());
        ObjectNode sigmas = putSeries(node, "sigmas", metrics.sigmas());
        sigmas.put("count", metrics.sigmaCount());
        List<double[]> rows = metrics.sigmas().rows();
        for (int i = 0; i < metrics.sigmaCount(); i++) {
            sigmas.set("sigma_" + i, numbers(rows, Axis.COUNT + i));
        }
        putSeries(node, "times", metrics.times(), "step_seconds");
        node.set("phase_seconds", numbers(metrics.phaseSeconds()));
        putSaturation(node, metrics.saturation());
    }

    private static double last(Thinned series, int column) {
        List<double[]> rows = series.rows();
        return rows.isEmpty() ? Double.NaN : rows.get(rows.size() - 1)[column];
    }

    private static ObjectNode putSeries(ObjectNode node, String name, Thinned series, String... columns) {
        ObjectNode told = node.putObject(name).put("total", series.total());
        List<double[]> rows = series.rows();
        for (int i = 0; i < Axis.COUNT + columns.length; i++) {
            told.set(i < Axis.COUNT ? AXES.get(i) : columns[i - Axis.COUNT], numbers(rows, i));
        }
        return told;
    }

    private static void putSaturation(ObjectNode node, Saturation saturation) {
        List<double[]> rows = saturation.rows().rows();
        ArrayNode layers = putSeries(node, "saturation", saturation.rows()).putArray("layers");
        for (int layer = 0; layer < saturation.layers(); layer++) {
            int mean = saturation.layerColumn(layer);
            ObjectNode told = layers.addObject().put("units", saturation.units(layer));
            told.set("mean", numbers(rows, mean));
            told.set("std", numbers(rows, mean + 1));
            ArrayNode means = told.putArray("unit_mean");
            ArrayNode deviations = told.putArray("unit_std");
            for (int unit = 0; saturation.showsUnits(layer) && unit < saturation.units(layer); unit++) {
                int column = saturation.unitColumn(layer, unit);
                means.add(numbers(rows, column));
                deviations.add(numbers(rows, column + 1));
            }
        }
    }

    private void putPlane(ObjectNode node) {
        node.put("horizontal", plane.horizontal()).put("vertical", plane.vertical());
        ArrayNode paths = node.putArray("paths");
        for (int i = 0; i < runs.size(); i++) {
            Run run = runs.get(i);
            if (plane.shows(run)) {
                List<double[]> path = List.of(plane.path(run));
                ObjectNode told = paths.addObject()
                        .put("index", i)
                        .put("total", run.metrics().path().total());
                told.set("x", numbers(path, 0));
                told.set("y", numbers(path, 1));
                if (run.metrics().target().isPresent()) {
                    told.set("target", numbers(plane.target(run)));
                }
            }
        }
    }

    private static ArrayNode numbers(List<double[]> rows, int column) {
        return numbers(rows.stream().mapToDouble(row -> row[column]).toArray());
    }

    private static ArrayNode numbers(double[] values) {
        ArrayNode numbers = JSON.createArrayNode();
        Arrays.stream(values).mapToObj(PageData::number).forEach(numbers::add);
        return numbers;
    }

    private static ValueNode number(double value) {
        if (!Double.isFinite(value)) {
            return NullNode.instance;
        }
        return value == Math.rint(value) && Math.abs(value) < LARGEST_INTEGER
                ? LongNode.valueOf((long) value)
                : DecimalNode.valueOf(new BigDecimal(value).round(DIGITS));
    }

    /** Escapes what could end a script or begin a comment in HTML. */
    private static final class ForHtml extends CharacterEscapes {
        @Override
        public int[] getEscapeCodesForAscii() {
            int[] escapes = standardAsciiEscapesForJSON();
            for (char c : "<>&'".toCharArray()) {
                escapes[c] = ESCAPE_STANDARD;
            }
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }
}
