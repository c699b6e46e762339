package org.halfinverse.report;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The numbers of a line of {@code metrics.jsonl} that are shown. */
enum Quantity {
    STEP("step"),
    SAMPLES("samples"),
    SECONDS("seconds"),
    LOSS("loss"),
    RANK("rank"),
    RANK_FULL("rank_full"),
    SIGMA_MAX("sigma_max"),
    SIGMA_MIN_KEPT("sigma_min_kept"),
    LINEARIZE("phase.linearize"),
    REDUCE("phase.reduce"),
    DECOMPOSE("phase.decompose"),
    UPDATE("phase.update"),
    TRAIN_LOSS("train_loss"),
    TEST_LOSS("test_loss");

    /** Their names in a line, those of a phase after {@code phase.} */
    static final Map<String, Quantity> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(quantity -> quantity.key, q -> q));

    private final String key;

    Quantity(String key) {
        this.key = key;
    }
}
