package org.halfinverse.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.halfinverse.train.Metric;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code metrics.jsonl}, a step's or an evaluation's: numbers, and nothing but numbers. The object is used
 * again for every line.
 */
final class MetricsLine {
    /** More numbers than these in one list are no activations and no outputs. */
    private static final int LARGEST_ARRAY = 100_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();

    private final Map<Metric, Double> values = new EnumMap<>(Metric.class);
    private double[][] saturationMean = {};
    private double[][] saturationDeviation = {};
    private double[] sigmas = {};
    private double[] trajectory = {};
    private double[] target = {};

    /**
     * Takes in a line in place of the one before.
     *
     * @param bytes that hold it
     * @param length of the line, from the start of the bytes
     * @throws IOException if it is no JSON object with a step in it
     */
    void read(byte[] bytes, int length) throws IOException {
        values.clear();
        saturationMean = new double[0][];
        saturationDeviation = new double[0][];
        sigmas = new double[0];
        trajectory = new double[0];
        target = new double[0];
        try (JsonParser parser = JSON.createParser(bytes, 0, length)) {
            expect(parser, parser.nextToken(), JsonToken.START_OBJECT);
            readObject(parser, "");
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "more than one object");
            }
            if (!has(Metric.STEP)) {
                throw new JsonParseException(parser, "no step");
            }
        }
    }

    /** The value of a metric, not a number where the line has none. */
    double get(Metric metric) {
        return values.getOrDefault(metric, Double.NaN);
    }

    /** Whether the line has a finite value of a metric. */
    boolean has(Metric metric) {
        return Double.isFinite(get(metric));
    }

    /** Whether the line is an evaluation's. */
    boolean isEvaluation() {
        return has(Metric.TRAIN_LOSS) || !has(Metric.SAMPLES);
    }

    /** Mean activation by hidden layer and unit; empty where the line has none. */
    double[][] saturationMean() {
        return saturationMean;
    }

    /** Standard deviation of the activation by hidden layer and unit, for as many as there are means. */
    double[][] saturationDeviation() {
        return saturationDeviation;
    }

    /** Some singular values, descending; empty where the line has none. */
    double[] sigmas() {
        return sigmas;
    }

    /** Outputs of the watched sample; empty where the line has none. */
    double[] trajectory() {
        return trajectory;
    }

    /** Targets of the watched sample; empty where the line has none. */
    double[] target() {
        return target;
    }

    private void readObject(JsonParser parser, String prefix) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            expect(parser, parser.currentToken(), JsonToken.FIELD_NAME);
            String name = prefix.isEmpty() ? parser.currentName() : prefix + parser.currentName();
            JsonToken token = parser.nextToken();
            Optional<Metric> metric = Metric.of(name);
            if (metric.isPresent()) {
                readValue(parser, metric.get());
            } else if (token == JsonToken.START_OBJECT && Metric.isBlock(name)) {
                readObject(parser, name + ".");
            } else {
                parser.skipChildren();
            }
        }
    }

    private void readValue(JsonParser parser, Metric metric) throws IOException {
        switch (metric) {
            case SATURATION_MEAN -> saturationMean = matrix(parser);
            case SATURATION_STD -> saturationDeviation = matrix(parser);
            case SIGMAS -> sigmas = vector(parser);
            case TRAJECTORY -> trajectory = vector(parser);
            case TARGET -> target = vector(parser);
            default -> {
                values.put(metric, number(parser));
                parser.skipChildren();
            }
        }
    }

    private static double[][] matrix(JsonParser parser) throws IOException {
        List<double[]> rows = new ArrayList<>();
        expect(parser, parser.currentToken(), JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            rows.add(vector(parser));
        }
        return rows.toArray(double[][]::new);
    }

    private static double[] vector(JsonParser parser) throws IOException {
        expect(parser, parser.currentToken(), JsonToken.START_ARRAY);
        double[] entries = new double[16];
        int size = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (size == LARGEST_ARRAY) {
                throw new JsonParseException(parser, "more than " + LARGEST_ARRAY + " numbers in a list");
            }
            if (size == entries.length) {
                entries = Arrays.copyOf(entries, 2 * size);
            }
            entries[size++] = number(parser);
        }
        return Arrays.copyOf(entries, size);
    }

    /** What is no number counts as not a number: Jackson writes {@code "NaN"} and {@code "Infinity"} as texts. */
    private static double number(JsonParser parser) throws IOException {
        return parser.currentToken().isNumeric() ? parser.getDoubleValue() : Double.NaN;
    }

    private static void expect(JsonParser parser, @Nullable JsonToken token, JsonToken expected) throws IOException {
        if (token != expected) {
            throw new JsonParseException(parser, token + " instead of " + expected);
        }
    }
}
