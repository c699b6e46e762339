package org.halfinverse.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
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
    private static final JsonFactory JSON =
            new JsonFactoryBuilder().characterEscapes(new ForHtml()).build();

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
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            new PageData(runs).write(json, told, generation, version);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void write(JsonGenerator json, IntPredicate told, long generation, long version) throws IOException {
        json.writeStartObject();
        json.writeNumberField("generation", generation);
        json.writeNumberField("version", version);
        json.writeFieldName("phases");
        json.writeArray(PhaseBars.NAMES.toArray(String[]::new), 0, PhaseBars.NAMES.size());
        json.writeArrayFieldStart("runs");
        for (int i = 0; i < runs.size(); i++) {
            if (told.test(i)) {
                writeRun(json, i, runs.get(i));
            }
        }
        json.writeEndArray();
        json.writeFieldName("plane");
        writePlane(json);
        json.writeEndObject();
    }

    private static void writeRun(JsonGenerator json, int index, Run run) throws IOException {
        Metrics metrics = run.metrics();
        json.writeStartObject();
        json.writeNumberField("index", index);
        json.writeStringField("label", run.label());
        json.writeStringField("path", run.path());
        json.writeStringField("optimizer", run.optimizer());
        json.writeStringField("end", run.outcome().end());
        json.writeStringField("reason", run.outcome().reason());
        writeNumber(json, "steps", metrics.lastStep());
        writeNumber(json, "seconds", metrics.seconds());
        writeNumber(json, Metric.TRAIN_LOSS.key(), last(metrics.evaluations(), Metrics.TRAIN));
        writeNumber(json, Metric.TEST_LOSS.key(), last(metrics.evaluations(), Metrics.TEST));
        writeNumber(json, Metric.RANK.key(), last(metrics.spectra(), Metrics.RANK));
        writeNumber(json, Metric.RANK_FULL.key(), last(metrics.spectra(), Metrics.RANK_FULL));
        json.writeFieldName("complaints");
        json.writeArray(
                run.complaints().toArray(String[]::new), 0, run.complaints().size());
        writeTexts(json, "config", run.config());
        writeTexts(json, "provenance", run.outcome().provenance());
        writeSeries(json, "losses", metrics.steps(), Metric.LOSS.key());
        writeSeries(json, "evaluations", metrics.evaluations(), "train", "test");
        writeSeries(
                json,
                "spectra",
                metrics.spectra(),
                Metric.RANK.key(),
                Metric.RANK_FULL.key(),
                Metric.SIGMA_MAX.key(),
                Metric.SIGMA_MIN_KEPT.key());
        writeSigmas(json, metrics);
        writeSeries(json, "times", metrics.times(), "step_seconds");
        writeNumbers(json, "phase_seconds", metrics.phaseSeconds());
        writeSaturation(json, metrics.saturation());
        json.writeEndObject();
    }

    private static double last(Thinned series, int column) {
        List<double[]> rows = series.rows();
        return rows.isEmpty() ? Double.NaN : rows.get(rows.size() - 1)[column];
    }

    private static void writeSeries(JsonGenerator json, String name, Thinned series, String... columns)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("total", series.total());
        List<double[]> rows = series.rows();
        for (int i = 0; i < Axis.COUNT + columns.length; i++) {
            writeColumn(json, i < Axis.COUNT ? AXES.get(i) : columns[i - Axis.COUNT], rows, i);
        }
        json.writeEndObject();
    }

    private static void writeSigmas(JsonGenerator json, Metrics metrics) throws IOException {
        List<double[]> rows = metrics.sigmas().rows();
        json.writeObjectFieldStart("sigmas");
        json.writeNumberField("total", metrics.sigmas().total());
        for (int i = 0; i < Axis.COUNT; i++) {
            writeColumn(json, AXES.get(i), rows, i);
        }
        json.writeNumberField("count", metrics.sigmaCount());
        for (int i = 0; i < metrics.sigmaCount(); i++) {
            writeColumn(json, "sigma_" + i, rows, Axis.COUNT + i);
        }
        json.writeEndObject();
    }

    private static void writeSaturation(JsonGenerator json, Saturation saturation) throws IOException {
        List<double[]> rows = saturation.rows().rows();
        json.writeObjectFieldStart("saturation");
        json.writeNumberField("total", saturation.rows().total());
        for (int i = 0; i < Axis.COUNT; i++) {
            writeColumn(json, AXES.get(i), rows, i);
        }
        json.writeArrayFieldStart("layers");
        for (int layer = 0; layer < saturation.layers(); layer++) {
            json.writeStartObject();
            json.writeNumberField("units", saturation.units(layer));
            writeColumn(json, "mean", rows, saturation.layerColumn(layer));
            writeColumn(json, "std", rows, saturation.layerColumn(layer) + 1);
            writeUnits(json, "unit_mean", saturation, rows, layer, 0);
            writeUnits(json, "unit_std", saturation, rows, layer, 1);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeUnits(
            JsonGenerator json, String name, Saturation saturation, List<double[]> rows, int layer, int offset)
            throws IOException {
        json.writeArrayFieldStart(name);
        int units = saturation.showsUnits(layer) ? saturation.units(layer) : 0;
        for (int unit = 0; unit < units; unit++) {
            int column = saturation.unitColumn(layer, unit) + offset;
            writeNumbers(json, rows.stream().mapToDouble(row -> row[column]).toArray());
        }
        json.writeEndArray();
    }

    private void writePlane(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("horizontal", plane.horizontal());
        json.writeStringField("vertical", plane.vertical());
        json.writeArrayFieldStart("paths");
        int[] shown = IntStream.range(0, runs.size())
                .filter(i -> plane.shows(runs.get(i)))
                .toArray();
        for (int i : shown) {
            Run run = runs.get(i);
            List<double[]> path = List.of(plane.path(run));
            json.writeStartObject();
            json.writeNumberField("index", i);
            json.writeNumberField("total", run.metrics().path().total());
            writeColumn(json, "x", path, 0);
            writeColumn(json, "y", path, 1);
            if (run.metrics().target().isPresent()) {
                writeNumbers(json, "target", plane.target(run));
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeTexts(JsonGenerator json, String name, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    private static void writeColumn(JsonGenerator json, String name, List<double[]> rows, int column)
            throws IOException {
        writeNumbers(json, name, rows.stream().mapToDouble(row -> row[column]).toArray());
    }

    private static void writeNumbers(JsonGenerator json, String name, double[] values) throws IOException {
        json.writeFieldName(name);
        writeNumbers(json, values);
    }

    private static void writeNumbers(JsonGenerator json, double[] values) throws IOException {
        json.writeStartArray();
        for (double value : values) {
            writeNumber(json, value);
        }
        json.writeEndArray();
    }

    private static void writeNumber(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        writeNumber(json, value);
    }

    private static void writeNumber(JsonGenerator json, double value) throws IOException {
        if (!Double.isFinite(value)) {
            json.writeNull();
        } else if (value == Math.rint(value) && Math.abs(value) < LARGEST_INTEGER) {
            json.writeNumber((long) value);
        } else {
            json.writeNumber(new BigDecimal(value).round(DIGITS).toString());
        }
    }

    /** Escapes what could end a script or begin a comment in HTML. */
    private static final class ForHtml extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

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
