package org.halfinverse.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaneTest {
    private static final double TOLERANCE = 1e-12; // a few roundings of numbers near 1

    @TempDir
    private Path directory;

    @Test
    void twoOutputsAreThePlane() {
        Run run = SampleRun.finished(directory.resolve("run"), "hig", 1).read();
        Plane plane = Plane.of(List.of(run));
        assertEquals("y₁", plane.horizontal());
        assertArrayEquals(new double[] {1, 2}, plane.target(run));
        assertArrayEquals(new double[] {0, 0}, plane.path(run)[0]);
    }

    @Test
    void oneOutputIsShownOverTheSteps() {
        Run run = run("[4.0]", "[5.0]", "[6.0]");
        Plane plane = Plane.of(List.of(run));
        assertEquals("step", plane.horizontal());
        assertArrayEquals(new double[] {1, 6}, plane.path(run)[1]);
        assertArrayEquals(new double[] {1, 4}, plane.target(run));
    }

    /** Points on a line of direction (0.6, 0, 0.8): all their variance lies along it. */
    @Test
    void moreOutputsAreShownByTheirPrincipalComponents() {
        Run run = run("[1.8,5.0,2.4]", "[-1.8,5.0,-2.4]", "[0.0,5.0,0.0]");
        Plane plane = Plane.of(List.of(run));
        assertEquals("PC 1 of 3 outputs (100 %)", plane.horizontal());
        assertEquals("PC 2 of 3 outputs (0 %)", plane.vertical());
        assertArrayEquals(new double[] {3, 0}, plane.target(run), TOLERANCE);
        assertArrayEquals(new double[] {-3, 0}, plane.path(run)[0], TOLERANCE);
        assertArrayEquals(new double[] {0, 0}, plane.path(run)[1], TOLERANCE);
    }

    @Test
    void withoutAWatchedSampleThereIsNone() {
        assertTrue(Plane.of(
                        List.of(SampleRun.begun(directory.resolve("run"), "hig").read()))
                .isEmpty());
    }

    private Run run(String target, String... outputs) {
        SampleRun sample = SampleRun.begun(directory.resolve("run"), "hig");
        for (int step = 0; step < outputs.length; step++) {
            sample.append("{\"step\":%d,\"seconds\":0,\"train_loss\":1,\"trajectory\":%s%s}\n"
                    .formatted(step, outputs[step], step == 0 ? ",\"target\":" + target : ""));
        }
        return sample.read();
    }
}
