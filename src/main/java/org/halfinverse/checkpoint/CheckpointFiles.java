package org.halfinverse.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Fingerprint;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.optim.SavedState;
import org.halfinverse.spectral.SolverTrust;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.Improvement;
import org.halfinverse.train.Metric;

/**
 * The files of one checkpoint: {@code theta.npy}, {@code best.npy} and {@code optimizer-NAME.npy} with the numbers, {@code manifest.json}
 * with everything else, and {@code SHA256SUMS} over all of them, in the format of {@code sha256sum --check}. Nothing in
 * them is code, and nothing is taken from them whose size or checksum is not what it should be.
 */
final class CheckpointFiles {
    private static final String FORMAT = "hig-spark checkpoint 1";
    private static final String SUMS = "SHA256SUMS";
    private static final String MANIFEST = "manifest.json";
    private static final String THETA = "theta.npy";
    private static final String BEST = "best.npy";
    private static final int LARGEST_MANIFEST = 8 << 20;
    private static final int MOST_ROWS = 1000; // of n numbers each, that an optimizer may remember
    private static final int LARGEST_SUMS = 1 << 16;
    private static final Pattern SUM = Pattern.compile("([0-9a-f]{64})  ([a-z0-9.-]+)");
    private static final Pattern SUMS_FORMAT = Pattern.compile("(" + SUM.pattern() + "\n)+");
    private static final Pattern ARRAY_NAME = Pattern.compile("[a-z][a-z0-9-]{0,60}");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();

    private CheckpointFiles() {}

