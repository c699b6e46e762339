package org.halfinverse.benchmarks;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.loss.SquaredError;
import org.halfinverse.network.Activation;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.network.Initialization;
import org.halfinverse.network.Network;
import org.halfinverse.physics.SampleSimulator;
import org.halfinverse.physics.Simulator;
import org.halfinverse.problems.ForceLaw;
import org.halfinverse.problems.Oscillators;
import org.halfinverse.random.CounterRandom;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;

/** Networks and simulators whose sizes are those of problems, each with a block of B samples. */
public enum Shape {
    /** Two linear oscillators over 24 steps, p = 4: the model reduces itself to the 4 controls that it feels. */
    OSCILLATORS(256, 4, 20, 20, 20, 24) {
        @Override
        Simulator simulator() {
            return oscillators().simulator();
        }

        @Override
        Samples samples() {
            return new GeneratedSamples(oscillators(), 1, Stream.TRAINING_SAMPLES, samples).read(0, samples);
        }
    },
    /** The same network before a single output. */
    ONE_OUTPUT(256, 4, 20, 20, 20, 24) {
        @Override
        Simulator simulator() {
            return new Linear(24, 1);
        }
    },
    /** A network with wide layers, p = 4. */
    WIDE(256, 64, 128, 128) {
        @Override
        Simulator simulator() {
            return new Linear(128, 4);
        }
    },
    /** A network that puts out a field, p = 64. */
    POISSON(64, 64, 64, 128, 64, 64) {
        @Override
        Simulator simulator() {
            return new Linear(64, 64);
        }
    },
    /** A network that puts out a force over 384 time steps, p = 28. */
    DIPOLE(16, 28, 20, 20, 20, 384) {
        @Override
        Simulator simulator() {
            return new Linear(384, 28);
        }
    },
    /** A network of more than a million parameters, p = 4, 10,000 rows. */
    MILLION(2500, 64, 700, 700, 700, 32) {
        @Override
        Simulator simulator() {
            return new Linear(32, 4);
        }
    };

    /** B. */
    final int samples;

    @SuppressWarnings("ImmutableEnumChecker") // never written to
    private final int[] widths;

    Shape(int samples, int... widths) {
        this.samples = samples;
        this.widths = widths;
    }

    abstract Simulator simulator();

    PhysicsModel model() {
        return new PhysicsModel(Network.dense(widths, Activation.TANH), simulator(), SquaredError.FULL);
    }

    double[] theta() {
        return model().network()
                .initialParameters(Initialization.GLOROT_UNIFORM, CounterRandom.of(1, Stream.PARAMETERS, 0));
    }

    SampleSource source() {
        Samples all = samples();
        return new SampleSource() {
            private static final long serialVersionUID = 1L;

            @Override
            public long samples() {
                return samples;
            }

            @Override
            public Samples read(long from, int count) {
                return all.select(
                        IntStream.range((int) from, (int) from + count).toArray());
            }
        };
    }

    Samples samples() {
        int outputs = simulator().outputSize();
        return new Samples(
                LongStream.range(0, samples).toArray(),
                Numbers.uniform(samples * widths[0]),
                new double[0],
                Numbers.uniform(samples * outputs));
    }

    /** Of the first block. */
    FactoredJacobian jacobian() {
        return model().linearize(theta(), samples(), 1.0 / samples);
    }

    /** Weights of the differentiated network from a layer on: {@code Σ h_{l−1} h_l}. */
    double weights(int firstLayer) {
        return model().differentiatedNetwork().affineLayers().stream()
                .skip(firstLayer)
                .mapToDouble(layer -> (double) layer.inputs() * layer.outputs())
                .sum();
    }

    /** {@code Σ h_l}. */
    double units() {
        return model().differentiatedNetwork().affineLayers().stream()
                .mapToDouble(AffineLayer::outputs)
                .sum();
    }

    private static Oscillators oscillators() {
        return new Oscillators(ForceLaw.LINEAR, 2, 0.2, 1, 24, 0.5);
    }

    /** {@code y = S u}, of which nobody is told that it is so simple. */
    private static final class Linear extends SampleSimulator {
        private static final long serialVersionUID = 1L;

        private final double[] matrix;

        Linear(int controls, int outputs) {
            super(0, controls, outputs);
            matrix = Numbers.uniform(controls * outputs);
        }

        @Override
        protected void simulate(double[] state, double[] control, double[] output) {
            for (int k = 0; k < output.length; k++) {
                output[k] = 0;
                for (int j = 0; j < control.length; j++) {
                    output[k] += matrix[k * control.length + j] * control[j];
                }
            }
        }

        @Override
        protected void jacobian(double[] state, double[] control, double[] jacobian) {
            System.arraycopy(matrix, 0, jacobian, 0, matrix.length);
        }
    }
}
