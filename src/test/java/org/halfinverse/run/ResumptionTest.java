package org.halfinverse.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.halfinverse.checkpoint.Checkpoint;
import org.halfinverse.optim.Adam;
import org.halfinverse.optim.SavedState;
import org.halfinverse.optim.Sgd;
import org.halfinverse.spectral.SolverTrust;
import org.halfinverse.train.Improvement;
import org.junit.jupiter.api.Test;

class ResumptionTest {
    @Test
    void whatAnotherVersionOfAnOptimizerRememberedIsRefused() {
        SavedState saved = SavedState.of(new Sgd.State(new double[2]));
        Checkpoint checkpoint = new Checkpoint(
                new double[2], saved, 12, 24, 0.5, Optional.empty(), SolverTrust.FULL, Improvement.NONE, 0);
        Adam adam = new Adam(1e-3, 0.9, 0.999, 1e-7);
        ResumeRefusedException refused =
                assertThrows(ResumeRefusedException.class, () -> Resumption.state(checkpoint, adam));
        assertEquals(
                "the checkpoint of step 12 is of another version of this program or of its optimizer:"
                        + " the optimizer remembers no \"velocity\"",
                refused.getMessage());
    }
}
