package org.halfinverse.run;

import java.util.Locale;
import org.halfinverse.io.NpyArray;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;

/** Writes θ after every step, {@code trace/theta-0000000K.npy}, with K = 0 before the first. */
final class ParameterTrace implements TrainingListener {
    private final RunDirectory directory;

    /**
     * A trace that begins with θ₀.
     *
     * @param directory of the run
     * @param initialTheta θ₀, n entries
     */
    ParameterTrace(RunDirectory directory, double[] initialTheta) {
        this.directory = directory;
        directory.storage().createDirectory(directory.file("trace"));
        write(0, initialTheta);
    }

    @Override
    public void onStep(StepRecord step, double[] theta) {
        write(step.step(), theta);
    }

    private void write(long step, double[] theta) {
        String name = String.format(Locale.ROOT, "trace/theta-%08d.npy", step);
        directory.storage().write(directory.file(name), output -> NpyArray.write(output, theta, theta.length));
    }
}
