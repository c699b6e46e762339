package org.halfinverse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** What is refused, and with which sentence. */
public final class Refusals {
    private Refusals() {}

    /** The attempt fails with this sentence and no other. */
    public static void assertRefused(Class<? extends Exception> type, String sentence, Executable attempt) {
        assertEquals(sentence, assertThrows(type, attempt).getMessage());
    }
}
