package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCommandTest extends OnToyRun {
    @BeforeEach
    void trainLongerThanAPlanNeedsSteps() throws IOException {
        Files.writeString(conf, Files.readString(conf).replace("max-epochs = 1", "max-epochs = 1000"));
    }

    @Test
    void weighsEverySolverAndNamesTheChosenOneAndWhereItRuns() {
        Command command = Command.hig("plan", conf.toString());
        assertEquals(0, command.exitCode(), command.err());
        assertEquals("", command.err());
        List<String> lines = command.out().lines().toList();
        for (String solver : List.of("kernel", "gram", "direct", "tsqr", "krylov", "mllib")) {
            assertEquals(
                    1,
                    lines.stream().filter(line -> line.startsWith(solver + " ")).count(),
                    command.out());
        }
        assertTrue(lines.contains("toy: 50 training samples, mini-batches of 20 in 8 blocks"), command.out());
        assertTrue(lines.contains("Jacobian: 40 rows, 22 parameters"), command.out());
        assertTrue(
                lines.contains("solver     gram, the cheapest that fits; where the estimated error of its step exceeds"
                        + " 1.0E-6 and rounding of J alone does not explain it, direct repeats it"),
                command.out());
        assertTrue(
                lines.contains("           after three such steps in a row it alone makes the next 8 and the first is"
                        + " tried again; if that fails, the next 16, up to 1,024"),
                command.out());
        assertTrue(
                lines.contains("execution  driver: Spark has no cores or memory to add on this machine"),
                command.out());
    }

    @Test
    void countsWhatTrainsAndWhatAStepTakes() {
        Command some = Command.hig(
                "plan",
                conf.toString(),
                "--set",
                "network.trainable=[0]",
                "--set",
                "optimizer.parameter-share=0.5",
                "--set",
                "optimizer.solver=gram");
        assertTrue(
                some.out()
                        .contains("Jacobian: 40 rows, 22 parameters, 10 of which train, 5 columns in each step, drawn"
                                + " anew"),
                some.out());
        assertTrue(some.out().contains("all of the first "), some.out());
    }

    @Test
    void leavesNothingBehind() {
        Command.hig("plan", conf.toString());
        assertFalse(Files.exists(run));
    }

    @Test
    void inexactStepsAreOfferedWhereTheTimeAllowsFewExactOnes() {
        String[] large = {
            "plan",
            conf.toString(),
            "--set",
            "network.hidden=[100,100]",
            "--set",
            "problem.samples=500",
            "--set",
            "training.batch-size=500",
            "--set",
            "optimizer.solver=direct",
            "--set"
        };
        Command few = plan(large, "training.max-seconds=0.01");
        assertTrue(
                few.out()
                        .lines()
                        .anyMatch(line -> line.startsWith("inexact    training.max-seconds = 0.01 is enough for about ")
                                && line.contains(" steps of direct; optimizer.solver = krylov with"
                                        + " optimizer.krylov-iterations = 16 makes about ")),
                few.out());
        assertFalse(plan(large, "training.max-seconds=3600").out().contains("\ninexact "));
        assertFalse(plan(large, "training.max-steps=3600").out().contains("\ninexact "));
    }

    private static Command plan(String[] arguments, String setting) {
        Command command = Command.hig(
                Stream.concat(Arrays.stream(arguments), Stream.of(setting)).toArray(String[]::new));
        assertEquals(0, command.exitCode(), command.err());
        return command;
    }

    @Test
    void aSolverThatIsAskedForIsNotCalledTheCheapest() {
        Command command = Command.hig("plan", conf.toString(), "--set", "optimizer.solver=tsqr");
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(command.out().lines().toList().contains("solver     tsqr"), command.out());
    }

    @Test
    void aMethodWithoutASolverHasAnExecutionOnly() {
        Command command = Command.hig("plan", conf.toString(), "--set", "optimizer.type=adam");
        assertEquals(0, command.exitCode(), command.err());
        assertFalse(command.out().contains("solver"), command.out());
        assertTrue(command.out().contains("execution  driver: "), command.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"adam", "sgd", "hig"})
    void adjacentWideLayersHaveAPlanWhetherOrNotTheyAreDecomposed(String method) {
        Command command = Command.hig(
                "plan", conf.toString(), "--set", "network.hidden=[1290,1290,1]", "--set", "optimizer.type=" + method);
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(command.out().contains("Jacobian: 40 rows, 1,669,265 parameters"), command.out());
        assertEquals(method.equals("hig"), command.out().contains("solver     kernel"), command.out());
    }

    @Test
    void triesTheChosenSolverOnTheFirstStepsAndSaysThatItMakesThem() {
        Command command = Command.hig("plan", conf.toString(), "--set", "optimizer.truncation.tau=1e-2");
        assertTrue(
                command.out().contains("steps      all of the first 10 by gram; singular values down to "),
                command.out());
    }

    @Test
    void saysWhereTheCutOffKeepsWhatTheChosenSolverCannotResolve() {
        // Thirty hidden units approximate two sines: the smallest of 152 singular values are rounding.
        Command command = Command.hig(
                "plan",
                conf.toString(),
                "--set",
                "network.hidden=[30]",
                "--set",
                "training.batch-size=50",
                "--set",
                "optimizer.truncation.tau=1e-12");
        assertTrue(
                command.out()
                        .contains("kernel was not accurate enough in 3 of 3 tries in the first 10 steps, and direct"
                                + " repeated those: expect about"),
                command.out());
        assertTrue(command.out().contains("kernel tells none below 1e-07 of the largest from rounding"), command.out());
        assertFalse(Files.exists(run));
    }

    @Test
    void aForcedSolverThatCannotResolveTheCutOffIsToldWhatWould() {
        Command command = Command.hig(
                "plan",
                conf.toString(),
                "--set",
                "network.hidden=[30]",
                "--set",
                "training.batch-size=50",
                "--set",
                "optimizer.solver=kernel",
                "--set",
                "optimizer.truncation.tau=1e-12");
        assertTrue(
                command.out().contains(" tries in the first 10 steps: use solver = auto, or a larger cut-off; "),
                command.out());
    }

    @Test
    void whatTakesTooLongToTryIsNotTriedAndSaysSo() {
        Command command = Command.hig(
                "plan",
                conf.toString(),
                "--set",
                "problem.samples=20000",
                "--set",
                "training.batch-size=20000",
                "--set",
                "network.hidden=[40,40,40]");
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(command.out().contains("steps      not tried, since one may take "), command.out());
    }

    @Test
    void stepsOfSparkAreNotTried() {
        Command command;
        try {
            System.setProperty("spark.master", "local[2]");
            command = Command.hig("plan", conf.toString(), "--set", "optimizer.solver=mllib");
        } finally {
            System.clearProperty("spark.master");
        }
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(command.out().contains("steps      not tried, since Spark would have to be started"), command.out());
    }

    @Test
    void anAccurateSolverIsOnlyTimed() {
        Command command = Command.hig("plan", conf.toString(), "--set", "optimizer.solver=direct");
        assertFalse(command.out().contains("steps      "), command.out());
        assertMeasured(command.out());
    }

    @Test
    void howLongStepsTakeHereIsMeasuredForEveryMethod() {
        for (String method : List.of("hig", "adam")) {
            Command command = Command.hig("plan", conf.toString(), "--set", "optimizer.type=" + method);
            assertMeasured(command.out());
        }
    }

    /** The time is of the steps that were made, which end when they are steady. */
    private static void assertMeasured(String out) {
        Matcher line = Pattern.compile("(?m)^seconds    (\\S+) a step, .* over ([\\d,]+) steps")
                .matcher(out);
        assertTrue(line.find(), out);
        double seconds = Double.parseDouble(line.group(1));
        int steps = Integer.parseInt(line.group(2).replace(",", ""));
        assertTrue(seconds > 0 && steps >= 10 && seconds * steps < 60, out);
    }

    @Test
    void noMoreStepsAreMadeThanTheTrainingHas() {
        Command command = Command.hig("plan", conf.toString(), "--set", "training.max-steps=3");
        assertTrue(command.out().contains(" measured over 3 steps"), command.out());
    }

    @Test
    void aTrainingThatDivergesAtOnceIsPlannedAndSaysSo() {
        Command command = Command.hig("plan", conf.toString(), "--set", "optimizer.learning-rate=1e200");
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(command.out().contains("; then the training diverges: "), command.out());
    }

    @Test
    void aSolverThatCannotBeUsedSaysWhy() {
        Command command = Command.hig("plan", conf.toString(), "--set", "network.hidden=[200,200]");
        assertEquals(0, command.exitCode(), command.err());
        assertTrue(
                command.out().contains("  takes up to 15,000 parameters, and the network has 41,002"), command.out());
    }

    @Test
    void whatFitsByNoMeansIsRefusedWith4() {
        Command command = Command.hig(
                "plan",
                conf.toString(),
                "--set",
                "optimizer.solver=direct",
                "--set",
                "problem.samples=100000000",
                "--set",
                "training.batch-size=100000000");
        assertEquals(4, command.exitCode());
        assertEquals("", command.out());
        assertTrue(command.err().startsWith("hig: solver direct needs "), command.err());
        assertTrue(command.err().contains(": use solver = gram or "), command.err());
    }

    @Test
    void whatNoSolverFitsIsRefusedWith4() {
        // 26,000 vectors of 91,502 parameters take 19 GB, and no square of either side fits an array.
        Command command = Command.hig(
                "plan",
                conf.toString(),
                "--set",
                "network.hidden=[300,300]",
                "--set",
                "problem.samples=24000",
                "--set",
                "training.batch-size=24000",
                "--set",
                "optimizer.krylov-iterations=26000");
        assertEquals(4, command.exitCode(), command.out());
        assertEquals("", command.out());
        assertTrue(command.err().startsWith("hig: solver "), command.err());
        assertFalse(command.err().contains("use solver ="), command.err());
        assertTrue(command.err().contains("or more memory"), command.err());
    }

    @Test
    void aBadSettingIsRefusedWith2() {
        Command command = Command.hig("plan", conf.toString(), "--set", "optimizer.solver=gran");
        assertEquals(2, command.exitCode());
        assertTrue(command.err().contains("did you mean gram?"), command.err());
    }
}
