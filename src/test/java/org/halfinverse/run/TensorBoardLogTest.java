package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.Storage;
import org.halfinverse.train.TrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files, opened as TensorBoard opens them: checksums first, then the messages by the library of Protocol Buffers. */
class TensorBoardLogTest {
    private static final Storage STORAGE = new Storage(Map.of());

    @TempDir
    private Path directory;

    /** What an event says. */
    private record Event(double time, long step, String version, Map<String, Float> scalars, long session) {}

    @Test
    void scalarsAreThoseOfTheMetricsAndAResumedTrainingSaysFromWhichStep() throws IOException {
        Path conf = directory.resolve("toy.conf");
        Files.writeString(
                conf,
                "problem { type = toy, samples = 20, test-samples = 5 }, network.hidden = [3],"
                        + " training { batch-size = 10, max-steps = 4 }, execution.mode = driver,"
                        + " output { directory = \"" + directory.resolve("run") + "\", tensorboard = true }");
        experiment(conf).train(new TrainingListener() {}, warning -> {});
        List<Event> events = events(files().get(0));
        assertEquals("brain.Event:2", events.get(0).version());
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("run/metrics.jsonl"))) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertEquals(lines.size(), events.size() - 1);
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = lines.get(i);
            Event event = events.get(i + 1);
            assertEquals(line.get("step").asLong(), event.step());
            assertTrue(event.time() > 1.7e9, "seconds since 1970");
            event.scalars()
                    .forEach((tag, value) -> assertEquals((float) line.get(tag).asDouble(), value, tag));
            assertTrue(event.scalars().containsKey(line.has("train_loss") ? "test_loss" : "learning_rate"));
        }
        experiment(conf, "training.max-steps=6").resume(new TrainingListener() {}, warning -> {});
        assertEquals(2, files().size());
        List<Event> more = events(files().get(1));
        assertEquals(5, more.get(1).step());
        assertEquals(1, more.get(1).session());
    }

    /** TensorBoard reads files in the order of their names. */
    @Test
    void filesOfOneSecondAreNamedInTheOrderOfTime() {
        assertTrue(TensorBoardLog.name(1_700_000_000_099L).compareTo(TensorBoardLog.name(1_700_000_000_105L)) < 0);
    }

    private static Experiment experiment(Path conf, String... settings) {
        return new Experiment(ExperimentConfig.load(STORAGE, conf.toString(), List.of(settings)), STORAGE);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("run"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("events.out.tfevents."))
                    .sorted()
                    .toList();
        }
    }

    private static List<Event> events(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[Long.BYTES];
            bytes.get(length);
            assertEquals(masked(length), bytes.getInt());
            byte[] data = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(data);
            assertEquals(masked(data), bytes.getInt());
            events.add(event(data));
        }
        return events;
    }

    /** As in TensorFlow's crc32c.h. */
    private static int masked(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        int value = (int) crc.getValue();
        return ((value >>> 15) | (value << 17)) + 0xa282ead8;
    }

    private static Event event(byte[] data) throws IOException {
        CodedInputStream input = CodedInputStream.newInstance(data);
        double time = 0;
        long step = 0;
        long session = 0;
        String version = "";
        Map<String, Float> scalars = new LinkedHashMap<>();
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> time = input.readDouble();
                case 2 -> step = input.readInt64();
                case 3 -> version = input.readString();
                case 5 -> scalars(input.readByteArray(), scalars);
                case 7 -> {
                    CodedInputStream log = CodedInputStream.newInstance(input.readByteArray());
                    assertEquals(8, log.readTag());
                    session = log.readEnum();
                }
                default -> throw new IOException("field " + tag);
            }
        }
        return new Event(time, step, version, scalars, session);
    }

    private static void scalars(byte[] summary, Map<String, Float> scalars) throws IOException {
        CodedInputStream values = CodedInputStream.newInstance(summary);
        while (values.readTag() != 0) {
            CodedInputStream value = CodedInputStream.newInstance(values.readByteArray());
            assertEquals(1, WireFormat.getTagFieldNumber(value.readTag()));
            String tag = new String(value.readByteArray(), StandardCharsets.UTF_8);
            assertEquals(2, WireFormat.getTagFieldNumber(value.readTag()));
            scalars.put(tag, value.readFloat());
        }
    }
}
