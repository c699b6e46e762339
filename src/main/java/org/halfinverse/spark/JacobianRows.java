package org.halfinverse.spark;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.mllib.linalg.DenseVector;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.rdd.RDD;
import org.halfinverse.jacobian.FactoredJacobian;
import org.halfinverse.jacobian.FactoredJacobian.RowWriter;
import org.halfinverse.jacobian.NonFiniteException;
import org.halfinverse.linalg.Vectors;
import org.halfinverse.samples.Samples;
import org.halfinverse.spark.BlockWork.Members;
import org.halfinverse.spectral.BatchView;
import org.halfinverse.spectral.BatchView.Lens;
import org.halfinverse.spectral.LinearizedBatch;
import org.halfinverse.spectral.LinearizedBatch.BlockTask;
import org.halfinverse.spectral.OrderedTree;
import org.halfinverse.spectral.Phase;
import scala.Function2;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The explicit rows of J, for {@code RowMatrix}: computed in the executors from the factors, row by row, each time
 * they are iterated over. J is never stored.
 *
 * <p>MLlib adds up its Gram matrix with {@link #treeAggregate}, which Spark merges in the order in which tasks happen
 * to end, through two shuffles. Here it is one job whose partial results are merged in block order: the same bits
 * every time. The loss and its gradient come along with that job.
 */
final class JacobianRows extends RDD<Vector> {
    private static final ClassTag<Vector> VECTOR = ClassTag$.MODULE$.apply(Vector.class);
    private static final ClassTag<Samples> SAMPLES = ClassTag$.MODULE$.apply(Samples.class);

    private final transient LinearizedBatch view;
    private final Members members;
    private final double weight;
    private final Lens lens;
    private transient double squares;

    JacobianRows(LinearizedBatch view, RDD<Samples> samples, Members members, double weight) {
        super(samples, VECTOR);
        this.view = view;
        this.members = members;
        this.weight = weight;
        this.lens = BatchView.lens(view);
    }

    /** The sum of the squares of all entries, in their unit, once MLlib has added up its Gram matrix. */
    double squares() {
        return squares;
    }

    @Override
    public Partition[] getPartitions() {
        return this.<Samples>firstParent(SAMPLES).partitions();
    }

    @Override
    public scala.collection.Iterator<Vector> compute(Partition split, TaskContext context) {
        Iterator<Samples> stored =
                CollectionConverters.asJava(this.<Samples>firstParent(SAMPLES).iterator(split, context));
        Iterable<FactoredJacobian> once = () -> members.linearized(split.index(), stored, weight);
        Iterator<Vector> rows = StreamSupport.stream(once.spliterator(), false)
                .map(lens::of)
                .flatMap(jacobian -> {
                    RowWriter writer = jacobian.rowWriter();
                    return IntStream.range(0, jacobian.rows()).mapToObj(row -> row(writer, jacobian.columns(), row));
                })
                .iterator();
        return CollectionConverters.asScala(rows);
    }

    @Override
    public <U> U treeAggregate(
            U zeroValue,
            Function2<U, Vector, U> addRow,
            Function2<U, U, U> merge,
            int depth,
            boolean finalAggregateOnExecutor,
            ClassTag<U> tag) {
        List<Partial<U>> partials = view.map(new Aggregation<>(zeroValue, addRow));
        return view.clock().time(Phase.REDUCE, () -> {
            Partial<U> total = OrderedTree.reduce(
                    partials, (a, b) -> new Partial<>(merge.apply(a.value(), b.value()), a.squares() + b.squares()));
            squares = total.squares();
            if (!Double.isFinite(squares)) {
                throw new NonFiniteException("the sum of the squared entries of the Jacobian is " + squares);
            }
            return total.value();
        });
    }

    private static Vector row(RowWriter writer, int columns, int row) {
        double[] values = new double[columns];
        writer.write(row, values, 0);
        return new DenseVector(values);
    }

    /**
     * A block's share of an aggregate, null where MLlib has nothing yet, and the sum of the squares of all entries: if
     * that is finite, so is JᵀJ, whose decomposition might not end otherwise.
     */
    private record Partial<U>(U value, double squares) implements Serializable {}

    /** Adds up the rows of a block. */
    private record Aggregation<U>(U zeroValue, Function2<U, Vector, U> addRow) implements BlockTask<Partial<U>> {
        @Override
        public Partial<U> apply(int block, Iterator<FactoredJacobian> pieces) {
            U sum = zeroValue;
            double squares = 0;
            while (pieces.hasNext()) {
                FactoredJacobian jacobian = pieces.next();
                RowWriter writer = jacobian.rowWriter();
                for (int row = 0; row < jacobian.rows(); row++) {
                    Vector values = row(writer, jacobian.columns(), row);
                    sum = addRow.apply(sum, values);
                    squares += Vectors.dot(values.toArray(), values.toArray());
                }
            }
            return new Partial<>(sum, squares);
        }
    }
}
