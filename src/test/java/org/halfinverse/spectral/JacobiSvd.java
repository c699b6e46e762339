package org.halfinverse.spectral;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A singular value decomposition {@code A = U Λ Vᵀ} in 106 bits: plane rotations of the columns of A until they are
 * orthogonal (Hestenes, J. SIAM 6, 1958). Its only virtue is that nothing can go wrong; it is slow.
 */
final class JacobiSvd {
    /** Cosine of two columns that counts as orthogonal. */
    private static final double ORTHOGONAL = 1e-29;
    /** Norm of a column, beside the largest, below which it is nothing but rounding. */
    private static final double NOTHING = 1e-28;

    private static final int MOST_SWEEPS = 60;

    private final DoubleDouble[][] products;
    private final DoubleDouble[][] rotations;
    private final DoubleDouble[] sigmas;
    private final int[] order;

    /** Decomposes a matrix given as its columns. */
    private JacobiSvd(DoubleDouble[][] columns) {
        int n = columns.length;
        products = columns;
        rotations = new DoubleDouble[n][n];
        for (int i = 0; i < n; i++) {
            Arrays.fill(rotations[i], DoubleDouble.ZERO);
            rotations[i][i] = DoubleDouble.ONE;
        }
        int sweeps = 0;
        while (sweep()) {
            if (++sweeps == MOST_SWEEPS) {
                throw new ArithmeticException("no convergence in " + MOST_SWEEPS + " sweeps");
            }
        }
        DoubleDouble[] norms = Arrays.stream(products)
                .map(column -> dot(column, column).squareRoot())
                .toArray(DoubleDouble[]::new);
        order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -norms[i].high()))
                .mapToInt(Integer::intValue)
                .toArray();
        double nothing = NOTHING * norms[order[0]].high();
        sigmas = Arrays.stream(order)
                .mapToObj(i -> norms[i].high() <= nothing ? DoubleDouble.ZERO : norms[i])
                .toArray(DoubleDouble[]::new);
    }

    /** Decomposes an m × n matrix, given as its rows, with entries of moderate size. */
    static JacobiSvd of(DoubleDouble[][] rows) {
        int n = rows[0].length;
        if (rows.length < n) {
            return new JacobiSvd(Arrays.stream(rows).map(DoubleDouble[]::clone).toArray(DoubleDouble[][]::new));
        }
        DoubleDouble[][] columns = new DoubleDouble[n][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < n; j++) {
                columns[j][i] = rows[i][j];
            }
        }
        return new JacobiSvd(columns);
    }

    private boolean sweep() {
        int n = products.length;
        boolean changed = false;
        double largest = 0;
        for (DoubleDouble[] column : products) {
            largest = Math.max(largest, dot(column, column).high());
        }
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                DoubleDouble cross = dot(products[i], products[j]);
                DoubleDouble first = dot(products[i], products[i]);
                DoubleDouble second = dot(products[j], products[j]);
                double geometric = Math.sqrt(first.high()) * Math.sqrt(second.high());
                double smaller = Math.min(first.high(), second.high());
                if (smaller > NOTHING * NOTHING * largest && Math.abs(cross.high()) > ORTHOGONAL * geometric) {
                    rotate(i, j, first, second, cross);
                    changed = true;
                }
            }
        }
        return changed;
    }

    private void rotate(int i, int j, DoubleDouble first, DoubleDouble second, DoubleDouble cross) {
        DoubleDouble zeta = second.minus(first).over(cross.times(2));
        DoubleDouble root = DoubleDouble.ONE.plus(zeta.times(zeta)).squareRoot();
        DoubleDouble tangent = zeta.high() >= 0
                ? DoubleDouble.ONE.over(zeta.plus(root))
                : DoubleDouble.ONE.negated().over(root.minus(zeta));
        DoubleDouble cosine = DoubleDouble.ONE.over(
                DoubleDouble.ONE.plus(tangent.times(tangent)).squareRoot());
        DoubleDouble sine = cosine.times(tangent);
        rotate(products[i], products[j], cosine, sine);
        rotate(rotations[i], rotations[j], cosine, sine);
    }

    private static void rotate(DoubleDouble[] x, DoubleDouble[] y, DoubleDouble cosine, DoubleDouble sine) {
        for (int k = 0; k < x.length; k++) {
            DoubleDouble old = x[k];
            x[k] = cosine.times(old).minus(sine.times(y[k]));
            y[k] = sine.times(old).plus(cosine.times(y[k]));
        }
    }

    static DoubleDouble dot(DoubleDouble[] x, DoubleDouble[] y) {
        DoubleDouble sum = DoubleDouble.ZERO;
        for (int k = 0; k < x.length; k++) {
            sum = sum.plus(x[k].times(y[k]));
        }
        return sum;
    }

    /** min(m, n) values, descending, zero where they are nothing but rounding of 106 bits. */
    DoubleDouble[] singularValues() {
        return sigmas.clone();
    }

    /** {@code Σ_k f_k (u_k · g) v_k} for some values f_k, of which those of zero singular values are left out. */
    double[] apply(double[] f, double[] g) {
        DoubleDouble[] wide =
                Arrays.stream(g).mapToObj(value -> new DoubleDouble(value, 0)).toArray(DoubleDouble[]::new);
        boolean tall = products[0].length == g.length; // of a square matrix likewise: its columns were rotated
        DoubleDouble[][] left = tall ? products : rotations;
        DoubleDouble[][] right = tall ? rotations : products;
        DoubleDouble[] sum = new DoubleDouble[right[0].length];
        Arrays.fill(sum, DoubleDouble.ZERO);
        for (int k = 0; k < f.length; k++) {
            if (f[k] != 0 && sigmas[k].high() > 0) {
                DoubleDouble factor = dot(left[order[k]], wide).over(sigmas[k]).times(f[k]);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] = sum[i].plus(right[order[k]][i].times(factor));
                }
            }
        }
        return Arrays.stream(sum).mapToDouble(DoubleDouble::high).toArray();
    }
}
