package org.halfinverse.config;

import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import org.halfinverse.io.CsvOptions;
import org.halfinverse.io.Storage;
import org.halfinverse.loss.Loss;
import org.halfinverse.loss.NamedLosses;
import org.halfinverse.physics.Guarded;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.halfinverse.physics.Simulator;
import org.halfinverse.random.Stream;
import org.halfinverse.samples.DataFiles;
import org.halfinverse.samples.FileSamples;
import org.halfinverse.samples.FreshSamples;
import org.halfinverse.samples.GeneratedSamples;
import org.halfinverse.samples.NoisySamples;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;

/**
 * What is learned, and on which samples.
 *
 * @param label {@code problem.type}, or the name of the user's class
 * @param problem made from the settings
 * @param loss ℓ, the problem's own unless another is named
 * @param standardizeTargets whether outputs and targets are compared in units of the spread of the training targets
 * @param samples number of training samples to draw
 * @param fresh whether the training samples are drawn anew for every epoch
 * @param testSamples number of test samples to draw
 * @param targetNoise standard deviation of the errors of drawn training targets, 0 for none
 * @param data files with the user's own samples, for each set that has them
 * @param csv what is known about these files, where they are CSV
 * @param testFraction of the samples in the training files that are the test set instead, 0 for none
 */
