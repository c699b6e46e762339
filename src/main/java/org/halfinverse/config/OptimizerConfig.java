package org.halfinverse.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.halfinverse.jacobian.ColumnChoice;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.optim.BatchScaling;
import org.halfinverse.optim.GuidedDescent;
import org.halfinverse.optim.Momentum;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.optim.OptimizerFactory;
import org.halfinverse.optim.ParameterShare;
import org.halfinverse.optim.SpectralDescent;
import org.halfinverse.physics.Parameters;
import org.halfinverse.spectral.DirectSolver;
import org.halfinverse.spectral.FilterFactory;
import org.halfinverse.spectral.Solver;
import org.halfinverse.spectral.SolverPlan;
import org.halfinverse.spectral.SpectralFilter;
import org.halfinverse.spectral.Truncation;
import org.halfinverse.train.Limits;
import org.halfinverse.train.RateSchedule;

/**
 * Which optimizer, from those that the registries of optimizers and of spectral filters name, and by which solver. The
 * settings of all methods may stand side by side, so that a run with another method needs only another {@code type}.
 *
 * @param type its name
 * @param optimizer made from the settings
 * @param solver the name of the solver that is asked for, or {@link SolverPlan#AUTO}
 * @param solvers all that are registered, with their settings
 * @param parameterShare share of the parameters that a spectral step changes, in (0, 1]
 * @param schedule of the learning rate
 */
public record OptimizerConfig(
        String type,
        Optimizer<?> optimizer,
        String solver,
        List<Solver> solvers,
        double parameterShare,
        RateSchedule schedule) {
    private static final double SPECTRAL_LEARNING_RATE = 1;

    /** Whether the step depends on the size of the mini-batch, by the names in configurations. */
    private enum Scaling {
        /** As the method has it. */
        NONE,
        /** Only through what the samples say. */
        INVARIANT;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Copies the list. {@inheritDoc} */
    public OptimizerConfig {
        solvers = List.copyOf(solvers);
    }

    static OptimizerConfig read(Settings settings, LossReduction reduction, Limits limits, long seed) {
        Map<String, OptimizerFactory> methods = methods();
        String type = settings.oneOf("type", "hig", List.copyOf(methods.keySet()));
        OptimizerFactory method = Objects.requireNonNull(methods.get(type));
        Settings truncation = settings.block("truncation");
        OptimizerFactory.Common common = new OptimizerFactory.Common(
                settings.positiveReal("learning-rate", method.learningRate()),
                new Truncation(
                        truncation.realWithin("tau", method.tau(), 0, Double.POSITIVE_INFINITY),
                        truncation.flag("relative", true)));
        methods.values().forEach(other -> other.read(settings));
        Optimizer<?> optimizer = made(method.read(settings), common);
        Scaling scaling = settings.choice("batch-scaling", Scaling.NONE, Scaling::label);
        long reference = settings.integer("batch-reference", 32, 1);
        if (scaling == Scaling.INVARIANT) {
            optimizer = optimizer
                    .invariant(reduction, reference)
                    .orElseThrow(() -> undefined(type, settings, common.truncation()));
        }
        double share = settings.realWithin("parameter-share", 1, 0, 1);
        if (share < 1 && optimizer.isSpectral()) {
            ColumnChoice choice = settings.build("parameter-share", () -> new ColumnChoice(share, seed));
            optimizer = new ParameterShare<>(optimizer, choice);
        }
        List<Solver> solvers = registered(Solver.class)
                .map(solver -> solver.configured(settings))
                .toList();
        List<String> names = new ArrayList<>(List.of(SolverPlan.AUTO));
        solvers.forEach(solver -> names.add(solver.label()));
        return new OptimizerConfig(
                type,
                optimizer,
                settings.oneOf("solver", SolverPlan.AUTO, names),
                solvers,
                optimizer.isSpectral() ? share : 1,
                RateSchedules.read(settings.block("schedule"), limits));
    }

    /** {@return whether the method heeds {@code step-control} and {@code max-update-norm}} */
    public boolean hasStepControl() {
        return methods().get(type) instanceof Filtering;
    }

    private static Optimizer<?> made(OptimizerFactory.Maker maker, OptimizerFactory.Common common) {
        try {
            return maker.make(common);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    private static <T> Stream<T> registered(Class<T> type) {
        return ServiceLoader.load(type).stream().map(ServiceLoader.Provider::get);
    }

    /** All methods by name: those that are but a spectral filter, and the others. */
    private static Map<String, OptimizerFactory> methods() {
        Map<String, OptimizerFactory> methods = new LinkedHashMap<>();
        Stream.concat(registered(FilterFactory.class).map(Filtering::new), registered(OptimizerFactory.class))
                .forEach(method -> methods.put(method.type(), method));
        return methods;
    }

    private static ConfigurationException undefined(String type, Settings settings, Truncation truncation) {
        String defined = registered(FilterFactory.class)
                .filter(filter ->
                        filter.read(settings).apply(truncation).exponent().isPresent())
                .map(FilterFactory::type)
                .collect(Collectors.joining(", "));
        return new ConfigurationException(
                "optimizer.batch-scaling = " + Scaling.INVARIANT.label() + " is not defined for optimizer.type = "
                        + type + ", only for " + defined + ": use batch-scaling = none");
    }

    /** Descent by a spectral filter. */
    private record Filtering(FilterFactory filter) implements OptimizerFactory {
        @Override
        public String type() {
            return filter.type();
        }

        @Override
        public double learningRate() {
            return SPECTRAL_LEARNING_RATE;
        }

        @Override
        public Maker read(Parameters settings) {
            Function<Truncation, SpectralFilter> filters = filter.read(settings);
            Momentum momentum = new Momentum(
                    settings.realWithin("momentum", 0, 0, Math.nextDown(1.0)),
                    settings.oneOf("momentum-type", "heavy-ball", List.of("heavy-ball", "spring"))
                                    .equals("spring")
                            ? Momentum.Kind.SPRING
                            : Momentum.Kind.HEAVY_BALL);
            boolean searches = settings.oneOf("step-control", "none", List.of("none", "line-search"))
                    .equals("line-search");
            double longest = settings.realWithin("max-update-norm", 0, 0, Double.POSITIVE_INFINITY);
            return common -> {
                SpectralDescent descent = new SpectralDescent(
                        common.learningRate(),
                        filters.apply(common.truncation()),
                        BatchScaling.NONE,
                        new DirectSolver());
                return momentum.isPresent() || searches || longest > 0
                        ? new GuidedDescent(
                                descent, momentum, searches, longest > 0 ? longest : Double.POSITIVE_INFINITY)
                        : descent;
            };
        }
    }
}
