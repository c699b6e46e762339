package org.halfinverse.train;

import java.util.Optional;
import java.util.OptionalDouble;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;

/**
 * Judges the network between steps: mean losses over whole data sets and, where asked for, what its hidden units do and
 * where a watched sample is.
 *
 * @param engine where the samples live
 * @param every epochs between evaluations; 0 for only the first and the last
 * @param saturation whether hidden units are looked at
 * @param watched the watched sample with the model that it goes through, if any
 * @param keepsBest whether the parameters with the lowest loss are kept
 */
public record Evaluator(Engine engine, long every, boolean saturation, Optional<Watched> watched, boolean keepsBest) {
    /**
     * A sample whose outputs are followed.
     *
     * @param model network plus simulator
     * @param sample a single one
     */
    public record Watched(PhysicsModel model, Samples sample) {}

    /**
     * An evaluator of losses alone.
     *
     * @param engine where the samples live
     * @param every epochs between evaluations; 0 for only the first and the last
     */
    public Evaluator(Engine engine, long every) {
        this(engine, every, false, Optional.empty(), false);
    }

    boolean isDue(long step, long stepsPerEpoch) {
        boolean epochEnds = every > 0 && step % stepsPerEpoch == 0;
        return step == 0 || (epochEnds && step / stepsPerEpoch % every == 0);
    }

    /**
     * Evaluates.
     *
     * @throws NonFiniteException if a mean loss is not finite
     */
    EvaluationRecord evaluate(TrainingState<?> state, long stepsPerEpoch) {
        double trainLoss = finite(engine.meanLoss(state.theta(), Split.TRAIN), "the mean training loss");
        OptionalDouble testLoss = engine.has(Split.TEST)
                ? OptionalDouble.of(finite(engine.meanLoss(state.theta(), Split.TEST), "the mean test loss"))
                : OptionalDouble.empty();
        return new EvaluationRecord(
                state.step(),
                state.step() / stepsPerEpoch,
                state.seconds(),
                trainLoss,
                testLoss,
                observe(state.theta()));
    }

    private Observation observe(double[] theta) {
        if (!saturation && watched.isEmpty()) {
            return Observation.NONE;
        }
        return new Observation(
                saturation
                        ? Optional.of(
                                engine.overAll(theta, Split.TRAIN, ActivationMoments.TASK, ActivationMoments::plus))
                        : Optional.empty(),
                watched.map(followed -> followed.model().outputs(theta, followed.sample())),
                watched.map(followed -> followed.sample().targets()));
    }

    private static double finite(double loss, String what) {
        if (!Double.isFinite(loss)) {
            throw new NonFiniteException(what + " is " + loss);
        }
        return loss;
    }
}
