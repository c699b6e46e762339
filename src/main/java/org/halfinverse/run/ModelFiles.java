package org.halfinverse.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.config.NetworkConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArchive;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.StandardizedLoss;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.network.Network;
import org.halfinverse.network.Standardization;
import org.halfinverse.onnx.OnnxLabels;
import org.halfinverse.onnx.OnnxNetwork;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.TrainingResult;

/**
 * Writes and reads {@code model/}: the parameters flat, by layer and as an ONNX graph, and what they are parameters of.
 */
final class ModelFiles {
    private static final Logger LOG = LogManager.getLogger(ModelFiles.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_DESCRIPTION = 64 << 20;

    /** Of what stands in {@code model/}; a higher one means that an older version would misread it. */
    private static final int FORMAT = 1;

    private ModelFiles() {}

    /**
     * Writes all files; a network that is too large for ONNX goes without that one.
     *
     * @param directory of the run
     * @param model to write
     */
    static void write(RunDirectory directory, TrainedModel model) {
        Storage storage = directory.storage();
        double[] theta = model.theta();
        Network network = model.physics().network();
        storage.createDirectory(directory.file("model"));
        storage.write(directory.file(RunFile.PARAMETERS), output -> NpyArray.write(output, theta, theta.length));
        storage.write(
                directory.file(RunFile.WEIGHTS),
                output -> weights(network, theta).writeTo(output));
        if (OnnxNetwork.fits(network)) {
            OnnxLabels labels = new OnnxLabels(
                    model.config().name(), model.config().problem().label(), Version.current());
            storage.write(
                    directory.file(RunFile.NETWORK), output -> new OnnxNetwork(network, theta, labels).writeTo(output));
        } else {
            LOG.warn(
                    "{} parameters do not fit into an ONNX file of 2 GiB: there is no model/network.onnx",
                    network.parameterCount());
        }
        storage.writeText(directory.file(RunFile.DESCRIPTION), model.description());
    }

    /**
     * {@return a model, with the configuration of its run}
     *
     * @param directory of the run
     * @param overrides {@code key=value}, which win over the configuration
     * @throws DataException if there is none, or it is damaged, or of a version that is not known here
     * @throws ConfigurationException if the configuration is not one
     */
    static TrainedModel read(RunDirectory directory, List<String> overrides) {
        Storage storage = directory.storage();
        String file = directory.file(RunFile.DESCRIPTION);
        if (!storage.exists(file)) {
            throw new DataException(directory.path() + " holds no trained model: there is no " + file
                    + ", which a training writes when it ends");
        }
        String description = storage.readText(file, LONGEST_DESCRIPTION);
        JsonNode node = parse(file, description);
        requireKnownFormat(file, node);
        ExperimentConfig config = directory.readConfig(overrides);
        PhysicsModel raw = Experiment.model(config);
        JsonNode standardization = node.path("standardization");
        Network network = standardization(
                        file, standardization, "inputs", raw.network().inputSize())
                .map(raw.network()::standardizing)
                .orElse(raw.network());
        Loss loss = standardization(
                        file, standardization, "targets", raw.simulator().outputSize())
                .map(map -> raw.loss().standardized(map.means(), map.scales()))
                .orElse(raw.loss());
        double[] theta = NetworkConfig.flat("the model", network, directory.file(RunFile.PARAMETERS), storage);
        return new TrainedModel(config, raw.with(network, loss), theta, description);
    }

    private static JsonNode parse(String file, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new DataException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void requireKnownFormat(String file, JsonNode node) {
        int format = node.path("format").asInt(0);
        if (format < 1) {
            throw new DataException(file + " is not the description of a model: it has no format");
        }
        if (format > FORMAT) {
            throw new DataException(file + " was written by hig-spark "
                    + node.path("provenance").path("version").asText("of a later version") + " in format " + format
                    + ", and this is " + Version.current() + ", which reads format " + FORMAT
                    + ": use that version or a later one");
        }
    }

    private static Optional<Standardization> standardization(String file, JsonNode node, String what, int width) {
        JsonNode map = node.path(what);
        if (map.isMissingNode()) {
            return Optional.empty();
        }
        try {
            Standardization standardization = new Standardization(numbers(map, "means"), numbers(map, "scales"));
            if (standardization.width() != width) {
                throw new IllegalArgumentException(standardization.width() + " columns instead of " + width);
            }
            return Optional.of(standardization);
        } catch (IllegalArgumentException e) {
            throw new DataException(file + " has an invalid standardization of " + what + ": " + e.getMessage(), e);
        }
    }

    private static NpzArchive weights(Network network, double[] theta) {
        NpzArchive archive = new NpzArchive();
        for (int l = 0; l < network.affineLayers().size(); l++) {
            AffineLayer layer = network.affineLayers().get(l);
            double[] weights = Arrays.copyOfRange(theta, layer.weightOffset(), layer.biasOffset());
            double[] biases = Arrays.copyOfRange(theta, layer.biasOffset(), layer.end());
            archive.add(
                    "W" + l,
                    weights,
                    Arrays.stream(layer.weightShape()).asLongStream().toArray());
            archive.add("b" + l, biases, layer.biases());
        }
        return archive;
    }

    private static double[] numbers(JsonNode map, String name) {
        JsonNode list = map.path(name);
        if (!list.isArray()) {
            throw new IllegalArgumentException(name + " is not a list");
        }
        return StreamSupport.stream(list.spliterator(), false)
                .mapToDouble(number -> number.isNumber() ? number.asDouble() : Double.NaN)
                .toArray();
    }

    /**
     * {@return the content of {@code model.json}}
     *
     * @param config of the experiment
     * @param physics that was trained
     * @param result of the training
     * @param provenance what the numbers depend on besides the configuration
     */
    static String describe(
            ExperimentConfig config, PhysicsModel physics, TrainingResult result, Map<String, String> provenance) {
        Network network = physics.network();
        ObjectNode model = JSON.createObjectNode().put("format", FORMAT).put("name", config.name());
        ObjectNode architecture = model.putObject("network")
                .put("inputs", network.inputSize())
                .put("outputs", network.outputSize())
                .put("activation", network.activation().label())
                .put("parameters", network.parameterCount());
        if (config.network().layers().isEmpty()) {
            config.network().hidden().forEach(architecture.putArray("hidden")::add);
        } else {
            architecture.set("layers", layers(config));
        }
        ArrayNode shapes = architecture.putArray("weights");
        network.affineLayers().forEach(layer -> shapes.add(JSON.valueToTree(layer.weightShape())));
        if (OnnxNetwork.fits(network)) {
            model.putObject("onnx")
                    .put("opset", OnnxNetwork.OPSET)
                    .put("ir_version", OnnxNetwork.IR_VERSION)
                    .put("input", OnnxNetwork.INPUT)
                    .put("output", OnnxNetwork.OUTPUT);
        }
        standardizations(model, physics);
        model.putObject("problem")
                .put("type", config.problem().label())
                .put("loss", physics.loss().label())
                .put("state_size", physics.simulator().stateSize())
                .put("control_size", physics.simulator().controlSize())
                .put("output_size", physics.simulator().outputSize());
        ObjectNode training = model.putObject("training")
                .put("end", result.end().name().toLowerCase(Locale.ROOT))
                .put("reason", result.reason())
                .put("steps", result.step())
                .put("seconds", result.seconds());
        result.evaluation().ifPresent(evaluation -> losses(training.putObject("losses"), evaluation));
        result.best()
                .ifPresent(best ->
                        training.putObject("best").put("step", best.step()).put("loss", best.loss()));
        ObjectNode origin = model.putObject("provenance").put("seed", config.seed());
        provenance.forEach(origin::put);
        return model.toPrettyString() + "\n";
    }

    /** The listed layers with all their settings. */
    private static JsonNode layers(ExperimentConfig config) {
        String json = ConfigFactory.parseString(config.resolved())
                .getList("network.layers")
                .render(ConfigRenderOptions.concise());
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("resolved settings are JSON: " + json, e);
        }
    }

    private static void standardizations(ObjectNode model, PhysicsModel physics) {
        ObjectNode standardization = JSON.createObjectNode();
        physics.network()
                .standardization()
                .ifPresent(map -> describe(standardization.putObject("inputs"), map.means(), map.scales()));
        if (physics.loss() instanceof StandardizedLoss loss) {
            describe(standardization.putObject("targets"), loss.means(), loss.scales());
        }
        if (!standardization.isEmpty()) {
            model.set("standardization", standardization);
        }
    }

    private static void describe(ObjectNode node, double[] means, double[] scales) {
        node.set("means", JSON.valueToTree(means));
        node.set("scales", JSON.valueToTree(scales));
    }

    private static void losses(ObjectNode node, EvaluationRecord evaluation) {
        node.put("step", evaluation.step()).put("train", evaluation.trainLoss());
        evaluation.testLoss().ifPresent(loss -> node.put("test", loss));
    }
}
