package org.halfinverse.spectral;

import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.halfinverse.linalg.Vectors;

/**
 * A random Jacobian, loss gradient and filter of the kinds that solvers find hard, with what {@code V f(Λ) Uᵀ g} is in
 * 106 bits: shapes, ranks and scales of all sorts; spectra with clusters, gaps, bulks at the cut-off, one tiny value,
 * repeated and graded ones; gradients in all directions, in dropped ones, outside the range of J, and zero.
 *
 * @param jacobian J and g
 * @param filter f
 */
public record RandomStep(PrescribedJacobian jacobian, SpectralFilter filter) {
    private static final int MOST = 14;
    private static final int MOST_ON_THE_LONG_SIDE = 26;
    /** Above 32 eigenvalues are found by divide and conquer. */
    private static final int LARGE = 40;

    /** Draws a step. */
    public static RandomStep of(RandomGenerator random) {
        int shorter = 1 + random.nextInt(random.nextInt(25) == 0 ? LARGE : MOST);
        int longer = random.nextInt(3) == 0 ? shorter : shorter + random.nextInt(MOST_ON_THE_LONG_SIDE);
        boolean tall = random.nextBoolean();
        int m = tall ? longer : shorter;
        int n = Math.max(2, tall ? shorter : longer);
        double tau = random.nextInt(8) == 0 ? 0 : Math.pow(10, -16 * random.nextDouble());
        double scale = random.nextInt(5) < 3 ? 1 : Math.pow(10, -150 + 300 * random.nextDouble());
        String kind = SPECTRA[random.nextInt(SPECTRA.length)];
        double[] sigmas = sigmas(kind, Math.min(m, n), tau, random);
        double[][] u = orthonormal(m, sigmas.length, random);
        double[][] v = orthonormal(n, sigmas.length, random);
        double[][] rows = new double[m][n];
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < sigmas.length; k++) {
                Vectors.addScaled(u[k][i] * sigmas[k] * scale, v[k], rows[i]);
            }
        }
        shape(rows, random);
        String direction = GRADIENTS[random.nextInt(GRADIENTS.length)];
        double[] g = gradient(direction, m, u, sigmas, tau, random);
        double size = random.nextInt(3) < 2 ? 1 : Math.pow(10, -140 + 280 * random.nextDouble());
        String name = String.format(Locale.ROOT, "%s, g %s, scales %.1e and %.1e", kind, direction, scale, size);
        return new RandomStep(
                new PrescribedJacobian(name, sigmas, u, v, Vectors.scaled(size, g), rows), filter(tau, scale, random));
    }

    private static final String[] SPECTRA = {
        "geometric",
        "clusters",
        "gap",
        "bulk at the cut-off",
        "one tiny",
        "repeated",
        "rank-deficient",
        "graded",
        "bulk"
    };

    private static double[] sigmas(String kind, int count, double tau, RandomGenerator random) {
        double[] sigmas = new double[count];
        double depth = 16 * random.nextDouble();
        int split = random.nextInt(count + 1);
        double spread = Math.pow(10, -16 * random.nextDouble());
        switch (kind) {
            case "geometric" -> Arrays.setAll(sigmas, k -> Math.pow(10, -depth * k / Math.max(1, count - 1)));
            case "clusters" -> {
                int clusters = 1 + random.nextInt(3);
                double[] centres = random.doubles(clusters)
                        .map(x -> Math.pow(10, -depth * x))
                        .toArray();
                Arrays.setAll(sigmas, k -> centres[k % clusters] * (1 + spread * random.nextDouble()));
            }
            case "gap" ->
                Arrays.setAll(sigmas, k -> (k < split ? 1 : Math.pow(10, -depth)) * (0.3 + random.nextDouble()));
            case "bulk at the cut-off" -> {
                double cut = tau == 0 ? 1e-16 : tau;
                Arrays.setAll(
                        sigmas,
                        k -> k == 0 ? 1 : k < split ? random.nextDouble() : cut * (1 + spread * random.nextGaussian()));
            }
            case "one tiny" -> {
                Arrays.setAll(sigmas, k -> 0.1 + random.nextDouble());
                sigmas[count - 1] = Math.pow(10, -5 - 12 * random.nextDouble());
            }
            case "repeated" -> Arrays.setAll(sigmas, k -> k < split ? 1 : Math.pow(10, -depth));
            case "rank-deficient" ->
                Arrays.setAll(sigmas, k -> k < split || k == 0 ? Math.pow(10, -depth / 3 * random.nextDouble()) : 0);
            case "graded" -> Arrays.setAll(sigmas, k -> Math.pow(10, -depth * random.nextDouble()));
            case "bulk" ->
                Arrays.setAll(
                        sigmas,
                        k -> k < split / 3 ? 1 + random.nextDouble() : Math.pow(10, -depth - random.nextDouble()));
            default -> throw new IllegalArgumentException(kind);
        }
        return sigmas;
    }

    /** Sometimes rows and columns of very different size, equal ones, or zeros. */
    private static void shape(double[][] rows, RandomGenerator random) {
        int n = rows[0].length;
        switch (random.nextInt(12)) {
            case 0 -> { // columns
                double depth = 8 * random.nextDouble();
                for (double[] row : rows) {
                    for (int j = 0; j < n; j++) {
                        row[j] *= Math.pow(10, -depth * (n - 1 - j) / n);
                    }
                }
            }
            case 1 -> { // rows
                double depth = 8 * random.nextDouble();
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = Vectors.scaled(Math.pow(10, -depth * i / rows.length), rows[i]);
                }
            }
            case 2 -> rows[rows.length - 1] = rows[0].clone();
            case 3 -> Arrays.fill(rows[rows.length / 2], 0);
            case 4 -> {
                for (double[] row : rows) {
                    row[0] = random.nextBoolean() ? 0 : row[n - 1];
                }
            }
            default -> {}
        }
    }

    private static final String[] GRADIENTS = {
        "generic",
        "generic",
        "in dropped directions",
        "outside the range",
        "of one direction",
        "without the first",
        "zero"
    };

    private static double[] gradient(
            String kind, int m, double[][] u, double[] sigmas, double tau, RandomGenerator random) {
        double[] generic = random.doubles(m, -1, 1).toArray();
        double rest = Math.pow(10, -14 * random.nextDouble());
        double largest = Arrays.stream(sigmas).max().orElseThrow();
        switch (kind) {
            case "generic" -> {
                return generic;
            }
            case "in dropped directions" -> {
                double[] g = Vectors.scaled(rest, generic);
                for (int k = 0; k < sigmas.length; k++) {
                    if (sigmas[k] <= tau * largest) {
                        Vectors.addScaled(random.nextGaussian(), u[k], g);
                    }
                }
                return g;
            }
            case "outside the range" -> {
                double[] g = generic.clone();
                for (double[] direction : u) {
                    Vectors.addScaled(-(1 - rest) * Vectors.dot(direction, generic), direction, g);
                }
                return g;
            }
            case "of one direction" -> {
                return u[random.nextInt(u.length)].clone();
            }
            case "without the first" -> {
                double[] g = generic.clone();
                for (int k = 0; k < u.length; k++) {
                    if (sigmas[k] > 0.5 * largest) {
                        Vectors.addScaled(-Vectors.dot(u[k], g), u[k], g);
                    }
                }
                return g;
            }
            case "zero" -> {
                return new double[m];
            }
            default -> throw new IllegalArgumentException(kind);
        }
    }

    private static SpectralFilter filter(double tau, double scale, RandomGenerator random) {
        boolean relative = random.nextInt(3) > 0;
        Truncation truncation = new Truncation(relative ? tau : tau * scale, relative);
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> new PowerFilter(0.5, truncation);
            case 3, 4 -> new PowerFilter(1, truncation);
            case 5 -> new PowerFilter(random.nextDouble(), truncation);
            case 6 -> {
                double root = scale * Math.pow(10, 1 - 9 * random.nextDouble());
                yield new DampedFilter(Math.min(Math.max(root * root, 1e-300), 1e300), truncation);
            }
            default -> new LeadingFilter(1 + random.nextInt(8), new PowerFilter(1, truncation));
        };
    }

    private static double[][] orthonormal(int length, int count, RandomGenerator random) {
        double[][] basis = new double[count][];
        for (int j = 0; j < count; j++) {
            double[] x = random.doubles(length, -1, 1).toArray();
            for (int pass = 0; pass < 3; pass++) {
                for (int k = 0; k < j; k++) {
                    Vectors.addScaled(-Vectors.dot(basis[k], x), basis[k], x);
                }
            }
            basis[j] = Vectors.scaled(1 / Vectors.norm(x), x);
        }
        return basis;
    }

    /**
     * {@code V f(Λ) Uᵀ g} of the matrix that the factors of the Jacobian describe, {@code x_i (s_i, 1)}, divided by a power
     * of two.
     */
    public Answer answer() {
        double[][] rows = jacobian.rows();
        int n = rows[0].length;
        double largest = Arrays.stream(rows)
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElseThrow();
        int exponent = largest == 0 ? 0 : Math.getExponent(largest);
        DoubleDouble[][] exact = new DoubleDouble[rows.length][n];
        for (int i = 0; i < rows.length; i++) {
            double x = Math.scalb(rows[i][n - 1], -exponent);
            for (int j = 0; j < n; j++) {
                exact[i][j] = j == n - 1
                        ? new DoubleDouble(x, 0)
                        : x == 0 ? DoubleDouble.ZERO : DoubleDouble.product(x, rows[i][j] / rows[i][n - 1]);
            }
        }
        JacobiSvd svd = JacobiSvd.of(exact);
        DoubleDouble[] sigmas = svd.singularValues();
        double[] f = new double[sigmas.length];
        for (int k = 0; k < f.length; k++) {
            if (keeps(filter, sigmas[k], sigmas[0], k, exponent)) {
                f[k] = filter.gain(Math.scalb(sigmas[k].high(), exponent));
            }
        }
        double gMax =
                Arrays.stream(jacobian.lossGradient()).map(Math::abs).max().orElseThrow();
        int gExponent = gMax == 0 ? 0 : Math.getExponent(gMax);
        double fMax = Arrays.stream(f).max().orElseThrow();
        int fExponent = fMax == 0 ? 0 : Math.getExponent(fMax);
        double[] g = Arrays.stream(jacobian.lossGradient())
                .map(x -> Math.scalb(x, -gExponent))
                .toArray();
        double[] moderate = Arrays.stream(f).map(x -> Math.scalb(x, -fExponent)).toArray();
        return new Answer(svd.apply(moderate, g), gExponent + fExponent);
    }

    /** The decision in 106 bits. */
    private static boolean keeps(SpectralFilter filter, DoubleDouble sigma, DoubleDouble largest, int k, int exponent) {
        Truncation truncation;
        if (filter instanceof PowerFilter power) {
            truncation = power.truncation();
        } else if (filter instanceof DampedFilter damped) {
            truncation = damped.truncation();
        } else if (filter instanceof LeadingFilter leading) {
            return k < leading.most() && keeps(leading.filter(), sigma, largest, k, exponent);
        } else {
            throw new IllegalArgumentException(filter.toString());
        }
        DoubleDouble cut = truncation.relative()
                ? largest.times(truncation.tau())
                : new DoubleDouble(Math.scalb(truncation.tau(), -exponent), 0);
        return sigma.high() > 0 && (truncation.relative() ? sigma.isAbove(cut) : !cut.isAbove(sigma));
    }

    /**
     * The right direction.
     *
     * @param direction divided by a power of two
     * @param exponent of that power
     */
    public record Answer(double[] direction, int exponent) {
        /** |x − direction| / |direction|. */
        public double relativeError(double[] x) {
            double[] difference =
                    Arrays.stream(x).map(value -> Math.scalb(value, -exponent)).toArray();
            Vectors.addScaled(-1, direction, difference);
            double error = Vectors.norm(difference);
            return error == 0 ? 0 : error / Vectors.norm(direction);
        }
    }

    @Override
    public String toString() {
        return jacobian + ", " + filter;
    }
}
