package org.halfinverse.jacobian;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.halfinverse.network.AffineLayer;
import org.halfinverse.network.Network;
import org.halfinverse.network.OuterProducts;
import org.jspecify.annotations.Nullable;

/**
 * Which parameters the columns of a Jacobian belong to: all of the layers that train, one layer's behind the other's, or
 * some of these.
 *
 * <p>All columns of a layer are an outer product in each row. Some of them are not: rows of chosen columns are formed for a
 * block of samples, as those of layers with shared weights are, and stand for the D of a layer without inputs.
 */
public final class JacobianColumns implements Serializable {
    private final Group[] groups;
    private final int all;
    private final int @Nullable [] chosen;
    private final boolean complete;

    private JacobianColumns(Group[] groups, int all, int @Nullable [] chosen, boolean complete) {
        this.groups = groups;
        this.all = all;
        this.chosen = chosen;
        this.complete = complete;
    }

    /**
     * {@return the columns of all parameters that train, in the order of θ}
     *
     * @param network whose
     */
    public static JacobianColumns of(Network network) {
        List<AffineLayer> layers = network.affineLayers();
        Group[] groups = new Group[layers.size()];
        int start = 0;
        for (int l = 0; l < groups.length; l++) {
            groups[l] = new Group(l, layers.get(l), start, start, null);
            start += layers.get(l).parameterCount();
        }
        return new JacobianColumns(groups, start, null, start == network.parameterCount());
    }

    /**
     * {@return some of the columns alone, in this order}
     *
     * @param columns their numbers among all, ascending
     * @throws IllegalStateException if these are some of the columns already
     */
    public JacobianColumns choosing(int[] columns) {
        if (chosen != null) {
            throw new IllegalStateException("columns are chosen already");
        }
        List<Group> some = new ArrayList<>();
        int from = 0;
        for (Group group : groups) {
            int to = from;
            int end = group.layerStart + group.layer.parameterCount();
            while (to < columns.length && columns[to] < end) {
                to++;
            }
            if (to > from) {
                int[] entries = Arrays.stream(columns, from, to)
                        .map(column -> column - group.layerStart)
                        .toArray();
                some.add(new Group(group.index, group.layer, group.layerStart, from, entries));
            }
            from = to;
        }
        return new JacobianColumns(some.toArray(new Group[0]), all, columns.clone(), false);
    }

    /** {@return their number n} */
    public int count() {
        return chosen == null ? all : chosen.length;
    }

    /** {@return whether every parameter of the network has a column} */
    boolean areComplete() {
        return complete;
    }

    /** Those of each layer that has any, one behind the other; not a copy. */
    Group[] groups() {
        return groups;
    }

    /**
     * {@return the numbers of a row that are formed for some samples at a time, since they are no outer product: those
     * of layers with shared weights, and chosen ones}
     */
    public long formed() {
        return Arrays.stream(groups).mapToLong(Group::formed).sum();
    }

    /** {@return the numbers of a row of all outer products, of which the kernel is made: Σ h_l, and what is formed} */
    public double outerOutputs() {
        return Arrays.stream(groups).mapToDouble(Group::outputs).sum();
    }

    /** {@return multiplications by which a direction of the parameters is applied to a sample} */
    public double multiplications() {
        return Arrays.stream(groups)
                .mapToDouble(group -> group.layer.multiplications())
                .sum();
    }

    /** {@return pre-activations of all layers that have columns} */
    public double preActivations() {
        return Arrays.stream(groups).mapToDouble(group -> group.layer.outputs()).sum();
    }

    /**
     * {@return numbers of a sample that passes start from: inputs, slopes and outputs of these layers, and the simulator's
     * Jacobian by the outputs of the last one}
     *
     * @param perSample p
     */
    public double passNumbers(int perSample) {
        int last = groups[groups.length - 1].layer.outputs();
        return Arrays.stream(groups)
                        .mapToDouble(group -> group.layer.inputs() + 2.0 * group.layer.outputs())
                        .sum()
                + (double) perSample * last;
    }

