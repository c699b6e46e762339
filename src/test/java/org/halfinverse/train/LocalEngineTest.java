package org.halfinverse.train;

import java.util.Map;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;

class LocalEngineTest extends BatchPassContract {
    @Override
    protected Engine engine(PhysicsModel physics, SampleSource samples, int blocks) {
        return new LocalEngine(physics, LossReduction.MEAN, Map.of(Split.TRAIN, samples), blocks);
    }
}
