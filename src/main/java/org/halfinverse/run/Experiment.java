package org.halfinverse.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.checkpoint.Checkpoint;
import org.halfinverse.checkpoint.CheckpointDirectory;
import org.halfinverse.checkpoint.RunIdentity;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.config.ProblemConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;
import org.halfinverse.jacobian.PhysicsModel;
import org.halfinverse.linalg.BlasThreads;
import org.halfinverse.linalg.NativeBlas;
import org.halfinverse.loss.LossReduction;
import org.halfinverse.network.Standardization;
import org.halfinverse.optim.Optimizer;
import org.halfinverse.physics.ForeignCode;
import org.halfinverse.physics.Guarded;
import org.halfinverse.samples.BatchSchedule;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Samples;
import org.halfinverse.samples.Split;
import org.halfinverse.spark.SharedSpark;
import org.halfinverse.spark.SparkAccess;
import org.halfinverse.spark.SparkEngine;
import org.halfinverse.spark.SparkRuntime;
import org.halfinverse.spark.SparkSamples;
import org.halfinverse.spark.SparkStart;
import org.halfinverse.spectral.SolverCandidate;
import org.halfinverse.spectral.SolverPlan;
import org.halfinverse.train.ColumnMoments;
import org.halfinverse.train.Engine;
import org.halfinverse.train.Evaluator;
import org.halfinverse.train.Limits;
import org.halfinverse.train.LocalEngine;
import org.halfinverse.train.LocalSamples;
import org.halfinverse.train.StoredSamples;
import org.halfinverse.train.Trainer;
import org.halfinverse.train.TrainingListener;
import org.halfinverse.train.TrainingResult;
import org.halfinverse.train.TrainingState;
import org.jspecify.annotations.Nullable;

/**
 * One training from its configuration to its run directory.
 *
 * <p>This is where names become objects: which solver works on which engine is decided here and nowhere else.
 */
public final class Experiment {
    private static final Logger LOG = LogManager.getLogger(Experiment.class);

    private final ExperimentConfig config;
    private final Storage storage;
    private final Map<Split, SampleSource> sources;
    private final PhysicsModel model;
    private final double[] initialTheta;
    private final SparkAccess spark;
    private final StepPlan plan;
    private final Optional<Samples> watched;

    private volatile boolean stopRequested;
    private volatile @Nullable RunRecorder recorder;

    /**
     * Prepares an experiment: opens its files and checks that all fits together. Nothing is written or computed yet.
     *
     * @param config what to do
     * @param storage where files lie
     * @throws ConfigurationException if the settings do not fit together
     * @throws DataException if a file is missing or of the wrong shape, or the plan does not fit in memory
     * @throws org.halfinverse.physics.FaultyClassException if a class cannot be sent to the executors that are planned
     */
    public Experiment(ExperimentConfig config, Storage storage) {
        this(config, storage, config.problem().sources(config.seed(), storage), SparkAccess.own(config.spark()));
    }

    /**
     * Prepares one of several experiments that use the same executors.
     *
     * @param config what to do
     * @param storage where files lie
     * @param spark the connection to them, if the plan needs any
     * @throws ConfigurationException if the settings do not fit together
     * @throws DataException if a file is missing or of the wrong shape, or the plan does not fit in memory
     * @throws org.halfinverse.physics.FaultyClassException if a class cannot be sent to the executors that are planned
     */
    public Experiment(ExperimentConfig config, Storage storage, SharedSpark spark) {
        this(config, storage, config.problem().sources(config.seed(), storage), spark.access(config.spark()));
    }

    /**
     * Prepares an experiment on given samples.
     *
     * @param config what to do; the samples that it names are not looked at
     * @param storage where files lie
     * @param sources the samples, with a training set among them
     * @param spark where executors are, if the plan needs any
     * @throws ConfigurationException if the settings do not fit together
     * @throws DataException if the plan does not fit in memory
     * @throws org.halfinverse.physics.FaultyClassException if a class cannot be sent to the executors that are planned
     */
    public Experiment(ExperimentConfig config, Storage storage, Map<Split, SampleSource> sources, SparkAccess spark) {
        this.config = config;
        this.storage = storage;
        this.sources = new EnumMap<>(sources);
        this.spark = spark;
        model = model(config);
        initialTheta = config.network().initialParameters(model.network(), config.seed(), storage);
        long samples = samples(Split.TRAIN);
        if (config.training().batchSize() > samples) {
            throw new ConfigurationException("training.batch-size = "
                    + config.training().batchSize() + " is larger than the " + samples + " training samples");
        }
        watched = watched();
        plan = StepPlan.of(config, model, samples, samples + samples(Split.TEST), spark);
        if (plan.usesSpark() && !spark.hasMaster()) {
            throw new ConfigurationException("no Spark master is set: start with scripts/hig or spark-submit");
        }
        if (plan.usesSpark()) {
            ProblemConfig problem = config.problem();
            List.of(problem.problem(), problem.problem().simulator(), problem.loss())
                    .forEach(part -> new Guarded<>(part).serialized());
        }
    }

