package org.halfinverse.cli;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pseudo-terminal: programs take it for a terminal with a person in front of it. What it shows goes into a file. */
final class Terminal implements AutoCloseable {
    private static final int READ_AND_WRITE = 2;
    private static final int BUFFER = 4096;

    private final int master;
    private final File device;
    private final Thread screen;

    /**
     * Opens a new one.
     *
     * @param log takes what is written to it
     */
    Terminal(Path log) throws IOException {
        master = LibC.posix_openpt(READ_AND_WRITE);
        LibC.grantpt(master);
        LibC.unlockpt(master);
        device = new File(LibC.ptsname(master));
        OutputStream shown = Files.newOutputStream(log);
        screen = new Thread(() -> show(shown), "terminal");
        screen.setDaemon(true);
    }

    /** The file to give to a program as its standard streams. */
    File device() {
        return device;
    }

    /** Shows what programs write, from when the first one is started to the end of the last. */
    void start() {
        screen.start();
    }

    private void show(OutputStream shown) {
        byte[] buffer = new byte[BUFFER];
        try (shown) {
            while (true) {
                int length = LibC.read(master, buffer, new NativeLong(BUFFER)).intValue();
                shown.write(buffer, 0, length);
            }
        } catch (LastErrorException e) {
            return; // nobody has it open any more
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until all is shown that was written, and lets go of it. */
    @Override
    public void close() throws IOException {
        try {
            screen.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LibC.close(master);
    }
}
