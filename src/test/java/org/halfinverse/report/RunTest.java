package org.halfinverse.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
    @TempDir
    private Path directory;

    @Test
    void aFinishedRunIsReadWhole() {
        Run run = SampleRun.finished(directory.resolve("hig"), "hig", 3).read();
        assertEquals("hig", run.optimizer());
        assertEquals("finished", run.outcome().end());
        assertEquals("OpenBLAS", run.outcome().provenance().get("blas"));
        assertEquals(List.of(), run.complaints());
        Metrics metrics = run.metrics();
        assertArrayEquals(new double[] {1, 2, 3}, metrics.steps().column(Axis.STEPS.column()));
        assertArrayEquals(new double[] {32, 64, 96}, metrics.steps().column(Axis.SAMPLES.column()));
        assertArrayEquals(new double[] {0, 32, 64, 96}, metrics.evaluations().column(Axis.SAMPLES.column()));
        assertArrayEquals(new double[] {1, 1, 1}, metrics.times().column(Metrics.STEP_SECONDS));
        assertArrayEquals(new double[] {29, 28, 30}, metrics.spectra().column(Metrics.RANK));
        assertArrayEquals(new double[] {0.3, 0.6, 0.9, 1.2}, metrics.phaseSeconds(), 1e-12);
        assertArrayEquals(new double[] {1, 2}, metrics.target().orElseThrow());
        assertEquals(4, metrics.path().total());
    }

    @Test
    void activationsOfALayerArePooledWithTheSpreadOfTheirMeans() {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "hig");
        sample.append("""
                {"step":0,"seconds":0,"train_loss":1,"saturation":{"mean":[[0.6,-0.6]],"std":[[0.8,0.8]]}}
                """);
        Saturation saturation = sample.read().metrics().saturation();
        assertEquals(0, saturation.rows().column(saturation.layerColumn(0))[0], 1e-15);
        assertEquals(1, saturation.rows().column(saturation.layerColumn(0) + 1)[0], 1e-15);
        assertEquals(-0.6, saturation.rows().column(saturation.unitColumn(0, 1))[0]);
        assertEquals(0.8, saturation.rows().column(saturation.unitColumn(0, 1) + 1)[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"step\":7",
                "no JSON",
                "[1,2]",
                "{\"loss\":1}",
                "{\"step\":7}{\"step\":8}",
                "{\"step\":8,\"train_loss\":1,\"trajectory\":7}",
                "{\"step\":8,\"train_loss\":1,\"trajectory\":[1]}",
                "{\"step\":8,\"train_loss\":1,\"saturation\":{\"mean\":[[1]],\"std\":[[1]]}}",
                "\u0000\u0000\u0000"
            })
    void aBrokenLineIsCountedAndTheOthersAreRead(String line) {
        SampleRun sample = SampleRun.finished(directory.resolve("run"), "hig", 2);
        sample.append(line + "\n");
        sample.step(3, 0.5);
        Run run = sample.read();
        assertEquals(List.of("1 line of metrics.jsonl cannot be read"), run.complaints());
        assertEquals(3, run.metrics().steps().total());
    }

    @Test
    void aLineLongerThanAnyIsCountedAndNotHeld() {
        SampleRun sample = SampleRun.finished(directory.resolve("run"), "hig", 1);
        sample.append("[" + "1,".repeat(6 << 20) + "1]\n");
        sample.step(2, 0.5);
        Run run = sample.read();
        assertEquals(List.of("1 line of metrics.jsonl cannot be read"), run.complaints());
        assertEquals(2, run.metrics().steps().total());
    }

    @Test
    void halfALineAtTheEndIsNotYetThereAndLaterWhole() {
        SampleRun sample = SampleRun.finished(directory.resolve("run"), "hig", 1);
        sample.append("{\"step\":2,\"samples\":64,\"sec");
        Run run = sample.read();
        assertEquals(List.of(), run.complaints());
        assertEquals(1, run.metrics().steps().total());
        assertFalse(run.refresh());
        sample.append("onds\":5,\"loss\":0.25}\n");
        assertTrue(run.refresh());
        assertArrayEquals(new double[] {1, 5}, run.metrics().steps().column(Axis.TIME.column()));
    }

    @Test
    void ranksAndTimesAreThoseOfFullMiniBatches() {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "hig");
        sample.step(1, 32, 30);
        sample.step(2, 64, 29);
        sample.step(3, 70, 6); // the six samples that an epoch has left
        sample.step(4, 102, 28);
        sample.append("no line of a step 5\n");
        sample.step(6, 166, 27);
        sample.step(7, 198, 26);
        Run run = sample.read();
        assertArrayEquals(
                new double[] {30, 29, 28, 27, 26}, run.metrics().spectra().column(Metrics.RANK));
        assertArrayEquals(new double[] {1, 2, 4, 6, 7}, run.metrics().times().column(Axis.STEPS.column()));
        assertEquals(6, run.metrics().steps().total());
    }

    @Test
    void aFileThatBeganAnewIsReadAnew() {
        SampleRun sample = SampleRun.finished(directory.resolve("run"), "hig", 5);
        Run run = sample.read();
        sample.write("metrics.jsonl", "");
        sample.step(1, 0.125);
        assertTrue(run.refresh());
        assertArrayEquals(new double[] {0.125}, run.metrics().steps().column(Metrics.LOSS));
    }

    @Test
    void aDivergedRunIsShownAsSuchWithoutWhatIsNoNumber() {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "gauss-newton");
        sample.step(1, 2);
        sample.step(2, Double.NaN);
        sample.step(3, Double.POSITIVE_INFINITY);
        sample.end("diverged", "the loss is NaN");
        Run run = sample.read();
        assertEquals("diverged", run.outcome().end());
        assertEquals("the loss is NaN", run.outcome().reason());
        assertEquals(3, run.metrics().steps().total());
        assertEquals(List.of(), run.complaints());
        double[] losses = run.metrics().steps().column(Metrics.LOSS);
        assertEquals(2, losses[0]);
        assertTrue(Double.isNaN(losses[2]));
    }

    @Test
    void aRunWithoutAModelIsUnfinishedUntilThereIsOne() {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "hig");
        sample.step(1, 1);
        Run run = sample.read();
        assertEquals("unfinished", run.outcome().end());
        sample.end("interrupted", "Ctrl-C");
        assertTrue(run.refresh());
        assertEquals("interrupted", run.outcome().end());
    }

    @Test
    void whatIsMissingIsToldAndTheRestIsRead() throws IOException {
        SampleRun sample = SampleRun.finished(directory.resolve("run"), "hig", 2);
        Files.delete(directory.resolve("run/config.conf"));
        sample.write("model/model.json", "{ \"training\": ");
        Run run = sample.read();
        assertEquals(2, run.metrics().steps().total());
        assertEquals(2, run.complaints().size(), run.complaints().toString());
        assertEquals("config.conf is missing", run.complaints().get(0));
        assertTrue(run.complaints().get(1).startsWith("model/model.json cannot be read: "));
    }

    @Test
    void withoutMetricsTheSettingsAreStillThere() throws IOException {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "hig");
        Files.delete(directory.resolve("run/metrics.jsonl"));
        Run run = sample.read();
        assertEquals(List.of("metrics.jsonl is missing or empty"), run.complaints());
        assertEquals("sample", run.config().get("name"));
    }

    @Test
    void metricsThatAreADirectoryAreTold() throws IOException {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "hig");
        Files.delete(directory.resolve("run/metrics.jsonl"));
        Files.createDirectory(directory.resolve("run/metrics.jsonl"));
        assertTrue(sample.read().complaints().get(0).endsWith("cannot be read: it is a directory"));
    }

    @Test
    void settingsReadNoOtherFile() {
        SampleRun sample = SampleRun.finished(directory.resolve("run"), "hig", 1);
        sample.write("secret.conf", "password = 7\n");
        sample.write("config.conf", "include file(\"" + directory.resolve("run/secret.conf") + "\")\nname = x\n");
        assertEquals(Map.of("name", "x"), sample.read().config());
    }

    @Test
    void settingsThatAreNoneAreTold() {
        SampleRun sample = SampleRun.finished(directory.resolve("run"), "hig", 1);
        sample.write("config.conf", "name = ${HOME}\n{{{");
        assertTrue(sample.read().complaints().get(0).startsWith("config.conf is not valid HOCON: "));
    }
}
