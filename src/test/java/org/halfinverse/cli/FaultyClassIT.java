package org.halfinverse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfinverse.spark.LocalSpark;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same sentences from Spark's executors. */
@ExtendWith(LocalSpark.class)
class FaultyClassIT {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            simulate throws             | hig                 | 4 | Spring.simulate threw ArithmeticException for sample 17: / by zero (FaultySpring.java:
            simulate not finite         | hig                 | 3 | Spring.simulate gave NaN at output y[1] of sample 17, whose largest control is
            linearize of another version | hig                | 4 | Spring.linearize threw NoSuchMethodError for sample 17: 'void com.example.Table.at(int)'
            linearize not finite        | levenberg-marquardt | 3 | Spring.linearize gave NaN at output y[1], control u[0] of sample 17
            vectorJacobian throws       | adam                | 4 | Spring.vectorJacobian threw ArithmeticException for sample 17: / by zero
            evaluate not finite         | sgd                 | 3 | Energy.evaluate gave NaN as the loss of sample 17
            drawInput throws            | hig                 | 4 | Springs.drawInput threw IllegalStateException for sample 17: no more samples
            not serialisable            | hig                 | 4 | Spring cannot be sent to Spark's executors: java.lang.Object does not implement java.io.Serializable
            problem not serialisable    | hig                 | 4 | Springs cannot be sent to Spark's executors: java.lang.Object does not implement java.io.Serializable
            """)
    void aFaultInAnExecutorIsOneSentence(
            String fault, String optimizer, int exitCode, String sentence, @TempDir Path directory) throws IOException {
        Path conf = directory.resolve("spring.conf");
        Files.writeString(conf, """
                problem { class = "org.halfinverse.cli.FaultySpring", fault = "%s", samples = 50 }
                network { hidden = [5] }
                optimizer { type = %s, solver = tsqr }
                execution { mode = cluster, blocks = 3 }
                training { batch-size = 50, max-epochs = 1 }
                output { directory = "%s" }
                """.formatted(fault, optimizer, directory.resolve("run")));
        Command.hig("train", conf.toString(), "--quiet")
                .refused(exitCode, "org.halfinverse.cli.FaultySpring$" + sentence);
    }
}
