package org.halfinverse.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Orthonormal vectors: their number grows, and each has many entries. */
public final class OrthonormalBasis {
    private static final DenseKernels KERNELS = NativeBlas.kernels();
    private static final int CHUNK = 1 << 20;

    private final int length;
    private final int vectorsPerChunk;
    private final List<double[]> chunks = new ArrayList<>();
    private int size;

    /**
     * An empty basis.
     *
     * @param length of its vectors
     * @param most how many there may be
     */
    public OrthonormalBasis(int length, int most) {
        this.length = length;
        this.vectorsPerChunk = Math.max(1, Math.min(most, CHUNK / length));
    }

    /** {@return number n of entries of a vector} */
    public int length() {
        return length;
    }

    /**
     * Adds a vector.
     *
     * @param vector of norm 1, orthogonal to all others; copied
     */
    public void add(double[] vector) {
        if (size % vectorsPerChunk == 0) {
            chunks.add(new double[vectorsPerChunk * length]);
        }
        System.arraycopy(vector, 0, chunks.get(chunks.size() - 1), size % vectorsPerChunk * length, length);
        size++;
    }

    /**
     * Takes from a vector what it has in common with the basis, {@code x ← x − V Vᵀx}, once more where that left so
     * little that rounding shows ("twice is enough": Daniel, Gragg, Kaufman, Stewart, Math. Comp. 30, 1976).
     *
     * @param x n entries, overwritten
     * @return both parts
     */
    public Parts orthogonalize(double[] x) {
        double before = Vectors.norm(x);
        double[] shared = new double[size];
        project(x, shared);
        double left = Vectors.norm(x);
        if (left < Math.sqrt(0.5) * before) {
            project(x, shared);
            left = Vectors.norm(x);
        }
        return new Parts(left, shared);
    }

    /**
     * What a vector was made of.
     *
     * @param left norm of what is orthogonal to the basis
     * @param shared coordinates of what was taken away, as many as vectors
     */
    public record Parts(double left, double[] shared) {}

    /**
     * {@return coordinates {@code Vᵀx}, as many as vectors}
     *
     * @param x n entries
     */
    public double[] coordinates(double[] x) {
        double[] coordinates = new double[size];
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            double[] part = new double[vectors(chunk).columns()];
            KERNELS.multiply(1, vectors(chunk).transposed(), x, 0, part);
            System.arraycopy(part, 0, coordinates, chunk * vectorsPerChunk, part.length);
        }
        return coordinates;
    }

    private void project(double[] x, double[] shared) {
        double[] coordinates = coordinates(x);
        for (int chunk = 0, k = 0; chunk < chunks.size(); chunk++) {
            MatrixView vectors = vectors(chunk);
            double[] part = Arrays.copyOfRange(coordinates, k, k + vectors.columns());
            KERNELS.multiply(-1, vectors.plain(), part, 1, x);
            k += part.length;
        }
        Vectors.addScaled(1, coordinates, shared);
    }

    /**
     * {@return a linear combination {@code Σ c_k v_k}, n entries}
     *
     * @param coordinates as many as vectors, or fewer
     */
    public double[] combine(double[] coordinates) {
        double[] result = new double[length];
        for (int chunk = 0, k = 0; k < coordinates.length; chunk++) {
            double[] part = new double[vectors(chunk).columns()];
            int count = Math.min(part.length, coordinates.length - k);
            System.arraycopy(coordinates, k, part, 0, count);
            KERNELS.multiply(1, vectors(chunk).plain(), part, 1, result);
            k += count;
        }
        return result;
    }

    private MatrixView vectors(int chunk) {
        return MatrixView.of(chunks.get(chunk), length, Math.min(vectorsPerChunk, size - chunk * vectorsPerChunk));
    }
}
