package org.halfinverse.jacobian;

import java.io.Serializable;
import org.halfinverse.linalg.Gemm;
import org.halfinverse.linalg.Vectors;

/**
 * The Jacobians S of a simulator for B samples, each p × r.
 *
 * @param samples B
 * @param outputs p
 * @param controls r
 * @param values B × p × r, or p × r if S is the same for all samples
 */
record SimulatorJacobians(int samples, int outputs, int controls, double[] values) implements Serializable {
    private boolean isShared() {
        return values.length < samples * outputs * controls;
    }

    /** {@return S for every sample, B × p × r} */
    double[] forEachSample() {
        if (!isShared()) {
            return values;
        }
        double[] copies = new double[samples * values.length];
        Vectors.repeat(values, samples, copies);
        return copies;
    }

    /**
     * {@return {@code S_i u̇_i}, B × p}
     *
     * @param tangents u̇, B × r
     */
    double[] product(double[] tangents) {
        double[] result = new double[samples * outputs];
        if (isShared()) {
            Gemm.multiplyTransposedB(samples, outputs, controls, tangents, 0, values, 0, 0, result);
            return result;
        }
        for (int i = 0; i < samples; i++) {
            Gemm.multiply(
                    outputs,
                    1,
                    controls,
                    values,
                    i * outputs * controls,
                    tangents,
                    i * controls,
                    0,
                    result,
                    i * outputs);
        }
        return result;
    }

    /**
     * {@return {@code S_iᵀ ȳ_i}, B × r}
     *
     * @param cotangents ȳ, B × p
     */
    double[] transposeProduct(double[] cotangents) {
        double[] result = new double[samples * controls];
        if (isShared()) {
            Gemm.multiply(samples, controls, outputs, cotangents, 0, values, 0, 0, result, 0);
            return result;
        }
        for (int i = 0; i < samples; i++) {
            int own = i * outputs * controls;
            Gemm.multiplyTransposedA(
                    controls, 1, outputs, values, own, cotangents, i * outputs, 0, result, i * controls);
        }
        return result;
    }
}
