package org.halfinverse.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.NpzArchive;
import org.halfinverse.network.Layer;
import org.halfinverse.network.Mlp;
import org.halfinverse.onnx.OnnxLabels;
import org.halfinverse.onnx.OnnxNetwork;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.TrainingResult;

/** Writes {@code model/}: the parameters flat, by layer and as an ONNX graph, and what they are parameters of. */
final class ModelFiles {
    private static final Logger LOG = LogManager.getLogger(ModelFiles.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();

    private ModelFiles() {}

    /**
     * Writes all four files; a network that is too large for ONNX goes without that one.
     *
     * @param directory of the run
     * @param config of the experiment
     * @param network whose parameters the result holds
     * @param result of the training
     * @param provenance what the numbers depend on besides the configuration
     */
    static void write(
            RunDirectory directory,
            ExperimentConfig config,
            Mlp network,
            TrainingResult result,
            Map<String, String> provenance) {
        directory.storage().createDirectory(directory.file("model"));
        double[] theta = result.theta();
        directory
                .storage()
                .write(directory.file("model/parameters.npy"), output -> NpyArray.write(output, theta, theta.length));
        directory
                .storage()
                .write(
                        directory.file("model/weights.npz"),
                        output -> weights(network, theta).writeTo(output));
        if (OnnxNetwork.fits(network)) {
            OnnxLabels labels = new OnnxLabels(config.name(), config.problem().label(), Version.current());
            directory
                    .storage()
                    .write(
                            directory.file("model/network.onnx"),
                            output -> new OnnxNetwork(network, theta, labels).writeTo(output));
        } else {
            LOG.warn(
                    "{} parameters do not fit into an ONNX file of 2 GiB: there is no model/network.onnx",
                    network.parameterCount());
        }
        directory
                .storage()
                .write(
                        directory.file("model/model.json"),
                        output ->
                                output.write(PRETTY.writeValueAsBytes(describe(config, network, result, provenance))));
    }

    private static NpzArchive weights(Mlp network, double[] theta) {
        NpzArchive archive = new NpzArchive();
        for (int l = 0; l < network.layers().size(); l++) {
            Layer layer = network.layers().get(l);
            double[] weights = Arrays.copyOfRange(theta, layer.weightOffset(), layer.biasOffset());
            double[] biases = Arrays.copyOfRange(theta, layer.biasOffset(), layer.end());
            archive.add("W" + l, weights, layer.inputs(), layer.outputs());
            archive.add("b" + l, biases, layer.outputs());
        }
        return archive;
    }

    private static ObjectNode describe(
            ExperimentConfig config, Mlp network, TrainingResult result, Map<String, String> provenance) {
        ObjectNode model = JSON.createObjectNode().put("name", config.name());
        ObjectNode architecture = model.putObject("network")
                .put("inputs", network.inputSize())
                .put("outputs", network.outputSize())
                .put("activation", network.activation().label())
                .put("parameters", network.parameterCount());
        config.network().hidden().forEach(architecture.putArray("hidden")::add);
        if (OnnxNetwork.fits(network)) {
            model.putObject("onnx")
                    .put("opset", OnnxNetwork.OPSET)
                    .put("ir_version", OnnxNetwork.IR_VERSION)
                    .put("input", OnnxNetwork.INPUT)
                    .put("output", OnnxNetwork.OUTPUT);
        }
        model.putObject("problem")
                .put("type", config.problem().label())
                .put("loss", config.problem().loss().label())
                .put("state_size", config.problem().problem().simulator().stateSize())
                .put("control_size", config.problem().problem().simulator().controlSize())
                .put("output_size", config.problem().problem().simulator().outputSize());
        ObjectNode training = model.putObject("training")
                .put("end", result.end().name().toLowerCase(Locale.ROOT))
                .put("reason", result.reason())
                .put("steps", result.step())
                .put("seconds", result.seconds());
        result.evaluation().ifPresent(evaluation -> losses(training.putObject("losses"), evaluation));
        ObjectNode origin = model.putObject("provenance").put("seed", config.seed());
        provenance.forEach(origin::put);
        return model;
    }

    private static void losses(ObjectNode node, EvaluationRecord evaluation) {
        node.put("step", evaluation.step()).put("train", evaluation.trainLoss());
        evaluation.testLoss().ifPresent(loss -> node.put("test", loss));
    }
}
