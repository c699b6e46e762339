package org.halfinverse.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;

/**
 * One reference trajectory, made in float64 by an independent NumPy program with a dense SVD: five full-batch steps of
 * one optimizer from given parameters on given data.
 */
public record GoldenCase(Path directory, String run) {
    private static final Storage STORAGE = new Storage(Map.of());
    private static final int STEPS = 5;

    /** All trajectories of the optimizers that exist. */
    public static List<GoldenCase> all() {
        try {
            Path root = Path.of(GoldenCase.class.getResource("/golden").toURI());
            List<GoldenCase> cases = new ArrayList<>();
            for (String system : List.of("toy-lambda1", "linear_oscillators-dual")) {
                for (String run : List.of("hig", "hig_tau", "gn", "adam", "sgd", "sip")) {
                    if (Files.isDirectory(root.resolve(system).resolve(run))) {
                        cases.add(new GoldenCase(root.resolve(system), run));
                    }
                }
            }
            return cases;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The trajectories of optimizers with a spectral filter. */
    public static List<GoldenCase> spectral() {
        return all().stream()
                .filter(c -> c.run.startsWith("hig") || c.run.equals("gn"))
                .toList();
    }

    /** A trajectory by its names. */
    public static GoldenCase of(String system, String run) {
        return all().stream()
                .filter(c -> c.toString().equals(system + " " + run))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Trains as a user would, and gives the largest relative error of θ_1 … θ_5.
     *
     * @param more settings, {@code key=value}
     */
    public double worstParameterError(Path output, String solver, String execution, String... more) {
        List<String> overrides = new ArrayList<>(overrides(output, solver, execution));
        overrides.addAll(List.of(more));
        Experiment experiment = new Experiment(ExperimentConfig.load(STORAGE, base(meta()), overrides), STORAGE);
        TrainingResult result = experiment.train(new TrainingListener() {}, warning -> {});
        if (result.step() != STEPS) {
            throw new IllegalStateException(result.reason());
        }
        return worstParameterError(output);
    }

    /** The largest relative error of θ_1 … θ_5 in the trace of a run. */
    public double worstParameterError(Path output) {
        double worst = 0;
        for (int k = 1; k <= STEPS; k++) {
            double[] expected = array(run + "/theta_" + k + ".npy");
            double[] actual = NpyArray.open(STORAGE, output + String.format(Locale.ROOT, "/trace/theta-%08d.npy", k))
                    .readAll();
            Vectors.addScaled(-1, expected, actual);
            worst = Math.max(worst, Vectors.norm(actual) / Vectors.norm(expected));
        }
        return worst;
    }

    /** An array of the case. */
    public double[] array(String name) {
        return NpyArray.open(STORAGE, directory.resolve(name).toString()).readAll();
    }

    /** Ratio of the largest to the smallest kept singular value at θ₀. */
    public double conditionOfKept() {
        JsonNode first = settings().get("truncation").get(0);
        double cutoff = first.get("cutoff").asDouble();
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (double sigma : array(run + "/singular_values_0.npy")) {
            largest = Math.max(largest, sigma);
            if (sigma > cutoff) {
                smallest = Math.min(smallest, sigma);
            }
        }
        return largest / smallest;
    }

    /** The settings of this trajectory, {@code key=value}, but for the type of the problem. */
    public List<String> overrides(Path output, String solver, String execution) {
        JsonNode meta = meta();
        JsonNode settings = settings();
        List<String> overrides = new ArrayList<>(List.of(
                "output.directory=" + output,
                "output.trace-parameters=true",
                "execution.mode=" + execution,
                "execution.blocks=3",
                "network.initial-parameters=" + directory.resolve("theta0.npy"),
                "network.hidden=" + hidden(meta),
                "problem.data.inputs=" + directory.resolve("x.npy"),
                "problem.data.targets=" + directory.resolve("y.npy"),
                "optimizer.solver=" + solver,
                "optimizer.learning-rate=" + settings.get("eta"),
                "training.batch-size=" + meta.get("batch"),
                "training.max-steps=" + STEPS));
        if (Files.exists(directory.resolve("s.npy"))) {
            overrides.add("problem.data.states=" + directory.resolve("s.npy"));
        }
        overrides.addAll(
                switch (settings.get("kind").asText()) {
                    case "hig" -> List.of("optimizer.type=hig", "optimizer.kappa=" + settings.get("kappa"));
                    case "gn" -> List.of("optimizer.type=gauss-newton");
                    default -> List.of("optimizer.type=" + settings.get("kind").asText());
                });
        if (settings.hasNonNull("rcond")) {
            overrides.add("optimizer.truncation.tau=" + settings.get("rcond"));
        } else if (settings.hasNonNull("tau")) {
            overrides.add("optimizer.truncation.tau=" + settings.get("tau"));
            overrides.add("optimizer.truncation.relative=false");
        }
        return overrides;
    }

    private String base(JsonNode meta) {
        String type = meta.get("system").asText().equals("toy")
                ? "type = toy, lambda = " + meta.get("physics").get("lam")
                : "type = oscillators-linear";
        try {
            Path file = Files.createTempFile("golden", ".conf");
            Files.writeString(file, "problem { " + type + " }\n");
            file.toFile().deleteOnExit();
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hidden(JsonNode meta) {
        List<String> widths = new ArrayList<>();
        meta.get("layer_sizes").forEach(width -> widths.add(width.asText()));
        return widths.subList(1, widths.size() - 1).toString();
    }

    private JsonNode settings() {
        return meta().get("runs").get(run);
    }

    private JsonNode meta() {
        try {
            return new ObjectMapper().readTree(directory.resolve("meta.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return directory.getFileName() + " " + run;
    }
}
