package org.halfinverse.cli;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;

/**
 * Turns Ctrl-C and SIGTERM into a request to stop, so that the command ends by itself with everything written; a second
 * signal ends the program at once.
 */
final class InterruptSignals implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("INT", "TERM");

    private final List<Registration> registrations;

    private InterruptSignals(List<Registration> registrations) {
        this.registrations = registrations;
    }

    /**
     * Listens from now on.
     *
     * @param requestStop asks the command to end soon
     * @return to be closed when the command has written its results
     */
    static InterruptSignals listen(Runnable requestStop) {
        AtomicBoolean asked = new AtomicBoolean();
        Runnable handler = () -> {
            if (asked.getAndSet(true)) {
                Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code);
            }
            requestStop.run();
        };
        return new InterruptSignals(SIGNALS.stream()
                .map(signal -> new Registration(signal, Signals.register(signal, handler)))
                .toList());
    }

    @Override
    public void close() {
        registrations.forEach(registration -> Signals.unregister(registration.signal, registration.previous));
    }

    /** What a signal did before. */
    private record Registration(String signal, Object previous) {}
}
