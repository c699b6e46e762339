package org.halfinverse.network;

/**
 * The rows of the Jacobian by the parameters of one layer, over some samples, as outer products: row k of sample i is
 * {@code [a(i), 1] ⊗ d(i, k)}. Without inputs, that is d itself.
 *
 * @param inputs width of a
 * @param outputs width of d
 * @param a inputs, of which those of the first sample start at {@code aStart}
 * @param aStart index in a
 * @param d p rows a sample, of which the first starts at {@code dStart}
 * @param dStart index in d
 */
public record OuterProducts(int inputs, int outputs, double[] a, int aStart, double[] d, int dStart) {
    private static final double[] NONE = {};

    /**
     * {@return rows of some entries alone, without inputs}
     *
     * @param entries numbers of the entries of a row
     * @param samples how many there are here
     * @param perSample p rows of each
     */
    public OuterProducts choosing(int[] entries, int samples, int perSample) {
        double[] rows = new double[samples * perSample * entries.length];
        int next = 0;
        for (int row = 0; row < samples * perSample; row++) {
            int input = aStart + row / perSample * inputs;
            int output = dStart + row * outputs;
            for (int entry : entries) {
                int i = entry / outputs;
                rows[next++] = (i < inputs ? a[input + i] : 1) * d[output + entry % outputs];
            }
        }
        return new OuterProducts(0, entries.length, NONE, 0, rows, 0);
    }

    /**
     * Writes one row.
     *
     * @param sample i
     * @param row i·p + k
     * @param target overwritten with (inputs + 1) · outputs entries
     * @param offset where they start
     */
    public void writeRow(int sample, int row, double[] target, int offset) {
        int entry = offset;
        int from = dStart + row * outputs;
        for (int i = aStart + sample * inputs; i < aStart + (sample + 1) * inputs; i++) {
            for (int j = from; j < from + outputs; j++) {
                target[entry++] = a[i] * d[j];
            }
        }
        System.arraycopy(d, from, target, entry, outputs);
    }
}
