package org.halfinverse.linalg;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The eigendecomposition {@code D + ρ z zᵀ = C Λ Cᵀ} of a diagonal matrix with a rank-one update, eigenvalues ascending.
 *
 * <p>Where z_i is nothing, or two d_i are the same, up to rounding, eigenvectors are known at once (deflation). The others
 * are {@code c_j ∝ (ẑ_i / (d_i − λ_j))_i} with the roots λ_j of the {@link SecularEquation}, and with ẑ so that these
 * roots are exact, which makes the vectors orthogonal to working precision (Gu and Eisenstat, SIAM J. Matrix Anal. Appl.
 * 16, 1995). Only ẑ, d, λ and the lengths of the vectors are held.
 */
final class RankOneUpdate {
    private static final double EPSILON = Math.ulp(1.0);
    /** Entries of C that are made at a time, for a product of matrices. */
    private static final int PANEL = 1 << 16;
    /** Roots that a core looks for at a time. */
    private static final int GROUP = 16;
    /** From this size on it is worth while to share work among cores. */
    private static final int LARGE = 256;

    private final double[] eigenvalues;
    private final Rotation[] rotations;
    /** Where the poles stand in D. */
    private final int[] positions;

    private final double[] poles;
    private final double[] weights;
    /** Roots: pole next to each, and distance from it. */
    private final double[] starts;

    private final double[] offsets;
    private final double[] scales;
    /** Place of each eigenvalue: less than r a root, else r and the place in D of what was deflated. */
    private final int[] order;

    /** A rotation of two coordinates in the plane: {@code (x_i, x_j) ← (c x_i + s x_j, c x_j − s x_i)}. */
    private record Rotation(int i, int j, double cosine, double sine) {
        void apply(int count, double[] x) {
            for (int k = 0; k < count; k++) {
                double a = x[i * count + k];
                double b = x[j * count + k];
                x[i * count + k] = cosine * a + sine * b;
                x[j * count + k] = cosine * b - sine * a;
            }
        }

        void undo(int count, double[] x) {
            new Rotation(i, j, cosine, -sine).apply(count, x);
        }
    }

    private RankOneUpdate(double[] d, SecularEquation equation, int[] positions, Rotation[] rotations) {
        this.rotations = rotations;
        this.positions = positions;
        poles = equation.poles();
        int r = poles.length;
        offsets = new double[r];
        starts = new double[r];
        each(r, (j, scratch) -> {
            SecularEquation.Root root = equation.root(j, scratch);
            starts[j] = poles[root.origin()];
            offsets[j] = root.offset();
        });
        weights = new double[r];
        each(r, (i, scratch) -> weights[i] = Math.copySign(exactWeight(i, scratch), equation.weights()[i]));
        scales = new double[r];
        each(r, (j, scratch) -> {
            fillVector(j, 1, scratch);
            scales[j] = 1 / Math.sqrt(Vectors.dot(scratch, scratch));
        });
        double[] values = new double[r + d.length];
        boolean[] kept = new boolean[d.length];
        for (int j = 0; j < r; j++) {
            values[j] = starts[j] + offsets[j];
            kept[positions[j]] = true;
        }
        System.arraycopy(d, 0, values, r, d.length);
        order = IntStream.concat(
                        IntStream.range(0, r),
                        IntStream.range(0, d.length).filter(i -> !kept[i]).map(i -> r + i))
                .boxed()
                .sorted(Comparator.comparingDouble(place -> values[place]))
                .mapToInt(Integer::intValue)
                .toArray();
        eigenvalues = Arrays.stream(order).mapToDouble(place -> values[place]).toArray();
    }

    /**
     * {@return the decomposition of {@code D + ρ z zᵀ}}
     *
     * @param d diagonal of D, n entries; overwritten
     * @param z n entries; overwritten
     * @param rho ρ, not negative
     */
    static RankOneUpdate of(double[] d, double[] z, double rho) {
        int n = d.length;
        double norm = Vectors.norm(z);
        double strength = rho * norm * norm;
        double largest = Arrays.stream(d).map(Math::abs).max().orElse(0);
        double tolerance = EPSILON * Math.max(largest, strength);
        for (int i = 0; i < n && norm > 0; i++) {
            z[i] /= norm;
        }
        int[] ascending = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> d[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] positions = new int[n];
        Rotation[] rotations = new Rotation[n];
        int r = 0;
        int rotated = 0;
        for (int next : ascending) {
            if (strength * Math.abs(z[next]) <= tolerance) {
                continue;
            }
            if (r > 0) {
                int previous = positions[r - 1];
                double length = Math.hypot(z[next], z[previous]);
                double cosine = z[next] / length;
                double sine = -z[previous] / length;
                double gap = d[next] - d[previous];
                if (Math.abs(gap * cosine * sine) <= tolerance) {
                    rotations[rotated++] = new Rotation(previous, next, cosine, sine);
                    double lower = d[previous] * cosine * cosine + d[next] * sine * sine;
                    d[next] = d[previous] * sine * sine + d[next] * cosine * cosine;
                    d[previous] = lower;
                    z[next] = length;
                    r--;
                }
            }
            positions[r++] = next;
        }
        int[] kept = Arrays.copyOf(positions, r);
        SecularEquation equation = new SecularEquation(
                Arrays.stream(kept).mapToDouble(i -> d[i]).toArray(),
                Arrays.stream(kept).mapToDouble(i -> z[i]).toArray(),
                strength);
        return new RankOneUpdate(d, equation, kept, Arrays.copyOf(rotations, rotated));
    }

