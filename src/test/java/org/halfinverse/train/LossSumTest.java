package org.halfinverse.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.halfinverse.jacobian.Models;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.network.Activation;
import org.halfinverse.samples.Samples;
import org.junit.jupiter.api.Test;

class LossSumTest {
    private static final LossSum FINITE = new LossSum(1, 3, List.of());

    @Test
    void finiteSumsAddUpToAMean() {
        assertEquals(new LossSum(2, 7, List.of()), FINITE.plus(new LossSum(1, 4, List.of())));
        assertEquals(3.5, FINITE.plus(new LossSum(1, 4, List.of())).mean());
    }

    @Test
    void theFirstLossThatIsNotFiniteIsTheOneThatIsTold() {
        LossSum first = new LossSum(1, Double.NaN, List.of("the loss of sample 3 is NaN"));
        LossSum second = new LossSum(1, Double.NaN, List.of("the loss of sample 1 is NaN"));
        LossSum all = FINITE.plus(first).plus(second).plus(FINITE);
        assertTrue(Double.isNaN(all.sum()));
        assertEquals(
                "the loss of sample 3 is NaN",
                assertThrows(NonFiniteException.class, () -> all.mean()).getMessage());
    }

    @Test
    void theTaskSendsWordOfALossThatIsNotFiniteInsteadOfFailing() {
        PhysicsModel model = Models.small(Activation.TANH);
        double[] theta = Models.theta(model, 1);
        Samples broken = Models.samples(40, 3);
        broken.targets()[Models.OUTPUTS] = Double.NaN;
        List<Samples> pieces = List.of(Models.samples(0, 2), broken);
        LossSum sum = LossSum.TASK.apply(model, theta, 0, pieces.iterator());
        assertEquals(new LossSum(2, Double.NaN, List.of("the loss of sample 41 is NaN")), sum);
    }
}
