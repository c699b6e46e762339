package org.halfinverse.ml;

import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.halfinverse.io.DataException;

/** Judges predictions by the mean of their losses, for {@code CrossValidator}: the smaller the better. */
public final class MeanLoss extends Evaluator implements DefaultParamsWritable {
    private final String uid;

    /** An evaluator with a name of its own. */
    public MeanLoss() {
        this(Identifiable$.MODULE$.randomUID("meanLoss"));
    }

    /**
     * An evaluator.
     *
     * @param uid its name
     */
    public MeanLoss(String uid) {
        this.uid = uid;
        setDefault(lossCol(), "loss");
    }

    @Override
    public String uid() {
        return uid;
    }

    /** {@return the parameter: column of the losses, as the model adds it} */
    public Param<String> lossCol() {
        return new Param<>(this, "lossCol", "column of the losses");
    }

    /** {@return column of the losses} */
    public String getLossCol() {
        return getOrDefault(lossCol());
    }

    /**
     * {@return this, with {@link #lossCol} set}
     *
     * @param value column of the losses
     */
    public MeanLoss setLossCol(String value) {
        return Chain.set(this, lossCol(), value);
    }

    /**
     * The mean loss.
     *
     * @param dataset with the column
     * @return {@code (1/N) Σ ℓ_i}
     * @throws DataException if there are no rows
     */
    @Override
    public double evaluate(Dataset<?> dataset) {
        Row mean = dataset.agg(functions.avg(functions.col(SampleColumns.quoted(getLossCol()))))
                .first();
        if (mean.isNullAt(0)) {
            throw new DataException("the data set has no rows");
        }
        return mean.getDouble(0);
    }

    @Override
    public boolean isLargerBetter() {
        return false;
    }

    @Override
    public MeanLoss copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    /** {@return a reader of evaluators that were saved} */
    public static MLReader<MeanLoss> read() {
        return new DefaultParamsReader<>();
    }

    /**
     * {@return an evaluator that was saved}
     *
     * @param path any Hadoop path
     */
    public static MeanLoss load(String path) {
        return read().load(path);
    }
}
