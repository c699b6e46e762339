package org.halfinverse.cli;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/** What tests ask the operating system for that Java does not offer: pseudo-terminals, and what signals do. */
final class LibC {
    private static final int SIGINT = 2;
    private static final Pointer DEFAULT = Pointer.NULL;
    private static final Pointer IGNORED = Pointer.createConstant(1);
    private static final int LARGEST_SIGACTION = 256;

    static {
        Native.register("c");
    }

    private LibC() {}

    static native int posix_openpt(int flags) throws LastErrorException;

    static native int grantpt(int descriptor) throws LastErrorException;

    static native int unlockpt(int descriptor) throws LastErrorException;

    static native String ptsname(int descriptor) throws LastErrorException;

    static native NativeLong read(int descriptor, byte[] buffer, NativeLong count) throws LastErrorException;

    static native int close(int descriptor) throws LastErrorException;

    private static native int sigaction(int signal, Pointer action, Pointer before) throws LastErrorException;

    private static native Pointer signal(int signal, Pointer handler) throws LastErrorException;

    /** Starts a process. */
    interface Start<E extends Exception> {
        Process process() throws E;
    }

    /**
     * Starts a process that Ctrl-C interrupts, whatever it does here. A shell starts what it puts into the background
     * with this signal ignored, as {@code nohup} does with another; a program that ignores a signal hands that on to all
     * that it starts.
     *
     * @param start starts it
     * @return the process
     */
    static synchronized <E extends Exception> Process interruptible(Start<E> start) throws E {
        try (Memory before = new Memory(LARGEST_SIGACTION)) {
            sigaction(SIGINT, Pointer.NULL, before);
            if (!IGNORED.equals(before.getPointer(0))) { // the handler is the first member
                return start.process();
            }
        }
        signal(SIGINT, DEFAULT);
        try {
            return start.process();
        } finally {
            signal(SIGINT, IGNORED);
        }
    }
}
