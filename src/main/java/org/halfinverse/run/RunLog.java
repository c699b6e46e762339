package org.halfinverse.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.ErrorHandler;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.halfinverse.io.DataException;
import org.halfinverse.io.Storage;

/**
 * While it is open, all that is logged, Spark's log included, goes to {@code log.txt} of the run, and warnings of this
 * program to the user as well. Which loggers say how much is left to the Log4j configuration.
 */
final class RunLog implements AutoCloseable {
    private static final String OWN_LOGGERS = "org.halfinverse";
    /**
     * No text can pass for a line of its own, whoever chose it: line breaks of messages are escaped, other control
     * characters left out, and only the first line of a stack trace begins at the margin.
     */
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSS} %-5p %c{1.}: "
            + "%replace{%enc{%m}{CRLF}}{[\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F\\u2028\\u2029]}{}%n"
            + "%replace{%ex}{\\R(?=\\S)}{\n  }";

    private final RunDirectory directory;
    private final Path localFile;
    private final boolean copied;
    private final Appender file;
    private final Appender warnings;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private RunLog(RunDirectory directory, Path localFile, boolean copied, boolean goesOn, Consumer<String> onWarning) {
        this.directory = directory;
        this.localFile = localFile;
        this.copied = copied;
        file = FileAppender.newBuilder()
                .setName("hig-run-log")
                .withFileName(localFile.toString())
                .withAppend(goesOn)
                .setLayout(PatternLayout.newBuilder()
                        .withPattern(PATTERN)
                        .withAlwaysWriteExceptions(false) // it does not see that the pattern has them
                        .build())
                .build();
        file.setHandler(new FirstFailure(failure));
        warnings = new WarningAppender(onWarning);
        file.start();
        warnings.start();
        root().addAppender(file);
        root().addAppender(warnings);
    }

    /**
     * Starts logging into a run directory. On a remote file system the log is kept locally and copied when it is
     * closed.
     *
     * @param directory of the run
     * @param goesOn whether an earlier log is kept, for this one to follow
     * @param onWarning is told every warning of this program
     * @return the open log
     * @throws DataException if it cannot be written
     */
    static RunLog open(RunDirectory directory, boolean goesOn, Consumer<String> onWarning) {
        Optional<Path> local = directory.storage().localFile(directory.logFile());
        try {
            Path path = local.isPresent() ? local.get() : Files.createTempFile("hig-", ".log");
            if (!goesOn) {
                Files.newOutputStream(path).close();
            } else if (local.isEmpty() && directory.storage().exists(directory.logFile())) {
                try (InputStream earlier = directory.storage().open(directory.logFile())) {
                    Files.copy(earlier, path, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            return new RunLog(directory, path, local.isEmpty(), goesOn, onWarning);
        } catch (IOException e) {
            throw new DataException("the log " + directory.logFile() + " cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Ends the log.
     *
     * @throws DataException if some of it could not be written
     */
    @Override
    public void close() {
        root().removeAppender(warnings);
        root().removeAppender(file);
        warnings.stop();
        file.stop();
        if (copied) {
            directory.storage().write(directory.logFile(), output -> Files.copy(localFile, output));
            localFile.toFile().delete();
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new DataException(
                    "the log " + directory.logFile() + " cannot be written: " + Storage.reason(failed), failed);
        }
    }

    /** Keeps the reason of the first message that could not be written, where Log4j prints the stack traces of all. */
    private record FirstFailure(AtomicReference<Throwable> failure) implements ErrorHandler {
        @Override
        public void error(String message) {
            failure.compareAndSet(null, new DataException(message));
        }

        @Override
        public void error(String message, Throwable thrown) {
            Throwable cause = thrown;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            failure.compareAndSet(null, cause);
        }

        @Override
        public void error(String message, LogEvent event, Throwable thrown) {
            error(message, thrown);
        }
    }

    private static Logger root() {
        return ((LoggerContext) LogManager.getContext(false)).getRootLogger();
    }

    private static final class WarningAppender extends AbstractAppender {
        private final Consumer<String> onWarning;

        WarningAppender(Consumer<String> onWarning) {
            super("hig-warnings", null, null, true, Property.EMPTY_ARRAY);
            this.onWarning = onWarning;
        }

        @Override
        public void append(LogEvent event) {
            boolean own = event.getLoggerName().startsWith(OWN_LOGGERS);
            if (own && event.getLevel().equals(Level.WARN)) {
                onWarning.accept(event.getMessage().getFormattedMessage());
            }
        }
    }
}
