package org.halfinverse.physics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class GuardedTest {
    private static final String NAME = GuardedTest.class.getName();

    private final Guarded<GuardedTest> guarded = new Guarded<>(this);

    @Test
    void passesAnswersOn() {
        assertEquals("x", guarded.get("text", test -> "x"));
        assertEquals(3, guarded.width("size", test -> 3, 3));
        List<String> seen = new ArrayList<>();
        guarded.run("work", " for sample 1", test -> seen.add("called"));
        assertEquals(List.of("called"), seen);
    }

    @Test
    void whatIsThrownIsToldWithTheLineAndTheStackTraceOfTheClass() {
        IllegalStateException thrown = new IllegalStateException("no table\nmore about it");
        FaultyClassException fault = assertThrows(
                FaultyClassException.class,
                () -> guarded.run("work", " for sample 17", test -> {
                    throw thrown;
                }));
        int line = thrown.getStackTrace()[0].getLineNumber();
        assertEquals(
                NAME + ".work threw IllegalStateException for sample 17: no table (GuardedTest.java:" + line + ")",
                fault.getMessage());
        assertArrayEquals(thrown.getStackTrace(), fault.getStackTrace());
        assertEquals(null, fault.getCause(), "which might not be serialisable");
    }

    @Test
    void whatSaysNothingItselfIsExplainedByItsCause() {
        String message = told(new IllegalStateException(null, new TimeoutException("no answer")));
        assertTrue(
                message.startsWith(NAME + ".work threw IllegalStateException: TimeoutException: no answer"), message);
        message = told(new UnsupportedOperationException());
        assertTrue(message.startsWith(NAME + ".work threw UnsupportedOperationException (Gua"), message);
    }

    @Test
    void exceptionsThatTheInterfaceProvidesForPass() {
        NumberFormatException meant = new NumberFormatException("two");
        assertSame(
                meant,
                assertThrows(
                        NumberFormatException.class,
                        () -> guarded.get("work", test -> fail(meant), IllegalArgumentException.class)));
        assertThrows(
                FaultyClassException.class,
                () -> guarded.get("work", test -> fail(new ArithmeticException()), IllegalArgumentException.class));
    }

    @Test
    void aFaultOfAnotherClassPasses() {
        FaultyClassException other = new FaultyClassException("com.example.Table.at returned null");
        assertSame(other, assertThrows(FaultyClassException.class, () -> guarded.get("work", test -> fail(other))));
        assertSame(other, assertThrows(FaultyClassException.class, () -> guarded.run("work", "", test -> fail(other))));
    }

    @Test
    void lackOfMemoryIsNoFaultOfTheClassButEndlessRecursionIs() {
        OutOfMemoryError memory = new OutOfMemoryError("Java heap space");
        assertSame(memory, assertThrows(OutOfMemoryError.class, () -> guarded.get("work", test -> fail(memory))));
        assertTrue(told(new StackOverflowError()).contains(".work threw StackOverflowError"));
    }

    @Test
    void answersThatCannotBeAreRefused() {
        assertEquals(
                NAME + ".text returned null",
                assertThrows(FaultyClassException.class, () -> guarded.get("text", test -> null))
                        .getMessage());
        assertEquals(
                NAME + ".size returned -1 instead of 0 or more",
                assertThrows(FaultyClassException.class, () -> guarded.width("size", test -> -1, 0))
                        .getMessage());
    }

    @Test
    void copiesAreWhatExecutorsGet() {
        double[] numbers = {1, 2};
        double[] copy = new Guarded<>(numbers).copy();
        assertArrayEquals(numbers, copy);
        assertNotSame(numbers, copy);
        assertEquals(
                NAME + " cannot be sent to Spark's executors: " + NAME + " does not implement java.io.Serializable",
                assertThrows(FaultyClassException.class, guarded::copy).getMessage());
    }

    private String told(Throwable failure) {
        return String.valueOf(guarded.threw("work", "", failure).getMessage());
    }

    private static Object fail(RuntimeException failure) {
        throw failure;
    }

    private static Object fail(Error failure) {
        throw failure;
    }
}
