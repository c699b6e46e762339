package org.halfinverse.run;

import java.util.Locale;
import java.util.Set;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.spectral.Spectrum;
import org.halfinverse.train.StepRecord;
import org.halfinverse.train.TrainingListener;

/** Warns once of a step that is not what the filter asked for, with figures. */
final class AccuracyWarning implements TrainingListener {
    private static final Logger LOG = LogManager.getLogger(AccuracyWarning.class);

    private static final Set<String> EXACT = Set.of("direct", "tsqr");

    /** What rounding of J itself may leave without a word: only another cut-off would help. */
    private static final double ROUNDING = 100 * Spectrum.TOLERANCE;

    private boolean warned;

    @Override
    public void onStep(StepRecord step, double[] theta) {
        step.spectrum().filter(spectrum -> !warned && !isTolerated(spectrum)).ifPresent(spectrum -> {
            warned = true;
            LOG.warn(sentence(step.step(), spectrum));
        });
    }

    private static boolean isTolerated(Spectrum spectrum) {
        return spectrum.error() <= ROUNDING && (EXACT.contains(spectrum.solver()) || spectrum.isExact());
    }

    private static String sentence(long step, Spectrum spectrum) {
        String error = Double.isFinite(spectrum.error())
                ? String.format(Locale.ROOT, "the relative error of its direction is about %.1g", spectrum.error())
                : "the error of its direction is not known: "
                        + spectrum.doubt().orElse("it could not resolve all that the cut-off keeps");
        return String.format(
                Locale.ROOT,
                "step %,d, solver %s: %s; %,d singular values were used, down to %.1g of the largest: use %sa"
                        + " larger optimizer.truncation.tau",
                step,
                spectrum.solver(),
                error,
                spectrum.rank(),
                spectrum.sigmaMax() > 0 ? spectrum.sigmaMinKept() / spectrum.sigmaMax() : 0,
                better(spectrum.solver()));
    }

    /** Nothing for decompositions of J itself: what they leave is the rounding of J. */
    private static String better(String solver) {
        if (EXACT.contains(solver)) {
            return "";
        }
        String more = solver.equals("krylov") ? ", or more optimizer.krylov-iterations," : "";
        return "solver = auto or tsqr" + more + " for the exact step, or ";
    }
}
