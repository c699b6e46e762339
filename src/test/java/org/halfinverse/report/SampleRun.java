package org.halfinverse.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.halfinverse.io.Storage;

/**
 * A run directory as a training writes it, with losses that halve every ten steps.
 *
 * @param directory in which it stands
 */
record SampleRun(Path directory) {
    static final Storage STORAGE = new Storage(Map.of());

    /** A finished run of given length, evaluated after every step. */
    static SampleRun finished(Path directory, String optimizer, int steps) {
        SampleRun run = begun(directory, optimizer);
        run.evaluation(0, 1);
        for (int step = 1; step <= steps; step++) {
            run.step(step, Math.pow(2, -0.1 * step));
            run.evaluation(step, Math.pow(2, -0.1 * step));
        }
        run.end("finished", steps + " steps");
        return run;
    }

    /** A run with settings and no metrics yet. */
    static SampleRun begun(Path directory, String optimizer) {
        SampleRun run = new SampleRun(directory);
        run.write(
                "config.conf",
                "version = \"0.1.0\"\nname = sample\nseed = 1\noptimizer { type = " + optimizer + " }\n");
        run.write("log.txt", "");
        run.write("metrics.jsonl", "");
        return run;
    }

    String path() {
        return directory.toString();
    }

    Run read() {
        return new Run(STORAGE, path(), directory.getFileName().toString(), 400);
    }

    void step(int step, double loss) {
        step(step, 32 * step, 30 - step % 3, loss);
    }

    void step(int step, int samples, int rank) {
        step(step, samples, rank, 1);
    }

    private void step(int step, int samples, int rank, double loss) {
        append("""
                {"step":%d,"epoch":%d,"samples":%d,"seconds":%s,"loss":%s,"gradient_norm":1.0,"execution":"driver",\
                "solver":"kernel","rank":%d,"rank_full":30,"sigma_max":20.0,"sigma_min_kept":1.0E-4,\
                "phase":{"linearize":0.1,"reduce":0.2,"decompose":0.3,"update":0.4}}
                """.formatted(step, step, samples, step, json(loss), rank));
    }

    void evaluation(int step, double loss) {
        double way = 1 - loss;
        append("""
                {"step":%d,"epoch":%d,"seconds":%d,"train_loss":%s,"test_loss":%s,\
                "saturation":{"mean":[[%s,-0.5]],"std":[[0.1,0.2]]},"trajectory":[%s,%s]%s}
                """.formatted(
                        step,
                        step,
                        step,
                        json(loss),
                        json(1.1 * loss),
                        json(way),
                        json(way),
                        json(2 * way),
                        step == 0 ? ",\"target\":[1.0,2.0]" : ""));
    }

    void end(String end, String reason) {
        write("model/model.json", """
                {"name":"sample","training":{"end":"%s","reason":"%s","steps":3},
                 "provenance":{"seed":1,"blas":"OpenBLAS","version":"0.1.0"}}
                """.formatted(end, reason));
    }

    void append(String text) {
        try {
            Files.writeString(directory.resolve("metrics.jsonl"), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As Jackson writes numbers. */
    private static String json(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "\"" + value + "\"";
    }
}
