package org.halfinverse.python;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What this JVM holds, and the processes of Python that it has started since a point in time: those of other tests may end
 * whenever they have been idle for long.
 *
 * @param processes their numbers
 * @param descriptors open in this JVM
 * @param descriptorsOfPython open in the processes
 * @param heap in use, in bytes
 * @param memoryOfPython resident in the processes, in bytes
 */
record HeldByPython(Set<Long> processes, long descriptors, long descriptorsOfPython, long heap, long memoryOfPython) {
    /** The processes that run now, which are none of what is looked at later. */
    static Set<Long> others() {
        return Set.copyOf(PythonProcesses.shared().pids());
    }

    /** All but what these processes hold. */
    static HeldByPython besides(Set<Long> others) {
        Set<Long> processes = new HashSet<>(PythonProcesses.shared().pids());
        processes.removeAll(others);
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        System.gc();
        return new HeldByPython(
                processes,
                system.getOpenFileDescriptorCount(),
                processes.stream().mapToLong(HeldByPython::descriptorsOf).sum(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                processes.stream().mapToLong(HeldByPython::memoryOf).sum());
    }

    private static long descriptorsOf(long pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long memoryOf(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