    /** |ẑ_i|, up to a factor that all have in common. */
    private double exactWeight(int i, double[] ratios) {
        fillRatios(i, 0, i, ratios);
        ratios[i] = offsets[i] - (poles[i] - starts[i]);
        fillRatios(i, i + 1, ratios.length, ratios);
        double product = 1;
        for (double ratio : ratios) {
            product *= ratio;
        }
        return Math.sqrt(Math.abs(product));
    }

    /** {@code (d_i − λ_j) / (d_i − d_j)}; like all loops with quotients one of its own, for vector instructions. */
    private void fillRatios(int i, int from, int to, double[] ratios) {
        double pole = poles[i];
        double[] d = poles;
        double[] start = starts;
        double[] offset = offsets;
        for (int j = from; j < to; j++) {
            ratios[j] = (pole - start[j] - offset[j]) / (pole - d[j]);
        }
    }

    /** n values, ascending; not to be changed. */
    double[] eigenvalues() {
        return eigenvalues;
    }

    /**
     * {@return {@code Cᵀ X}, n × k, row-major}
     *
     * @param count k
     * @param x n × k, row-major; overwritten
     */
    double[] coordinates(int count, double[] x) {
        int r = poles.length;
        for (Rotation rotation : rotations) {
            rotation.apply(count, x);
        }
        double[] rows = new double[r * count];
        for (int i = 0; i < r; i++) {
            System.arraycopy(x, positions[i] * count, rows, i * count, count);
        }
        double[] roots = product((j, to) -> fillVector(j, scales[j], to), count, rows);
        double[] result = new double[x.length];
        for (int k = 0; k < order.length; k++) {
            boolean root = order[k] < r;
            System.arraycopy(root ? roots : x, (root ? order[k] : order[k] - r) * count, result, k * count, count);
        }
        return result;
    }

    /**
     * {@return {@code C Y}, n × k, row-major}
     *
     * @param count k
     * @param y n × k, row-major
     */
    double[] combine(int count, double[] y) {
        int r = poles.length;
        double[] roots = new double[r * count];
        double[] result = new double[y.length];
        for (int k = 0; k < order.length; k++) {
            boolean root = order[k] < r;
            System.arraycopy(y, k * count, root ? roots : result, (root ? order[k] : order[k] - r) * count, count);
        }
        double[] rows = product(this::fillRow, count, roots);
        for (int i = 0; i < r; i++) {
            System.arraycopy(rows, i * count, result, positions[i] * count, count);
        }
        undoRotations(count, result);
        return result;
    }

    /**
     * {@return some columns of C, n × k, row-major}
     *
     * @param wanted k numbers of eigenvalues
     */
    double[] vectors(int[] wanted) {
        int r = poles.length;
        int count = wanted.length;
        double[] result = new double[order.length * count];
        double[] vector = new double[r];
        for (int k = 0; k < count; k++) {
            int place = order[wanted[k]];
            if (place >= r) {
                result[(place - r) * count + k] = 1;
                continue;
            }
            fillVector(place, scales[place], vector);
            for (int i = 0; i < r; i++) {
                result[positions[i] * count + k] = vector[i];
            }
        }
        undoRotations(count, result);
        return result;
    }

    private void undoRotations(int count, double[] x) {
        for (int i = rotations.length - 1; i >= 0; i--) {
            rotations[i].undo(count, x);
        }
    }

    /** Eigenvector j of the poles, times a factor over its scale. */
    private void fillVector(int j, double factor, double[] to) {
        double start = starts[j];
        double offset = offsets[j];
        double[] d = poles;
        double[] z = weights;
        for (int i = 0; i < to.length; i++) {
            to[i] = factor * z[i] / (d[i] - start - offset);
        }
    }

    /** Component i of all eigenvectors. */
    private void fillRow(int i, double[] to) {
        double pole = poles[i];
        double weight = weights[i];
        double[] start = starts;
        double[] offset = offsets;
        double[] scale = scales;
        for (int j = 0; j < to.length; j++) {
            to[j] = scale[j] * weight / (pole - start[j] - offset[j]);
        }
    }

    private interface Row {
        void fill(int number, double[] to);
    }

    /** {@code A X} for a matrix of r rows, made row by row, and X of r × k, some rows on each core. */
    private double[] product(Row rows, int count, double[] x) {
        int r = poles.length;
        double[] result = new double[r * count];
        inPanels((from, width) -> {
            double[] row = new double[r];
            double[] panel = count == 1 ? row : new double[width * r];
            for (int k = 0; k < width; k++) {
                rows.fill(from + k, row);
                if (count == 1) {
                    result[from + k] = Vectors.dot(row, x);
                } else {
                    System.arraycopy(row, 0, panel, k * r, r);
                }
            }
            if (count > 1) {
                Gemm.multiply(width, count, r, panel, 0, x, 0, 0, result, from * count);
            }
        });
        return result;
    }

    private interface Panel {
        void on(int from, int width);
    }

    private void inPanels(Panel work) {
        int r = poles.length;
        int width = Math.max(1, PANEL / Math.max(r, 1));
        IntStream panels = IntStream.range(0, (r + width - 1) / width);
        (r < LARGE ? panels : panels.parallel())
                .forEach(panel -> work.on(panel * width, Math.min(width, r - panel * width)));
    }

    private interface Work {
        void on(int index, double[] scratch);
    }

    /** Some indices at a time share scratch memory of as many entries as there are indices. */
    private static void each(int count, Work work) {
        IntStream groups = IntStream.range(0, (count + GROUP - 1) / GROUP);
        (count < LARGE ? groups : groups.parallel()).forEach(group -> {
            double[] scratch = new double[count];
            for (int i = group * GROUP; i < Math.min(count, (group + 1) * GROUP); i++) {
                work.on(i, scratch);
            }
        });
    }
}