    /**
     * {@return the multiplications by which rows of a sample that are no outer products are formed}
     *
     * @param perSample p
     */
    public double forming(int perSample) {
        return Arrays.stream(groups)
                .mapToDouble(group -> group.forming(perSample))
                .sum();
    }

    /**
     * Vectors over these columns as vectors over all.
     *
     * @param count k, how many
     * @param v n × k, row-major
     * @return all × k, with zeros for columns that are not chosen; v itself where all are
     */
    public double[] scattered(int count, double[] v) {
        if (chosen == null) {
            return v;
        }
        double[] whole = new double[all * count];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(v, i * count, whole, chosen[i] * count, count);
        }
        return whole;
    }

    /**
     * {@return a vector over all columns as one over the chosen ones; the vector itself where all are}
     *
     * @param whole a number for each of all columns
     */
    public double[] gathered(double[] whole) {
        return chosen == null
                ? whole
                : Arrays.stream(chosen).mapToDouble(column -> whole[column]).toArray();
    }

    /**
     * A vector over all columns as one over all parameters.
     *
     * @param direction n entries
     * @param parameters of the network
     * @return as many entries, with zeros for those that do not train; the direction itself where all do
     */
    double[] atParameters(double[] direction, int parameters) {
        if (parameters == all) {
            return direction;
        }
        double[] result = new double[parameters];
        for (Group group : groups) {
            System.arraycopy(direction, group.start, result, group.layer.weightOffset(), group.layer.parameterCount());
        }
        return result;
    }

    /** The entries of a vector over all parameters that have columns; the vector itself where all do. */
    double[] ofParameters(double[] direction) {
        if (direction.length == all) {
            return direction;
        }
        double[] result = new double[all];
        for (Group group : groups) {
            System.arraycopy(direction, group.layer.weightOffset(), result, group.start, group.layer.parameterCount());
        }
        return result;
    }

    /** Where a vector over all columns is summed that becomes one over these: the vector itself where all are chosen. */
    double[] sumOver(int count, double[] result) {
        return chosen == null ? result : new double[all * count];
    }

    /** Adds the chosen entries of {@link #sumOver}. */
    void addGathered(int count, double[] whole, double[] result) {
        if (chosen == null) {
            return;
        }
        for (int i = 0; i < chosen.length; i++) {
            for (int j = 0; j < count; j++) {
                result[i * count + j] += whole[chosen[i] * count + j];
            }
        }
    }

    /**
     * The columns of one layer.
     *
     * @param index of the layer among those that train
     * @param layer with its parameters
     * @param layerStart where all its columns start among all
     * @param start where these start among the chosen ones
     * @param chosen numbers of its parameters that have columns; null if all have
     */
    record Group(int index, AffineLayer layer, int layerStart, int start, int @Nullable [] chosen)
            implements Serializable {
        /** Entries of the left factor of outer products, besides its last 1. */
        int inputs() {
            return chosen == null ? layer.outerInputs() : 0;
        }

        /** Entries of the right factor of outer products. */
        int outputs() {
            return chosen == null ? layer.outerOutputs() : chosen.length;
        }

        /** Numbers of a row that are formed for some samples at a time. */
        long formed() {
            return (layer.sharesWeights() ? layer.outerOutputs() : 0) + (chosen == null ? 0L : chosen.length);
        }

        /** Multiplications by which p rows of a sample are formed. */
        double forming(int perSample) {
            return perSample
                    * ((layer.sharesWeights() ? layer.multiplications() : 0.0) + (chosen == null ? 0 : chosen.length));
        }

        /** The rows of the samples from … to−1. */
        OuterProducts outerProducts(int perSample, double[] a, double[] deltas, int from, int to) {
            OuterProducts products = layer.outerProducts(perSample, a, deltas, from, to);
            return chosen == null ? products : products.choosing(chosen, to - from, perSample);
        }
    }
}
