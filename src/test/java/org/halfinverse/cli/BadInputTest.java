package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.halfinverse.io.NpyArray;
import org.halfinverse.io.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each mistake gets one sentence that says what is wrong and where, its exit code, and leaves no run behind. */
class BadInputTest extends OnToyRun {
    private static final Storage STORAGE = new Storage(Map.of());

    @Test
    void anUnknownBlockOfTheCommandLineIsNamedAsSuch() {
        Command command = Command.hig("train", conf.toString(), "--set", "optimiser.type=adam");
        assertEquals(2, command.exitCode());
        assertEquals(
                "hig: --set: unknown key optimiser; did you mean optimizer?",
                command.err().strip());
    }

    @Test
    void aDirectoryThatIsNotEmptyIsRefusedBeforeDataAreLookedAt() throws IOException {
        Files.createDirectories(run);
        Files.writeString(run.resolve("notes.txt"), "mine");
        Command command =
                Command.hig("train", conf.toString(), "--set", "problem.data.inputs=" + directory.resolve("none.npy"));
        assertEquals(2, command.exitCode(), command.err());
        assertTrue(command.err().startsWith("hig: output directory " + run + " is not empty"), command.err());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        optimizer.kapa=0.5                     | unknown key optimizer.kapa; did you mean optimizer.kappa?
        optimiser.kappa=0.5                    | unknown key optimiser; did you mean optimizer?
        problem.lamda=0.1                      | unknown key problem.lamda; did you mean problem.lambda?
        training.zzzzzzzzzz=1                  | unknown key training.zzzzzzzzzz; known here: batch-size,
        optimizer.truncation={taw=1}           | --set: 1: unknown key optimizer.truncation.taw; did you mean optimizer.truncation.tau?
        optimizer.kappa=often                  | optimizer.kappa must be a number, not "often"
        training.batch-size=3.5                | training.batch-size must be a whole number, not 3.5
        network.hidden=seven                   | network.hidden must be a list of whole numbers, not "seven"
        network=7                              | network must be a block { … }, not 7
        training.shuffle=perhaps               | training.shuffle must be true or false, not "perhaps"
        optimizer.truncation.tau=-1e-6         | optimizer.truncation.tau = -1.0E-6 is out of range: it must be 0 or positive
        optimizer.kappa=1.5                    | optimizer.kappa = 1.5 is out of range: it must be in [0.0, 1.0]
        optimizer.learning-rate=0              | optimizer.learning-rate = 0 is out of range: it must be positive
        optimizer.momentum=1                   | optimizer.momentum = 1 is out of range
        optimizer.momentum-type=sprung         | optimizer.momentum-type = sprung is unknown: use one of heavy-ball, spring; did you mean spring?
        optimizer.step-control=search          | optimizer.step-control = search is unknown: use one of none, line-search
        optimizer.damping=0                    | optimizer.damping = 0 is out of range: it must be in [1.0E-20, 1.0E20]
        optimizer.rank=0                       | optimizer.rank = 0 is out of range: it must be between 1 and 2147483647
        optimizer.rank=2.5                     | optimizer.rank must be a whole number, not 2.5
        optimizer.batch-reference=0            | optimizer.batch-reference = 0 is out of range: it must be 1 or more
        optimizer.batch-scaling=invarient      | optimizer.batch-scaling = invarient is unknown: use one of none, invariant; did you mean invariant?
        optimizer.dampng=1                     | unknown key optimizer.dampng; did you mean optimizer.damping?
        optimizer.type=levenberg-marquart      | did you mean levenberg-marquardt?
        network.hidden=[5, 0]                  | network.hidden = [5,0] is out of range
        training.batch-size=51                 | training.batch-size = 51 is larger than the 50 training samples
        problem.type=toi                       | problem.type = toi is unknown: use one of burgers-control, heat-inversion, oscillators-linear,
        problem.type=quantum-dipol             | toy; did you mean quantum-dipole?
        network.activation=tahn                | network.activation = tahn is unknown
        optimizer.type=hgi                     | did you mean hig?
        problem.loss=absolute                  | problem.loss = absolute is unknown: use one of half-squared-error,
        problem.loss=infidelty                 | infidelity; did you mean infidelity?
        problem.class=com.example.Missing      | problem.class = com.example.Missing is not on the class path
        problem.class=java.lang.String         | problem.class = java.lang.String is not a ProblemFactory
        execution.blocks=0                     | execution.blocks = 0 is out of range
        spark.master=yarn                      | spark.master is not a setting of an experiment: give --master instead
        spark.redaction.regex=(pin              | spark.redaction.regex is not a regular expression
        execution.blocks=50000000              | execution.blocks = 50000000 is out of range: it must be between 1 and 100000
        seed=1e30                              | seed must be a whole number
        optimizer.epsilon=0                    | optimizer.epsilon = 0 is out of range: it must be positive
        output.directory=""                    | output.directory is empty
        problem.lambda=NaN                     | problem.lambda = "NaN" is out of range: it must be a finite number
        training.max-seconds=-1                | training.max-seconds = -1 is out of range: it must be positive
        """)
    void aSettingThatCannotBeIsRefusedWith2(String setting, String sentence) {
        assertRefused(2, sentence, "train", conf.toString(), "--set", setting);
    }

    @Test
    void theFileAndLineOfABadSettingAreNamed() throws IOException {
        Files.writeString(conf, "problem.type = toy\ntraining.max-epochs = 1\noptimizer.kappa = 3\n");
        assertRefused(2, conf + ": 3: optimizer.kappa = 3 is out of range", "train", conf.toString());
    }

    @Test
    void solverAndExecutionThatExcludeEachOtherAreRefusedWith2() {
        assertRefused(
                2,
                "optimizer.solver = mllib needs Spark, which execution.mode = driver does not use",
                "train",
                conf.toString(),
                "--set",
                "execution.mode=driver",
                "--set",
                "optimizer.solver=mllib");
    }

    @Test
    void freshSamplesAndFilesOfSamplesExcludeEachOther() {
        assertRefused(
                2,
                "problem.fresh = true draws samples, but problem.data.inputs names a file of them",
                "train",
                conf.toString(),
                "--set",
                "problem.fresh=true",
                "--set",
                "problem.data.inputs=x.npy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"optimizer.truncation.relative=false", "optimizer.truncation.tau=1"})
    void theCutOffOfSimulatorJacobiansIsAShareOfTheLargestSingularValue(String setting) {
        assertRefused(
                2,
                "use truncation.relative = true and truncation.tau below 1",
                "train",
                conf.toString(),
                "--set",
                "optimizer.type=sip",
                "--set",
                setting);
    }

    @ParameterizedTest
    @ValueSource(strings = {"levenberg-marquardt", "adam", "sgd"})
    void aBatchScalingWhereItIsNotDefinedIsRefusedWith2(String method) {
        assertRefused(
                2,
                "optimizer.batch-scaling = invariant is not defined for optimizer.type = " + method
                        + ", only for hig, gauss-newton, top-k: use batch-scaling = none",
                "train",
                conf.toString(),
                "--set",
                "optimizer.type=" + method,
                "--set",
                "optimizer.batch-scaling=invariant");
    }

    @Test
    void aTrainingWithoutAnEndIsRefusedWith2() throws IOException {
        Files.writeString(conf, "problem.type = toy");
        assertRefused(2, "training has no end: set training.max-epochs", "train", conf.toString());
    }

    @Test
    void aMissingProblemIsRefusedWith2() throws IOException {
        Files.writeString(conf, "training.max-epochs = 1");
        assertRefused(2, "problem.type is missing; known are burgers-control, ", "train", conf.toString());
    }

    @Test
    void aLossThatCannotCompareWhatTheSimulatorPutsOutIsRefusedWith2() throws IOException {
        Files.writeString(conf, """
            problem { class = "org.halfinverse.cli.WrongSpring", loss = infidelity }
            training.max-epochs = 1
            """);
        assertRefused(
                2,
                conf + ": 1: problem.loss: infidelity needs as many target entries as there are outputs, pairs of real"
                        + " and imaginary part, not 1 and 1",
                "train",
                conf.toString());
    }

    @Test
    void aConfigurationThatIsMissingOrNoHoconIsRefusedWith2() throws IOException {
        Path missing = directory.resolve("missing.conf");
        assertRefused(2, "configuration " + missing + " cannot be read: no such file", "train", missing.toString());
        Files.writeString(conf, "problem { type = toy");
        assertRefused(2, conf + " is not valid HOCON", "train", conf.toString());
        assertRefused(2, "cannot be read: it is a directory", "train", directory.toString());
    }

    @Test
    void wrongUsageIsRefusedWith2() {
        assertRefused(2, "Missing required parameter: 'CONF'; see hig train --help", "train");
        assertRefused(2, "Unknown option: '--outpt=x'", "train", conf.toString(), "--outpt=x");
        assertRefused(2, "see hig --help", "trian", conf.toString());
        assertRefused(2, "--set kappa is not of the form key=value", "train", conf.toString(), "--set", "kappa");
        assertRefused(2, "Invalid value for option '--samples'", "check", conf.toString(), "--samples", "few");
        assertRefused(2, "--tolerance must be positive", "check", conf.toString(), "--tolerance", "-1");
        assertRefused(2, "output.directory is empty", "train", conf.toString(), "--output", "");
    }

    @Test
    void anOutputDirectoryThatHoldsARunIsRefusedWith2AndLeftAlone() throws IOException {
        assertEquals(0, Command.hig("train", conf.toString()).exitCode());
        String before = Files.readString(run.resolve("metrics.jsonl"));
        Command command = Command.hig("train", conf.toString());
        assertEquals(2, command.exitCode());
        assertTrue(command.err().contains("output directory " + run + " is not empty"), command.err());
        assertEquals(before, Files.readString(run.resolve("metrics.jsonl")));
    }

    @Test
    void aConfigurationThatSomebodyWroteByHandIsNotOverwritten() throws IOException {
        Files.createDirectory(run);
        Path own = Files.copy(conf, run.resolve("config.conf"));
        String before = Files.readString(own);
        assertRefused(2, "is not empty (it holds config.conf)", "train", own.toString());
        assertEquals(before, Files.readString(own));
    }

    @Test
    void anOutputThatCannotBeWrittenIsRefusedWith4() throws IOException {
        Path file = directory.resolve("file");
        Files.writeString(file, "in the way");
        assertRefused(4, "is a file, but a directory is needed", "train", conf.toString(), "--output", file.toString());
        assertRefused(
                4,
                "cannot be created",
                "train",
                conf.toString(),
                "--output",
                file.resolve("below").toString());
        assertRefused(4, "cannot be", "train", conf.toString(), "--output", "nosuchfs://x/y");
    }

    @Test
    void dataThatIsMissingOrOfTheWrongShapeIsRefusedWith4() {
        Path missing = directory.resolve("missing.npy");
        assertRefused(4, missing + " cannot be read: no such file", withData("inputs", missing));
        Path wide = npy("wide.npy", new double[100], 50, 2);
        assertRefused(4, wide + " has shape (50, 2), but inputs of shape (N, 1) are needed", withData("inputs", wide));
        Path few = npy("few.npy", new double[98], 49, 2);
        assertRefused(
                4,
                few + " has shape (49, 2), but targets of shape (50, 2) are needed",
                withData("inputs", npy("x.npy", new double[50], 50, 1), "targets", few));
        Path states = npy("states.npy", new double[50], 50, 1);
        assertRefused(
                4,
                states + " has shape (50, 1), but states of shape (50, 0) are needed",
                withData("inputs", npy("x.npy", new double[50], 50, 1), "states", states));
        assertRefused(4, conf + " is not a .npy file", withData("inputs", conf));
        Path empty = npy("empty.npy", new double[0], 0, 1);
        assertRefused(4, empty + " has no rows", withData("inputs", empty));
        assertRefused(2, "problem.data.inputs is missing", withData("targets", wide));
    }

    @Test
    void aNumberInTheDataThatIsNotFiniteIsRefusedWith4AndNamed() {
        double[] x = new double[50];
        x[17] = Double.NaN;
        Path nan = npy("nan.npy", x, 50, 1);
        assertRefused(4, nan + " has NaN in row 17, column 0; all numbers must be finite", withData("inputs", nan));
    }

    @Test
    void aFailedStartDoesNotBlockTheNextOne() throws IOException {
        double[] x = new double[50];
        x[3] = Double.POSITIVE_INFINITY;
        String[] arguments = withData("inputs", npy("x.npy", x, 50, 1));
        assertEquals(4, Command.hig(arguments).exitCode());
        npy("x.npy", new double[50], 50, 1);
        assertEquals(0, Command.hig(arguments).exitCode());
    }

    @Test
    void initialParametersOfAnotherNetworkAreRefusedWith4() {
        Path theta = npy("theta.npy", new double[21], 21);
        String setting = "network.initial-parameters=" + theta;
        assertRefused(
                4,
                theta + " has shape (21,), but the network has 22 parameters",
                "train",
                conf.toString(),
                "--set",
                setting);
        double[] broken = new double[22];
        broken[4] = Double.NaN;
        npy("theta.npy", broken, 22);
        assertRefused(4, "entry 4 of " + theta + " is NaN", "train", conf.toString(), "--set", setting);
    }

    @Test
    void aSolverThatDoesNotFitIsRefusedWith4AndToldWhatWould() {
        assertRefused(
                4,
                "use solver = gram or tsqr or mllib or a smaller training.batch-size",
                "train",
                conf.toString(),
                "--set",
                "optimizer.solver=direct",
                "--set",
                "problem.samples=100000000",
                "--set",
                "training.batch-size=100000000");
        assertRefused(
                4,
                "solver mllib takes up to 15,000 parameters, and the network has 41,002: use solver = kernel or direct",
                "train",
                conf.toString(),
                "--set",
                "optimizer.solver=mllib",
                "--set",
                "network.hidden=[200,200]");
    }

    /** As products of 32 bits some of these sizes would be negative, others positive and wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        toy                   | network.hidden=[10000000] | have a layer of more than 8388607 outputs
        toy                   | network.hidden=[50000,50000] | give more parameters than one array holds
        oscillators-nonlinear | problem.masses=50000 | the Jacobian of a step, 100000 × 100000, does not fit one array
        oscillators-nonlinear | problem.steps=2147483647 | a trajectory, 2147483648 × 4, does not fit one array
        burgers-control       | problem={type=burgers-control,segments=1,steps=2147483647} | steps does not fit arrays
        """)
    void sizesThatNoArrayHoldsAreRefusedWith2(String problem, String setting, String sentence) {
        assertRefused(2, sentence, "train", conf.toString(), "--set", "problem.type=" + problem, "--set", setting);
    }

    @Test
    void aCheckWhoseJacobiansNoArrayHoldsIsRefusedWith4() {
        assertRefused(
                4,
                "the Jacobians of 1,000,000 samples, 2 × 1,602 each, do not fit one array: use --samples=1 or a smaller"
                        + " network",
                "check",
                conf.toString(),
                "--samples=1000000",
                "--set",
                "problem.samples=1000000",
                "--set",
                "network.hidden=[400]");
    }

    @Test
    void samplesTooWideForTheirBlocksAreRefusedWith4AndToldHowMany() {
        assertRefused(
                4,
                "execution.blocks = 90,000 is too many for samples of 300 numbers: use 27,962 or fewer",
                "train",
                conf.toString(),
                "--set",
                "problem.type=oscillators-linear",
                "--set",
                "problem.masses=50",
                "--set",
                "execution.blocks=90000");
    }

    private void assertRefused(int exitCode, String sentence, String... arguments) {
        Command.hig(arguments).refused(exitCode, sentence);
        assertFalse(Files.exists(run.resolve("metrics.jsonl")), "a run was begun");
    }

    private String[] withData(Object... filesByKey) {
        List<String> arguments = new ArrayList<>(List.of("train", conf.toString(), "--quiet"));
        for (int i = 0; i < filesByKey.length; i += 2) {
            arguments.add("--set");
            arguments.add("problem.data." + filesByKey[i] + "=" + filesByKey[i + 1]);
        }
        return arguments.toArray(String[]::new);
    }

    private Path npy(String name, double[] numbers, long... shape) {
        Path path = directory.resolve(name);
        STORAGE.write(path.toString(), output -> NpyArray.write(output, numbers, shape));
        return path;
    }
}
