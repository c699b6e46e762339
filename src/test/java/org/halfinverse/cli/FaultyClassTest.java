package org.halfinverse.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fault of a user's class is one sentence that names the class, the sample, and what was wrong. */
class FaultyClassTest extends OnToyRun {
    @Override
    @BeforeEach
    void configure() {
        super.configure();
        toy.configure("""
            problem { class = "org.halfinverse.cli.FaultySpring", samples = 50 }
            network { hidden = [5] }
            training { batch-size = 20, max-epochs = 1 }
            """);
    }

    @Test
    void withoutAFaultItTrainsAndPassesEveryCheck() {
        for (String optimizer : List.of("hig", "adam")) {
            Command command = train("none", "--set", "optimizer.type=" + optimizer, "--output", run + optimizer);
            assertEquals(0, command.exitCode(), command.err());
        }
        assertEquals(0, check("none").exitCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            simulate throws                  | 4 | Spring.simulate threw ArithmeticException for sample 17: / by zero (FaultySpring.java:
            simulate of another version      | 4 | Spring.simulate threw NoSuchMethodError for sample 17: 'void com.example.Table.at(int)' (FaultySpring.java:
            simulate of another version      | 4 | ; its jar, or one that it needs, is of another version
            simulate too deep                | 4 | Spring.simulate threw StackOverflowError for sample 17 (FaultySpring.java:
            simulate too long                | 4 | Spring.simulate threw ArrayIndexOutOfBoundsException for sample 0: Index 2 out of bounds for length 2 (
            simulate not finite              | 3 | Spring.simulate gave NaN at output y[1] of sample 17, whose largest control is
            simulate infinite                | 3 | Spring.simulate gave -Infinity at output y[1] of sample 17
            neighbours throw                 | 4 | samples together, though for none of them alone: position 1 of 1
            linearize throws                 | 4 | Spring.linearize threw ArithmeticException for sample 17: / by zero
            linearize not finite             | 3 | Spring.linearize gave NaN at output y[1], control u[0] of sample 17
            evaluate throws                  | 4 | Energy.evaluate threw UnsupportedOperationException for sample 17 (FaultySpring.java:
            evaluate not finite              | 3 | Energy.evaluate gave NaN as the loss of sample 17, whose largest output is
            gradient not finite              | 3 | Energy.evaluate gave Infinity at output y[1] of sample 17
            constantJacobian returns null    | 4 | Spring.constantJacobian returned null
            constantJacobian too short       | 4 | Spring.constantJacobian returned 1 numbers instead of 2 × 2
            constantJacobian not finite      | 3 | Spring.constantJacobian gave NaN at output y[1], control u[1]
            affine throws                    | 4 | Spring.linearize threw ArithmeticException for a state and a control of zeros: / by zero
            affine not finite                | 4 | Spring.linearize gave numbers that are not finite for a state and a control of zeros
            no controls                      | 4 | Spring.controlSize returned 0 instead of 1 or more
            outputSize throws                | 4 | Spring.outputSize threw UnsupportedOperationException: not known before the first call
            simulator returns null           | 4 | Springs.simulator returned null
            loss returns null                | 4 | Springs.loss returned null
            label returns null               | 4 | Energy.label returned null
            no inputs                        | 4 | Springs.inputSize returned 0 instead of 1 or more
            drawInput throws                 | 4 | Springs.drawInput threw IllegalStateException for sample 17: no more samples
            drawInput not finite             | 4 | Springs.drawInput gave NaN as entry 0 of sample 17
            deriveTarget too long            | 4 | Springs.deriveTarget threw ArrayIndexOutOfBoundsException for sample 17: Index 2 out of bounds for length 2
            deriveTarget not finite          | 4 | Springs.deriveTarget gave -Infinity as entry 1 of sample 17
            create throws                    | 4 | FaultySpring.create threw IllegalStateException: there is no licence
            create returns null              | 4 | FaultySpring.create returned null
            """)
    void aFaultIsToldByTrainAndByCheck(String fault, int exitCode, String sentence) {
        assertTold(train(fault), exitCode, sentence);
        assertTold(check(fault), exitCode, sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            vectorJacobian throws            | 4 | Spring.vectorJacobian threw ArithmeticException for sample 17: / by zero
            vectorJacobian not finite        | 3 | Spring.vectorJacobian gave NaN at control u[1] of sample 17
            vectorJacobian does not ask      | 4 | Spring.vectorJacobian never called its pullback
            vectorJacobian asks for too much | 4 | outputs to its pullback instead of
            """)
    void aFaultInAnAdjointIsToldByTrainingsThatUseIt(String fault, int exitCode, String sentence) {
        assertTold(train(fault, "--set", "optimizer.type=adam"), exitCode, sentence);
        assertTold(check(fault), exitCode, sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            wrong Jacobian              | simulator Jacobian dy/du          | Spring.linearize: simulator Jacobian dy/du: sample
            wrong vectorJacobian        | simulator vector-Jacobian product | Spring.vectorJacobian: simulator vector-Jacobian product: sample
            wrong vectorJacobian        | dot-product test of both products | Spring.vectorJacobian
            wrong constantJacobian      | constant simulator Jacobian       | Spring.constantJacobian: constant simulator Jacobian: sample 0, output y[1], control u[1]: 4.0
            wrong gradient              | loss gradient dl/dy               | Energy.evaluate: loss gradient dl/dy: sample
            other outputs               | outputs the same by all methods   | Spring.linearize: outputs the same by all methods: sample 15, output y[1] by linearize: -0.8
            neighbours                  | samples independent               | sample 0, output y[0] by simulate:
            left unwritten              | results overwritten               | sample 0, output y[0], control u[1] by linearize: 0.700000000000 over an old 0.7, 0.00000000000 over an old 0
            adds up                     | results overwritten               | output y[0] by simulate:
            arguments                   | arguments left as they are        | control u[0]: 0.00000000000 after,
            state                       | no state that changes             | its fields change while it works, and threads share it
            not serialisable            | serialised copies the same        | Spring cannot be sent to Spark's executors: java.lang.Object does not implement java.io.Serializable
            held by a transient field   | serialised copies the same        | of a copy, org.halfinverse.cli.FaultySpring$Spring.simulate threw NullPointerException for sample 0
            problem not serialisable    | samples the same when drawn again | Springs cannot be sent to Spark's executors: java.lang.Object does not implement java.io.Serializable
            draws what was drawn before | samples the same when drawn again | sample 19: differs when it is drawn alone by a copy
            """)
    void whatATrainingCannotSeeIsFoundByCheckAndExitsWith4(String fault, String subject, String sentence) {
        assertEquals(0, train(fault).exitCode());
        Command command = check(fault);
        assertEquals(4, command.exitCode());
        List<String> bad = command.out()
                .lines()
                .filter(line -> line.startsWith("BAD   " + subject))
                .toList();
        assertEquals(1, bad.size(), command.out());
        assertTrue(command.err()
                .contains(" checks of faulty-spring fail; the first is org.halfinverse.cli.FaultySpring$"));
        assertTrue((command.err() + bad.get(0)).contains(sentence), command.err() + bad.get(0));
        assertEquals(1, command.err().lines().count(), command.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"simulate throws", "drawInput throws"})
    void aRunThatFailedInAClassDoesNotBlockTheNextOne(String fault) {
        assertEquals(4, train(fault).exitCode());
        assertEquals(0, train("none").exitCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Unlicensed   | FaultyClassTest$Unlicensed.<init> threw IllegalStateException: there is no licence (FaultyClassTest.java:
            Uninitialised | FaultyClassTest$Uninitialised cannot be loaded: ExceptionInInitializerError: IllegalStateException: there is no licence
            OfAnotherVersion | FaultyClassTest$OfAnotherVersion cannot be loaded: UnsatisfiedLinkError: no table in this version; its jar, or one that it needs, is of another version
            """)
    void aFactoryThatCannotBeMadeIsToldWith4(String name, String sentence) {
        String setting = "problem.class=" + FaultyClassTest.class.getName() + "$" + name;
        Command command = Command.hig("plan", conf.toString(), "--set", setting);
        assertEquals(4, command.exitCode(), command.err());
        assertTrue(command.err().startsWith("hig: org.halfinverse.cli." + sentence), command.err());
        assertEquals(1, command.err().lines().count(), command.err());
    }

    private abstract static class Absent implements ProblemFactory {
        @Override
        public String type() {
            return "absent";
        }

        @Override
        public Problem create(Parameters parameters) {
            throw new IllegalArgumentException("there is no such problem");
        }
    }

    /** Its constructor throws. */
    public static final class Unlicensed extends Absent {
        public Unlicensed() {
            throw new IllegalStateException("there is no licence");
        }
    }

    /** Its static fields cannot be set. */
    public static final class Uninitialised extends Absent {
        private static final Unlicensed OTHER = new Unlicensed();

        @Override
        public String type() {
            return OTHER.type();
        }
    }

    /** A class that it needs is another one. */
    public static final class OfAnotherVersion extends Absent {
        private static final String TYPE = table();

        @Override
        public String type() {
            return TYPE;
        }

        private static String table() {
            throw new UnsatisfiedLinkError("no table in this version");
        }
    }

    private Command train(String fault, String... more) {
        return hig(fault, "train", "--quiet", more);
    }

    /** Of the first samples, the one with the fault among them. */
    private Command check(String fault) {
        return hig(fault, "check", "--samples=20");
    }

    private Command hig(String fault, String name, String option, String... more) {
        List<String> arguments = new ArrayList<>(List.of(name, conf.toString(), option));
        arguments.addAll(List.of("--set", "problem.fault=" + fault));
        arguments.addAll(List.of(more));
        return Command.hig(arguments.toArray(String[]::new));
    }

    private static void assertTold(Command command, int exitCode, String sentence) {
        command.refused(exitCode, sentence).refused(exitCode, "org.halfinverse.cli.FaultySpring");
    }
}
