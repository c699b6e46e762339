package org.halfinverse.run;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.halfinverse.io.GrowingFile;
import org.halfinverse.train.EvaluationRecord;
import org.halfinverse.train.Metric;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingState;

/**
 * Writes scalars for TensorBoard: a file of TFRecords, each with the length of its data and checksums (CRC32C, rotated and shifted), whose
 * data are messages {@code Event} of Protocol Buffers:
 *
 * <pre>
 *   Event    1: double wall_time   2: int64 step   3: string file_version   5: Summary   7: SessionLog
 *   Summary  1: Value { 1: string tag   2: float simple_value }
 * </pre>
 *
 * <p>A training that goes on begins a file of its own with a {@code SessionLog} that says from which step: TensorBoard then forgets what an
 * earlier file has beyond it.
 */
final class TensorBoardLog implements TrainingListener, AutoCloseable {
    private static final int MASK = 0xa282ead8;
    private static final double MILLIS = 1e-3;
    private static final int DOUBLE = 1;
    private static final int BYTES = 2;
    private static final int FLOAT = 5;

    private final GrowingFile file;

    TensorBoardLog(GrowingFile file) {
        this.file = file;
    }

    /**
     * What the file of a training is called that begins or goes on at a time in milliseconds. TensorBoard reads files in the
     * order of their names, which is that of time.
     */
    static String name(long millis) {
        return String.format(Locale.ROOT, "events.out.tfevents.%d.%03d.hig", millis / 1000, millis % 1000);
    }

    @Override
    public void onStart(TrainingState<?> state) {
        write(event(0).bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8)));
        if (state.step() > 0) {
            write(event(state.step() + 1).bytes(7, new Message().varint(1, 1).toBytes()));
        }
    }

    @Override
    public void onStep(StepRecord step, double[] theta) {
        Message summary = new Message();
        scalar(summary, Metric.LOSS.key(), step.loss());
        scalar(summary, Metric.GRADIENT_NORM.key(), step.gradientNorm());
        scalar(summary, Metric.UPDATE_NORM.key(), step.updateNorm());
        scalar(summary, Metric.LEARNING_RATE.key(), step.learningRate());
        scalar(summary, Metric.SECONDS.key(), step.seconds());
        step.spectrum().ifPresent(spectrum -> scalar(summary, Metric.RANK.key(), spectrum.rank()));
        step.diagnostics().forEach((name, value) -> scalar(summary, name, value));
        write(event(step.step()).bytes(5, summary.toBytes()));
    }

    @Override
    public void onEvaluation(EvaluationRecord evaluation) {
        Message summary = new Message();
        scalar(summary, Metric.TRAIN_LOSS.key(), evaluation.trainLoss());
        evaluation.testLoss().ifPresent(loss -> scalar(summary, Metric.TEST_LOSS.key(), loss));
        write(event(evaluation.step()).bytes(5, summary.toBytes()));
    }

    private static Message event(long step) {
        return new Message().real(1, System.currentTimeMillis() * MILLIS).varint(2, step);
    }

    private static void scalar(Message summary, String tag, double value) {
        summary.bytes(
                1,
                new Message()
                        .bytes(1, tag.getBytes(StandardCharsets.UTF_8))
                        .single(2, (float) value)
                        .toBytes());
    }

    private void write(Message event) {
        byte[] data = event.toBytes();
        byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
        file.append(littleEndian(data.length + Long.BYTES + 2 * Integer.BYTES)
                .put(length)
                .putInt(checksum(length))
                .put(data)
                .putInt(checksum(data))
                .array());
    }

    private static int checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        file.close();
    }

    /** Fields of a message, as they are put into it. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Message varint(int field, long value) {
            raw(field << 3);
            return raw(value);
        }

        Message real(int field, double value) {
            raw(field << 3 | DOUBLE);
            bytes.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
            return this;
        }

        Message single(int field, float value) {
            raw(field << 3 | FLOAT);
            bytes.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
            return this;
        }

        Message bytes(int field, byte[] value) {
            raw(field << 3 | BYTES);
            raw(value.length);
            bytes.writeBytes(value);
            return this;
        }

        /** Seven bits a byte, the lowest first. */
        private Message raw(long value) {
            long rest = value;
            while ((rest & ~0x7FL) != 0) {
                bytes.write((int) ((rest & 0x7F) | 0x80));
                rest >>>= 7;
            }
            bytes.write((int) rest);
            return this;
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }
}
