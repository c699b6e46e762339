package org.halfinverse.python;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import org.halfinverse.physics.FaultyClassException;

/**
 * What a process of Python is to run: equal codes are run by the same processes.
 *
 * @param file path of the simulator on the machine where the settings were read
 * @param sha256 of its content, 64 hexadecimal digits
 * @param archive name of the directory with a copy of it and its neighbours, in the working directory of an executor
 * @param python the interpreter
 * @param derivatives how outputs are differentiated, {@code auto} if the code decides
 * @param timeout seconds that a call may take
 * @param parameters of its functions, a JSON object
 */
record PythonCode(
        String file,
        String sha256,
        String archive,
        String python,
        String derivatives,
        double timeout,
        String parameters)
        implements Serializable {
    /** The name of the module that the file is. */
    String title() {
        return String.valueOf(Path.of(file).getFileName()).replaceFirst("\\.py$", "");
    }

    /**
     * The file on this machine: the copy that Spark has unpacked in the working directory of an executor, or else the
     * file itself.
     *
     * @throws FaultyClassException if there is neither
     */
    Path located() {
        Path original = Path.of(file).toAbsolutePath();
        Path copy = Path.of(archive).resolve(original.getFileName()).toAbsolutePath();
        if (Files.isReadable(copy)) {
            return copy;
        }
        if (Files.isReadable(original)) {
            return original;
        }
        throw new FaultyClassException(file + " is not on this machine, and no copy of it came with the task");
    }

    /** The interpreter as a command: a path in the working directory is one whatever directory Python works in. */
    String interpreter() {
        return python.contains("/") ? Path.of(python).toAbsolutePath().toString() : python;
    }
}
