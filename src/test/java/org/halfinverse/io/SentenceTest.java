package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SentenceTest {
    @Test
    void leavesASentenceAsItIs() {
        assertEquals("größe ≤ 3: \"a\\b\" …", Sentence.of("größe ≤ 3: \"a\\b\" …"));
    }

    @Test
    void makesOneLineOfAnything() {
        assertEquals("a b c d e f [31m", Sentence.of("a\nb\r\nc\td\0e\u2028f\u001b[31m"));
        assertEquals("a b", Sentence.of("a\u0085b"));
    }

    @Test
    void cutsWhatIsTooLong() {
        assertEquals("x".repeat(2000), Sentence.of("x".repeat(2000)));
        assertEquals("x".repeat(2000) + "…", Sentence.of("x".repeat(2001)));
    }

    @Test
    void exceptionsSpeakInSentences() {
        assertEquals("a b", new DataException("a\nb").getMessage());
        assertEquals("a b", new DataException("a\nb", new IllegalStateException()).getMessage());
    }
}
