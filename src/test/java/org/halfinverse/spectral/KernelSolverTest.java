package org.halfinverse.spectral;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.halfinverse.linalg.Vectors;
import org.junit.jupiter.api.Test;

class KernelSolverTest extends SquaringSolverContract {
    @Override
    Solver solver() {
        return new KernelSolver();
    }

    /** A filter that keeps everything keeps rounding too, which says nothing of the parameters. */
    @Test
    void whatTheKernelDoesNotResolveIsNoKeptDirection() {
        double[] sigmas = {1, 0.5, 0.2, 9e-9, 8e-9, 7e-9, 6e-9, 5e-9, 4e-9, 3e-9};
        PrescribedJacobian jacobian = PrescribedJacobian.of("with small singular values", 12, 40, sigmas);
        double[] x = vectorToProject(jacobian);
        double[] difference = solve(jacobian, new DampedFilter(1e-2, new Truncation(0, true)))
                .kept()
                .share(x)
                .clone();
        for (double[] v : List.of(jacobian.v()).subList(0, 3)) {
            Vectors.addScaled(-Vectors.dot(v, x), v, difference);
        }
        assertEquals(0, Vectors.norm(difference), keptTolerance(5) * Vectors.norm(x));
    }
}