    /**
     * Writes all files of a checkpoint, and reads them back as they were stored.
     *
     * @param storage on which they lie
     * @param directory for them, which must be there
     * @param checkpoint the numbers
     * @param identity of the run
     * @param mayFinish called before the checksums, with which the checkpoint is whole; throws if it must not become so
     * @throws DataException if they cannot be written, or read otherwise than they were written
     */
    static void write(
            Storage storage, String directory, Checkpoint checkpoint, RunIdentity identity, Runnable mayFinish) {
        List<String> files = new ArrayList<>();
        writeArray(storage, directory, THETA, checkpoint.theta());
        files.add(THETA);
        checkpoint.optimizer().arrays().forEach((name, values) -> {
            if (!ARRAY_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" cannot be the name of an array: use letters and hyphens only");
            }
            writeArray(storage, directory, arrayFile(name), values);
            files.add(arrayFile(name));
        });
        checkpoint.improvement().best().ifPresent(best -> {
            writeArray(storage, directory, BEST, best.theta());
            files.add(BEST);
        });
        storage.writeInPlace(
                directory + "/" + MANIFEST,
                output -> output.write(PRETTY.writeValueAsBytes(manifest(checkpoint, identity))));
        files.add(MANIFEST);
        StringBuilder sums = new StringBuilder();
        for (String file : files) {
            sums.append(Fingerprint.ofContent(storage, directory + "/" + file))
                    .append("  ")
                    .append(file)
                    .append('\n');
        }
        mayFinish.run();
        storage.writeInPlace(
                directory + "/" + SUMS, output -> output.write(sums.toString().getBytes(StandardCharsets.US_ASCII)));
        Checkpoint stored = read(storage, directory, checkpoint.theta().length, same -> {});
        if (!Arrays.equals(stored.theta(), checkpoint.theta())) {
            throw new DataException(directory + "/" + THETA + " does not hold what was written to it");
        }
    }

    /** Whether the last file of a checkpoint was written. */
    static boolean areWhole(Storage storage, String directory) {
        return storage.exists(directory + "/" + SUMS);
    }

    /**
     * {@return the numbers of a checkpoint, complete and as they were written}
     *
     * @param storage on which it lies
     * @param directory with its files
     * @param parameters n, so that nothing larger is read
     * @param requireSame is given the run to which it belongs before any number is read, and throws if it is another
     * @throws DataException if anything is missing or not as it was written
     */
    static Checkpoint read(Storage storage, String directory, int parameters, Consumer<RunIdentity> requireSame) {
        Map<String, String> sums = sums(storage, directory);
        String manifestPath = checked(storage, directory, sums, MANIFEST);
        JsonNode manifest = parse(storage.readText(manifestPath, LARGEST_MANIFEST), manifestPath);
        ManifestReader fields = new ManifestReader(manifest, manifestPath);
        if (!fields.text("format").equals(FORMAT)) {
            throw new DataException(manifestPath + " has the format \"" + fields.text("format")
                    + "\", but this version of hig-spark reads \"" + FORMAT
                    + "\": resume with the version that wrote it");
        }
        requireSame.accept(new RunIdentity(fields.map("configuration"), fields.map("data"), fields.map("provenance")));
        SortedMap<String, double[]> optimizer = new TreeMap<>();
        for (String name : fields.texts("optimizer")) {
            if (!ARRAY_NAME.matcher(name).matches()) {
                throw new DataException(manifestPath + " names an array \"" + name + "\"");
            }
            optimizer.put(name, readArray(storage, directory, sums, arrayFile(name), 0, (long) MOST_ROWS * parameters));
        }
        double[] theta = readArray(storage, directory, sums, THETA, parameters, parameters);
        return new Checkpoint(
                theta,
                new SavedState(optimizer),
                fields.count("step"),
                fields.count("samples"),
                fields.real("seconds"),
                fields.block("evaluation").map(CheckpointFiles::evaluation),
                fields.block("solver").map(CheckpointFiles::trust).orElse(SolverTrust.FULL),
                fields.block("improvement")
                        .map(block -> improvement(
                                block, () -> readArray(storage, directory, sums, BEST, parameters, parameters)))
                        .orElse(Improvement.NONE),
                fields.count("metrics_bytes"));
    }

    private static ObjectNode manifest(Checkpoint checkpoint, RunIdentity identity) {
        ObjectNode manifest = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("step", checkpoint.step())
                .put("samples", checkpoint.samples())
                .put("seconds", checkpoint.seconds())
                .put("metrics_bytes", checkpoint.metricsBytes());
        checkpoint.evaluation().ifPresent(evaluation -> {
            ObjectNode node = manifest.putObject("evaluation")
                    .put(Metric.STEP.key(), evaluation.step())
                    .put(Metric.EPOCH.key(), evaluation.epoch())
                    .put(Metric.SECONDS.key(), evaluation.seconds())
                    .put(Metric.TRAIN_LOSS.key(), evaluation.trainLoss());
            evaluation.testLoss().ifPresent(loss -> node.put(Metric.TEST_LOSS.key(), loss));
        });
        SolverTrust trust = checkpoint.trust();
        if (!trust.equals(SolverTrust.FULL)) { // which is also what checkpoints without it mean
            manifest.putObject("solver")
                    .put("rejections", trust.rejections())
                    .put("pause", trust.pause())
                    .put("retry_at", trust.retryAt());
        }
        Improvement improvement = checkpoint.improvement();
        if (Double.isFinite(improvement.lowest())) {
            ObjectNode node = manifest.putObject("improvement")
                    .put("lowest", improvement.lowest())
                    .put("stale", improvement.stale())
                    .put("reductions", improvement.reductions())
                    .put("stale_since_reduction", improvement.staleSinceReduction());
            improvement
                    .best()
                    .ifPresent(best -> node.put("best_step", best.step()).put("best_loss", best.loss()));
        }
        ArrayNode optimizer = manifest.putArray("optimizer");
        checkpoint.optimizer().arrays().keySet().forEach(optimizer::add);
        identity.configuration().forEach(manifest.putObject("configuration")::put);
        identity.data().forEach(manifest.putObject("data")::put);
        identity.provenance().forEach(manifest.putObject("provenance")::put);
        return manifest;
    }

    private static SolverTrust trust(ManifestReader fields) {
        try {
            return new SolverTrust(fields.count("rejections"), fields.count("pause"), fields.count("retry_at"));
        } catch (IllegalArgumentException e) {
            throw fields.wrong("pause", "a pause of a solver");
        }
    }

    private static Improvement improvement(ManifestReader fields, Supplier<double[]> theta) {
        return new Improvement(
                fields.real("lowest"),
                fields.count("stale"),
                fields.count("reductions"),
                fields.count("stale_since_reduction"),
                fields.has("best_step")
                        ? Optional.of(
                                new Improvement.Best(fields.count("best_step"), fields.real("best_loss"), theta.get()))
                        : Optional.empty());
    }

    private static EvaluationRecord evaluation(ManifestReader fields) {
        return new EvaluationRecord(
                fields.count(Metric.STEP.key()),
                fields.count(Metric.EPOCH.key()),
                fields.real(Metric.SECONDS.key()),
                fields.real(Metric.TRAIN_LOSS.key()),
                fields.has(Metric.TEST_LOSS.key())
                        ? OptionalDouble.of(fields.real(Metric.TEST_LOSS.key()))
                        : OptionalDouble.empty());
    }

    private static String arrayFile(String name) {
        return "optimizer-" + name + ".npy";
    }

    private static void writeArray(Storage storage, String directory, String file, double[] values) {
        storage.writeInPlace(directory + "/" + file, output -> NpyArray.write(output, values, values.length));
    }

    private static double[] readArray(
            Storage storage, String directory, Map<String, String> sums, String file, long least, long most) {
        String path = checked(storage, directory, sums, file);
        NpyArray array = NpyArray.open(storage, path);
        List<Long> shape = array.shape();
        if (shape.size() != 1 || shape.get(0) < least || shape.get(0) > most) {
            throw new DataException(path + " has shape " + array.shapeText() + ", but ("
                    + (least == most ? "" : least + " to ") + most + ",) is needed");
        }
        double[] values = array.readAll();
        if (!Vectors.isFinite(values)) {
            throw new DataException(path + " holds numbers that are not finite");
        }
        return values;
    }

    private static Map<String, String> sums(Storage storage, String directory) {
        String path = directory + "/" + SUMS;
        String text = storage.readText(path, LARGEST_SUMS);
        if (!SUMS_FORMAT.matcher(text).matches()) {
            throw new DataException(path + " is not a list of checksums");
        }
        return text.lines()
                .map(SUM::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(line -> line.group(2), line -> line.group(1), (first, again) -> again));
    }

    /** The path of a file whose checksum is right. */
    private static String checked(Storage storage, String directory, Map<String, String> sums, String file) {
        String path = directory + "/" + file;
        String sum = sums.get(file);
        if (sum == null) {
            throw new DataException(directory + "/" + SUMS + " has no checksum of " + file);
        }
        if (!Fingerprint.ofContent(storage, path).equals(sum)) {
            throw new DataException(path + " is damaged: its checksum differs");
        }
        return path;
    }

    private static JsonNode parse(String text, String path) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new DataException(path + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** Reads fields of a JSON object and says which one is not as it should be. */
    private record ManifestReader(JsonNode node, String path) {
        boolean has(String field) {
            return node.has(field);
        }

        long count(String field) {
            JsonNode value = node.path(field);
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 0) {
                throw wrong(field, "a whole number, 0 or more");
            }
            return value.asLong();
        }

        double real(String field) {
            JsonNode value = node.path(field);
            if (!value.isNumber() || !Double.isFinite(value.asDouble())) {
                throw wrong(field, "a finite number");
            }
            return value.asDouble();
        }

        String text(String field) {
            JsonNode value = node.path(field);
            if (!value.isTextual()) {
                throw wrong(field, "a text");
            }
            return value.asText();
        }

        List<String> texts(String field) {
            JsonNode value = node.path(field);
            List<String> texts = new ArrayList<>();
            if (!value.isArray()) {
                throw wrong(field, "a list of texts");
            }
            value.forEach(entry -> texts.add(entry.asText()));
            return texts;
        }

        SortedMap<String, String> map(String field) {
            JsonNode value = node.path(field);
            if (!value.isObject()) {
                throw wrong(field, "an object");
            }
            SortedMap<String, String> map = new TreeMap<>();
            value.properties()
                    .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
            return map;
        }

        Optional<ManifestReader> block(String field) {
            if (!node.has(field)) {
                return Optional.empty();
            }
            if (!node.get(field).isObject()) {
                throw wrong(field, "an object");
            }
            return Optional.of(new ManifestReader(node.get(field), path));
        }

        private DataException wrong(String field, String wanted) {
            return new DataException(path + ": \"" + field + "\" is not " + wanted);
        }
    }
}
