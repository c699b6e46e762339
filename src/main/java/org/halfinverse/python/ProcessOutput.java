package org.halfinverse.python;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.halfinverse.io.Sentence;

/**
 * What a process prints: the first lines go to the log, the last ones are kept for the case that it ends, and all of it
 * is read, since a process whose output nobody reads stands still.
 */
final class ProcessOutput implements Runnable {
    private static final Logger LOG = LogManager.getLogger(ProcessOutput.class);
    private static final int LOGGED_LINES = 200;
    private static final int KEPT_LINES = 50;
    private static final int LONGEST_LINE = 500;
    private static final Pattern FRAME = Pattern.compile("^ *File \"(.+)\", line (\\d+) in (\\S+)$");

    private final InputStream stream;
    private final String title;
    private final Deque<String> last = new ArrayDeque<>();
    private final Thread thread;
    private int lines;

    /** Reads until the process ends. */
    ProcessOutput(Process process, String title) {
        this.stream = process.getInputStream();
        this.title = title;
        thread = new Thread(this, "output of " + title);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        StringBuilder line = new StringBuilder();
        char[] some = new char[1 << 13];
        try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
                for (int i = 0; i < count; i++) {
                    if (some[i] == '\n') {
                        keep(line.toString());
                        line.setLength(0);
                    } else if (line.length() < LONGEST_LINE) {
                        line.append(some[i]);
                    }
                }
            }
        } catch (IOException e) { // the process was ended and its streams closed
            LOG.debug("{} prints no more", title, e);
        }
        if (!line.isEmpty()) {
            keep(line.toString());
        }
    }

    private synchronized void keep(String line) {
        lines++;
        if (lines <= LOGGED_LINES) {
            LOG.info("{} prints: {}", title, Sentence.of(line));
        } else if (lines == LOGGED_LINES + 1) {
            LOG.info("{} prints more, which is left out", title);
        }
        last.add(line);
        if (last.size() > KEPT_LINES) {
            last.remove();
        }
    }

    /** Waits for the end of the output of a process that has ended. */
    void awaitEnd(long milliseconds) {
        try {
            thread.join(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines. */
    synchronized List<String> tail() {
        return List.copyOf(last);
    }

    /**
     * Where it was when it ended, if it printed that then: the innermost function in a directory.
     *
     * @param directory of the user's file
     */
    synchronized Optional<Place> place(String directory) {
        for (String line : last) {
            Matcher frame = FRAME.matcher(line);
            if (frame.matches() && frame.group(1).startsWith(directory)) {
                String file = frame.group(1).substring(directory.length() + 1);
                return Optional.of(new Place(file, Integer.parseInt(frame.group(2)), frame.group(3)));
            }
        }
        return Optional.empty();
    }

    /** A line of a file, in a function. */
    record Place(String file, int line, String function) {
        @Override
        public String toString() {
            return " (" + file + ":" + line + (function.isEmpty() ? "" : ", in " + function) + ")";
        }
    }
}
