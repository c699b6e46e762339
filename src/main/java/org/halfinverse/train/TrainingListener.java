package org.halfinverse.train;

/** Is told what happens during a training, as it happens. */
public interface TrainingListener {
    /**
     * A training begins, or goes on.
     *
     * @param state from which; with steps made if it goes on
     */
    default void onStart(TrainingState<?> state) {}

    /**
     * A step was made.
     *
     * @param step what is known of it
     * @param theta θ after the step, n entries; not to be changed
     */
    default void onStep(StepRecord step, double[] theta) {}

    /**
     * The data sets were evaluated.
     *
     * @param evaluation mean losses
     */
    default void onEvaluation(EvaluationRecord evaluation) {}

    /**
     * A checkpoint was written; told in another thread than the rest.
     *
     * @param step the last step in it
     */
    default void onCheckpoint(long step) {}
}
