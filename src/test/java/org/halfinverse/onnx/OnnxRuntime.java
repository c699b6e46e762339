package org.halfinverse.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.DoubleBuffer;
import java.util.Map;

/** Another program's reading of an ONNX file: ONNX Runtime, on one thread of the CPU. */
public final class OnnxRuntime implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    public OnnxRuntime(byte[] file) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            session = environment.createSession(file, options);
        }
    }

    OrtSession session() {
        return session;
    }

    /** What the file says of itself under a key. */
    public String property(String key) throws OrtException {
        return session.getMetadata().getCustomMetadata().get(key);
    }

    /** The outputs for N inputs of a given width, sample-major as those are. */
    public double[] outputs(int samples, double[] inputs) throws OrtException {
        long[] shape = {samples, inputs.length / samples};
        try (OnnxTensor tensor = OnnxTensor.createTensor(environment, DoubleBuffer.wrap(inputs), shape);
                OrtSession.Result result = session.run(Map.of("input", tensor))) {
            DoubleBuffer buffer = ((OnnxTensor) result.get("control").orElseThrow()).getDoubleBuffer();
            double[] outputs = new double[buffer.remaining()];
            buffer.get(outputs);
            return outputs;
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