    /**
     * {@return network plus simulator plus loss of a configuration, with the BLAS that the user wants for it}
     *
     * @param config what to do
     * @throws ConfigurationException if that BLAS is not to be had
     */
    public static PhysicsModel model(ExperimentConfig config) {
        try {
            NativeBlas.install();
        } catch (IllegalStateException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
        ProblemConfig problem = config.problem();
        return new PhysicsModel(
                config.network()
                        .network(
                                problem.problem().inputSize(),
                                problem.problem().simulator().controlSize()),
                problem.problem().simulator(),
                problem.loss(),
                config.optimizer().parameterShare());
    }

    /**
     * {@return how many samples a set has, 0 if there is none}
     *
     * @param split which set
     */
    public long samples(Split split) {
        SampleSource source = sources.get(split);
        return source == null ? 0 : source.samples();
    }

    /**
     * Tells this training from others: by every setting and all data on which its numbers depend, limits left out.
     *
     * @return 16 hexadecimal digits
     * @throws DataException if the samples cannot be read
     */
    public String identity() {
        return Resumption.identity(config, sources, initialTheta, Map.of())
                .digest()
                .substring(0, 16);
    }

    /** {@return what will be done where: solver and engine} */
    public StepPlan plan() {
        return plan;
    }

    /** {@return number n of parameters} */
    public int parameterCount() {
        return model.network().parameterCount();
    }

    /**
     * Asks a running training to end after the step it is making; may be called from any thread. A checkpoint is written
     * at once, in case that step takes longer than the program is given.
     */
    public void requestStop() {
        stopRequested = true;
        RunRecorder running = recorder;
        if (running != null) {
            running.hurry();
        }
    }

    /**
     * Trains, and writes the run directory.
     *
     * @param listener told of every step and evaluation
     * @param onWarning is told every warning
     * @return how it ended
     * @throws ConfigurationException if the output directory holds another run
     * @throws DataException if data or storage fail; what was computed before is on storage
     * @throws org.halfinverse.checkpoint.ReplacedException if another driver has taken over the run
     */
    public TrainingResult train(TrainingListener listener, Consumer<String> onWarning) {
        return train(false, listener, onWarning);
    }

    /**
     * Goes on with the training in the run directory from its newest good checkpoint, or begins it if there is none yet.
     * The result is the same, bit for bit, as if there had been no pause.
     *
     * @param listener told of every step and evaluation that is made
     * @param onWarning is told every warning
     * @return how it ended
     * @throws ConfigurationException if the output directory holds no run
     * @throws ResumeRefusedException if the run there is of other settings or data
     * @throws DataException if data or storage fail; what was computed before is on storage
     * @throws org.halfinverse.checkpoint.ReplacedException if another driver has taken over the run
     */
    public TrainingResult resume(TrainingListener listener, Consumer<String> onWarning) {
        return train(true, listener, onWarning);
    }

    private TrainingResult train(boolean resume, TrainingListener listener, Consumer<String> onWarning) {
        RunDirectory directory = new RunDirectory(storage, config.output().directory());
        if (resume) {
            directory.goOn();
        } else {
            directory.begin();
        }
        try (RunLog log = RunLog.open(directory, resume, onWarning)) {
            try {
                return onEngine(() -> prepare(resume, directory, listener));
            } catch (RuntimeException | Error e) {
                LOG.error("the run failed", e);
                throw e;
            }
        }
    }

    /** Finds out what the run is and where it goes on. */
    private EngineUse<TrainingResult> prepare(boolean resume, RunDirectory directory, TrainingListener listener) {
        CheckpointDirectory checkpoints = new CheckpointDirectory(
                storage, directory.checkpoints(), config.output().keepCheckpoints());
        RunIdentity identity = Resumption.identity(config, sources, initialTheta, provenance());
        List<String> seen = checkpoints.names();
        Optional<Checkpoint> found =
                resume ? Resumption.find(directory, checkpoints, identity, parameterCount()) : Optional.empty();
        directory.writeConfig(config.resolved());
        return (engine, physics, provenance) -> {
            LOG.info(
                    "hig-spark {}: {} in {}, BLAS {}",
                    Version.current(),
                    plan,
                    directory.path(),
                    NativeBlas.description());
            checkpoints.takeOver();
            // Until now, another driver may have gone on.
            Optional<Checkpoint> from = resume && !checkpoints.names().equals(seen)
                    ? Resumption.find(directory, checkpoints, identity, parameterCount())
                    : found;
            try (RunRecorder run = new RunRecorder(
                    config,
                    physics,
                    directory,
                    checkpoints,
                    identity,
                    from,
                    initialTheta,
                    engine.label(),
                    provenance,
                    engine.listener()::onCheckpoint)) {
                return record(run, engine, physics, optimizer(), from, listener);
            }
        };
    }

    /**
     * Trains, and writes nothing.
     *
     * @param listener told of every step and evaluation
     * @return how it ended, and the model
     * @throws DataException if data fail
     */
    public FinishedTraining fit(TrainingListener listener) {
        return onEngine((engine, physics, provenance) -> {
            LOG.info("hig-spark {}: {}, BLAS {}", Version.current(), plan, NativeBlas.description());
            TrainingResult result = trainer(
                            engine,
                            optimizer(),
                            config.training().limits(),
                            evaluator(engine, physics),
                            watching(List.of(), engine, listener))
                    .train(initialTheta);
            return new FinishedTraining(
                    result,
                    new TrainedModel(
                            config, physics, result.model(), ModelFiles.describe(config, physics, result, provenance)));
        });
    }

    /**
     * Makes steps from the initial parameters until it is asked to stop, and writes nothing.
     *
     * @param listener told of every step
     * @return how it ended
     */
    public TrainingResult measure(TrainingListener listener) {
        return measure(new Limits(OptionalLong.empty(), OptionalLong.empty(), OptionalDouble.empty()), listener);
    }

    private TrainingResult measure(Limits limits, TrainingListener listener) {
        return onEngine((engine, physics, provenance) -> trainer(
                        engine, optimizer(), limits, new Evaluator(engine, 0), List.of(listener))
                .train(initialTheta));
    }

    /**
     * Lets the JVM compile what this training runs, by some of its steps, which are thrown away: the clock of the training
     * then measures the method rather than the order in which methods are compared. Seeds and results do not depend on it.
     *
     * <p>It takes no more steps than the training itself. Nothing is done where a step takes so long that compiling is no
     * part of it worth mentioning.
     *
     * @param seconds after which no other step begins
     * @throws DataException if data fail
     */
    public void warmUp(double seconds) {
        double step = plan.solvers().chosen().map(SolverCandidate::seconds).orElse(0.0);
        if (step > seconds / 2) {
            return;
        }
        trial(seconds, new TrainingListener() {});
    }

    /**
     * Makes no more steps from the initial parameters than the training itself, and writes nothing.
     *
     * @param seconds after which no other step begins
     * @param listener told of every step
     * @return how it ended
     */
    TrainingResult trial(double seconds, TrainingListener listener) {
        Limits own = config.training().limits();
        double most = Math.min(seconds, own.seconds().orElse(seconds));
        return measure(new Limits(own.steps(), own.epochs(), OptionalDouble.of(most)), listener);
    }

    /** What to do with an engine and the model that it trains. */
    private interface EngineUse<R> {
        R run(Engine engine, PhysicsModel physics, Map<String, String> provenance);
    }

    private <R> R onEngine(EngineUse<R> use) {
        return onEngine(() -> use);
    }

    /** Opens the planned engine, for what a preparation gives: Spark starts meanwhile. */
    private <R> R onEngine(Supplier<EngineUse<R>> preparation) {
        if (!plan.usesSpark()) {
            EngineUse<R> use = preparation.get();
            try (LocalSamples samples = new LocalSamples(sources, blocks())) {
                PhysicsModel physics = standardized(samples);
                try (LocalEngine engine = new LocalEngine(samples, physics, reduction())) {
                    return use.run(engine, physics, provenance());
                }
            }
        }
        try (SparkStart start = new SparkStart(spark, "hig: " + config.name())) {
            EngineUse<R> use = preparation.get();
            try (SparkRuntime runtime = opened(start)) {
                return onSpark(runtime, use);
            }
        }
    }

    private <R> R onSpark(SparkRuntime runtime, EngineUse<R> use) {
        runtime.distribute(config.problem().problem());
        try (SparkSamples samples = new SparkSamples(runtime, sources, blocks())) {
            PhysicsModel physics = standardized(samples);
            Map<String, String> provenance = provenance();
            provenance.put("spark", runtime.version());
            provenance.put("master", runtime.master());
            try (SparkEngine engine = new SparkEngine(samples, physics, reduction())) {
                return use.run(engine, physics, provenance);
            }
        } catch (RuntimeException e) {
            throw runtime.isOpen() ? e : new DataException(runtime.lost(), e);
        }
    }

    /** The model with the scales that it takes from the training samples, before an engine has it. */
    private PhysicsModel standardized(StoredSamples samples) {
        PhysicsModel physics = model;
        if (config.network().standardizeInputs()) {
            ColumnMoments inputs = samples.overAll(Split.TRAIN, ColumnMoments.INPUTS, ColumnMoments::plus);
            physics = physics.with(physics.network().standardizing(inputs.standardization()), physics.loss());
        }
        if (config.problem().standardizeTargets()) {
            Standardization targets = samples.overAll(Split.TRAIN, ColumnMoments.TARGETS, ColumnMoments::plus)
                    .standardization();
            physics = physics.with(physics.network(), physics.loss().standardized(targets.means(), targets.scales()));
        }
        return physics;
    }

    private Optimizer<?> optimizer() {
        return config.optimizer().optimizer().with(plan.solvers().solver());
    }

    private static SparkRuntime opened(SparkStart start) {
        try {
            return start.runtime();
        } catch (IllegalStateException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    private <S extends Record> TrainingResult record(
            RunRecorder run,
            Engine engine,
            PhysicsModel physics,
            Optimizer<S> optimizer,
            Optional<Checkpoint> from,
            TrainingListener listener) {
        recorder = run;
        try {
            TrainingState<S> start = from.map(checkpoint -> Resumption.state(checkpoint, optimizer))
                    .orElseGet(() -> TrainingState.initial(initialTheta, optimizer));
            TrainingResult result = trainer(
                            engine,
                            optimizer,
                            config.training().limits(),
                            evaluator(engine, physics),
                            watching(run.listeners(), engine, listener))
                    .train(start, run::onState);
            run.complete(result);
            return result;
        } catch (RuntimeException e) {
            run.salvage(e);
            throw e;
        } finally {
            recorder = null;
        }
    }

    /** All listeners of a training. Whoever names an inexact solver knows what it makes, and is not warned of it. */
    private List<TrainingListener> watching(List<TrainingListener> first, Engine engine, TrainingListener last) {
        List<TrainingListener> listeners = new ArrayList<>(first);
        if (config.optimizer().solver().equals(SolverPlan.AUTO)
                || !plan.solvers().solver().isInexact()) {
            listeners.add(new AccuracyWarning());
        }
        listeners.add(engine.listener());
        listeners.add(last);
        return listeners;
    }

    private <S extends Record> Trainer<S> trainer(
            Engine engine,
            Optimizer<S> optimizer,
            Limits limits,
            Evaluator evaluator,
            List<TrainingListener> listeners) {
        BatchSchedule schedule = new BatchSchedule(
                engine.layout(),
                config.training().batchSize(),
                config.training().shuffle(),
                config.seed());
        return new Trainer<>(engine, optimizer, schedule, limits, evaluator, () -> stopRequested, listeners)
                .withCareful(plan.solvers().careful())
                .with(config.optimizer().schedule());
    }

    private Evaluator evaluator(Engine engine, PhysicsModel physics) {
        ExperimentConfig.OutputConfig output = config.output();
        return new Evaluator(
                engine,
                output.evaluateEvery(),
                output.saturation(),
                watched.map(sample -> new Evaluator.Watched(physics, sample)),
                output.keepBest());
    }

    private Optional<Samples> watched() {
        OptionalLong sample = config.output().watchSample();
        if (sample.isEmpty()) {
            return Optional.empty();
        }
        if (sample.getAsLong() >= samples(Split.TRAIN)) {
            throw new ConfigurationException("output.watch-sample = " + sample.getAsLong()
                    + " is not one of the training samples, 0 to " + (samples(Split.TRAIN) - 1));
        }
        return Optional.of(Objects.requireNonNull(sources.get(Split.TRAIN)).read(sample.getAsLong(), 1));
    }

    private LossReduction reduction() {
        return config.training().lossReduction();
    }

    private int blocks() {
        return config.execution().blocks();
    }

    private Map<String, String> provenance() {
        Map<String, String> provenance = new TreeMap<>();
        provenance.put("version", Version.current());
        provenance.put("blas", NativeBlas.description());
        provenance.put("blas_threads", String.valueOf(BlasThreads.count()));
        provenance.put("java", Runtime.version().toString());
        provenance.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        provenance.put("blocks", String.valueOf(blocks()));
        provenance.put("execution", plan.mode().label());
        plan.solvers().name().ifPresent(solver -> provenance.put("solver", solver));
        if (config.problem().problem() instanceof ForeignCode code) {
            provenance.putAll(code.versions());
            code.digests().forEach((what, digest) -> provenance.put(what + ".sha256", digest));
        }
        return provenance;
    }
}
