package org.halfinverse.python;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.halfinverse.physics.CodeException;
import org.halfinverse.physics.FaultyClassException;
import org.halfinverse.physics.Parameters;
import org.halfinverse.physics.Problem;
import org.halfinverse.physics.ProblemFactory;

/**
 * Makes a problem from a file of Python: {@code file, python, derivatives, timeout, parameters}. The file is executed
 * once, to find out what it defines.
 */
public final class PythonProblemFactory implements ProblemFactory {
    private static final List<String> DERIVATIVES = List.of("auto", "given", "torch", "jax", "complex-step");

    /** For the service loader. */
    public PythonProblemFactory() {}

    @Override
    public String type() {
        return "python";
    }

    @Override
    public Problem create(Parameters parameters) {
        String file = parameters.text("file", "");
        String python = parameters.text("python", "python3");
        String derivatives = parameters.oneOf("derivatives", "auto", DERIVATIVES);
        double timeout = parameters.real("timeout", 300);
        String own = parameters.json("parameters");
        if (file.isEmpty()) {
            throw new IllegalArgumentException(
                    "problem.file is missing: give the path of the simulator, for instance pendulum.py");
        }
        if (!(timeout > 0)) {
            throw new IllegalArgumentException(
                    "problem.timeout = " + timeout + " must be a positive number of seconds");
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new IllegalArgumentException("problem.file = " + file + " cannot be read: no such file");
        }
        PythonFile source = new PythonFile(path.toAbsolutePath().normalize());
        PythonCode code = new PythonCode(
                source.path().toString(), source.sha256(), source.archiveName(), python, derivatives, timeout, own);
        try {
            return PythonProblem.of(
                    new PythonSource(code, PythonProcesses.shared().run(code, PythonProcess::description)));
        } catch (CodeException e) {
            throw new FaultyClassException(code.title() + " cannot be loaded: it " + e.getMessage(), e);
        }
    }
}