public record ProblemConfig(
        String label,
        Problem problem,
        Loss loss,
        boolean standardizeTargets,
        long samples,
        boolean fresh,
        long testSamples,
        double targetNoise,
        Map<Split, DataFiles> data,
        CsvOptions csv,
        double testFraction) {
    /**
     * Reads the block, and asks the problem for everything that does not depend on a sample.
     *
     * @throws ConfigurationException if a setting is out of range
     * @throws org.halfinverse.physics.FaultyClassException if a class throws, or returns what cannot be
     */
    static ProblemConfig read(Settings settings) {
        Guarded<ProblemFactory> factory = new Guarded<>(factory(settings));
        String type = factory.get("type", ProblemFactory::type);
        String chosenBy = settings.has("class") ? "class" : "type";
        Guarded<Problem> problem = new Guarded<>(settings.build(
                chosenBy,
                () -> factory.get(
                        "create",
                        f -> f.create(settings),
                        IllegalArgumentException.class,
                        ConfigurationException.class)));
        Loss loss = settings.optionalText("loss")
                .map(name -> namedLoss(settings, name))
                .orElseGet(() -> problem.get("loss", Problem::loss));
        new Guarded<>(loss).get("label", Loss::label);
        Guarded<Simulator> simulator = new Guarded<>(problem.get("simulator", Problem::simulator));
        simulator.width("stateSize", Simulator::stateSize, 0);
        simulator.width("controlSize", Simulator::controlSize, 1);
        int outputs = simulator.width("outputSize", Simulator::outputSize, 1);
        problem.width("inputSize", Problem::inputSize, 1);
        int targets = problem.width("targetSize", Problem::targetSize, 0);
        settings.build("loss", () -> {
            loss.requireWidths(outputs, targets);
            return loss;
        });
        boolean standardizeTargets = settings.flag("standardize-targets", false);
        if (standardizeTargets) {
            requireStandardizable(settings, loss, outputs, targets);
        }
        long samples = settings.integer("samples", 256, 1);
        boolean fresh = settings.flag("fresh", false);
        long testSamples = settings.integer("test-samples", 256, 0);
        double targetNoise = settings.realWithin("target-noise", 0, 0, Double.POSITIVE_INFINITY);
        if (targetNoise > 0 && targets == 0) {
            throw new ConfigurationException(
                    "problem.target-noise = " + targetNoise + " needs targets, and this problem has none");
        }
        Map<Split, DataFiles> data = new EnumMap<>(Split.class);
        Settings block = settings.block("data");
        files(block, "").ifPresent(files -> data.put(Split.TRAIN, files));
        files(block, "test-").ifPresent(files -> data.put(Split.TEST, files));
        if (data.containsKey(Split.TEST) && !data.containsKey(Split.TRAIN)) {
            throw new ConfigurationException("problem.data.test-inputs needs problem.data.inputs, which is missing");
        }
        CsvOptions csv = csv(block.block("csv"));
        double testFraction = testFraction(block, data);
        if (targetNoise > 0 && !data.isEmpty()) {
            throw new ConfigurationException("problem.target-noise = " + targetNoise
                    + " is for targets that are drawn, but problem.data.inputs names a file: use one or the other");
        }
        if (fresh && !data.isEmpty()) {
            throw new ConfigurationException(
                    "problem.fresh = true draws samples, but problem.data.inputs names a file of them: use one or the other");
        }
        return new ProblemConfig(
                type,
                problem.instance(),
                loss,
                standardizeTargets,
                samples,
                fresh,
                testSamples,
                targetNoise,
                data,
                csv,
                testFraction);
    }

    private static void requireStandardizable(Settings settings, Loss loss, int outputs, int targets) {
        settings.build("standardize-targets", () -> {
            double[] ones = new double[outputs];
            Arrays.fill(ones, 1);
            Loss standardized = loss.standardized(new double[outputs], ones);
            standardized.requireWidths(outputs, targets);
            return standardized;
        });
    }

    private static double testFraction(Settings block, Map<Split, DataFiles> data) {
        double fraction = block.realWithin("test-fraction", 0, 0, 1);
        if (fraction > 0 && data.containsKey(Split.TEST)) {
            throw new ConfigurationException("problem.data.test-fraction = " + fraction
                    + " takes test samples from problem.data.inputs, but problem.data.test-inputs names a file of them:"
                    + " use one or the other");
        }
        if (fraction > 0 && data.isEmpty()) {
            throw new ConfigurationException(
                    "problem.data.test-fraction = " + fraction + " needs problem.data.inputs, which is missing");
        }
        return fraction;
    }

    private static CsvOptions csv(Settings block) {
        Optional<Character> separator = csvCharacter(block, "separator");
        Optional<Character> decimal = csvCharacter(block, "decimal");
        Optional<Boolean> header = block.optionalFlag("header");
        block.build("separator", () -> new CsvOptions(separator, Optional.empty(), Optional.empty()));
        return block.build("decimal", () -> new CsvOptions(separator, decimal, header));
    }

    private static Optional<Character> csvCharacter(Settings block, String key) {
        return block.build(key, () -> block.optionalText(key).flatMap(CsvOptions::character));
    }

    private static Optional<DataFiles> files(Settings block, String prefix) {
        Optional<String> inputs = block.optionalText(prefix + "inputs");
        Optional<String> targetFile = block.optionalText(prefix + "targets");
        Optional<String> stateFile = block.optionalText(prefix + "states");
        if (inputs.isEmpty() && (targetFile.isPresent() || stateFile.isPresent())) {
            throw new ConfigurationException("problem.data." + prefix + "inputs is missing beside the other files");
        }
        return inputs.map(file -> new DataFiles(file, targetFile, stateFile));
    }

    private static ProblemFactory factory(Settings settings) {
        Optional<String> className = settings.optionalText("class");
        if (className.isPresent()) {
            return userFactory(className.get());
        }
        List<ProblemFactory> factories = ServiceLoader.load(ProblemFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        List<String> types =
                factories.stream().map(ProblemFactory::type).sorted().toList();
        String type = settings.optionalText("type")
                .orElseThrow(() ->
                        new ConfigurationException("problem.type is missing; known are " + String.join(", ", types)));
        return factories.stream()
                .filter(factory -> factory.type().equals(type))
                .findFirst()
                .orElseThrow(() -> settings.unknownChoice("type", type, types));
    }

    private static ProblemFactory userFactory(String className) {
        try {
            Class<?> type =
                    Class.forName(className, true, Thread.currentThread().getContextClassLoader());
            return (ProblemFactory) type.getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new ConfigurationException(
                    "problem.class = " + className
                            + " is not on the class path: name its jar in HIG_CLASSPATH, or with --jars of spark-submit",
                    e);
        } catch (InvocationTargetException e) {
            throw new Guarded<>(className, className).threw("<init>", "", e.getTargetException());
        } catch (LinkageError e) {
            throw Guarded.notLoaded(className, e);
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ConfigurationException(
                    "problem.class = " + className + " is not a ProblemFactory with a public constructor without"
                            + " arguments",
                    e);
        }
    }

    private static Loss namedLoss(Settings settings, String name) {
        return NamedLosses.all().stream()
                .filter(loss -> loss.label().equals(name))
                .findFirst()
                .orElseThrow(() -> settings.unknownChoice(
                        "loss",
                        name,
                        NamedLosses.all().stream().map(Loss::label).toList()));
    }

    /**
     * {@return the data sets, at least the training set: the user's files, or what the problem draws}
     *
     * @param seed of the experiment
     * @param storage where files lie
     * @throws org.halfinverse.io.DataException if a file is missing or of the wrong shape
     * @throws ConfigurationException if the fraction of test samples leaves one of the sets empty
     */
    public Map<Split, SampleSource> sources(long seed, Storage storage) {
        Map<Split, SampleSource> sources = new EnumMap<>(Split.class);
        if (data.isEmpty()) {
            SampleSource exact = fresh
                    ? new FreshSamples(problem, seed, samples, 0)
                    : new GeneratedSamples(problem, seed, Stream.TRAINING_SAMPLES, samples);
            sources.put(
                    Split.TRAIN,
                    targetNoise > 0 ? new NoisySamples(exact, seed, targetNoise, loss.comparesUnitVectors()) : exact);
            if (testSamples > 0) {
                sources.put(Split.TEST, new GeneratedSamples(problem, seed, Stream.TEST_SAMPLES, testSamples));
            }
        }
        data.forEach((split, files) -> sources.put(split, FileSamples.open(problem, files, csv, storage)));
        if (testFraction == 0) {
            return sources;
        }
        try {
            return Split.divide(Objects.requireNonNull(sources.get(Split.TRAIN)), testFraction, seed);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("problem.data.test-fraction = " + testFraction + " " + e.getMessage(), e);
        }
    }
}
