package org.halfinverse.ml;

import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.run.TrainedModel;
import org.halfinverse.spark.SparkRuntime;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * A trained network as a Model of Spark ML: adds the control that it gives for each input and, where columns are named
 * for them, the simulator's output under this control and its loss.
 */
public final class HalfInverseGradientModel extends Model<HalfInverseGradientModel>
        implements ColumnParams<HalfInverseGradientModel>, MLWritable {
    private static final String RUN = "run";

    private final String uid;
    private final transient TrainedModel trained;
    private final transient @Nullable TrainingSummary summary;

    HalfInverseGradientModel(String uid, TrainedModel trained, @Nullable TrainingSummary summary) {
        this.uid = uid;
        this.trained = trained;
        this.summary = summary;
        SampleColumns.setDefaults(this);
    }

    /**
     * {@return the model of a run directory, as {@code hig train} writes it}
     *
     * @param spark session with which it will work
     * @param run the run directory, any Hadoop path
     * @throws org.halfinverse.io.DataException if there is none
     * @throws org.halfinverse.config.ConfigurationException if its configuration is not one
     */
    public static HalfInverseGradientModel ofRun(SparkSession spark, String run) {
        TrainedModel trained =
                TrainedModel.read(SessionStorage.of(JavaSparkContext.fromSparkContext(spark.sparkContext())), run);
        return new HalfInverseGradientModel(Identifiable$.MODULE$.randomUID("hig"), trained, null);
    }

    @Override
    public String uid() {
        return uid;
    }

    /** {@return the parameters θ of the network, n entries: W0 row-major with shape (in, out), b0, W1, b1, …} */
    public Vector parameters() {
        return Vectors.dense(trained.theta().clone());
    }

    /** {@return the network with the simulator, and what is known of the training: for use without data frames} */
    public TrainedModel trained() {
        return trained;
    }

    /** {@return whether this model comes from a training and not from storage, so that there is a {@link #summary}} */
    public boolean hasSummary() {
        return summary != null;
    }

    /**
     * {@return how it was trained}
     *
     * @throws IllegalStateException if the model was read from storage
     */
    public TrainingSummary summary() {
        return Optional.ofNullable(summary)
                .orElseThrow(
                        () -> new IllegalStateException("a model that was read from storage has no training summary"));
    }

    /**
     * Adds the columns for results.
     *
     * @param dataset with the columns of the samples
     * @return a wider data frame, computed when it is used
     * @throws org.halfinverse.io.DataException if a column is missing or not of numbers
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType wider = transformSchema(dataset.schema());
        SampleColumns columns = SampleColumns.of(
                this, dataset.schema(), trained.config().problem().problem());
        SparkRuntime.distribute(
                dataset.sparkSession().sparkContext(),
                trained.config().problem().problem());
        return RowPredictor.of(trained, columns.reader(), isDefined(outputCol()), isDefined(lossCol()), "")
                .appendTo(dataset, wider);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        SampleColumns.of(this, schema, trained.config().problem().problem());
        return SampleColumns.withResults(this, schema);
    }

    @Override
    public String explainParam(Param<?> param) {
        return Explanation.of(this, param);
    }

    @Override
    public HalfInverseGradientModel copy(ParamMap extra) {
        HalfInverseGradientModel copy = new HalfInverseGradientModel(uid, trained, summary);
        return copyValues(copy.setParent(parent()), extra);
    }

    /** Parameters in Spark's format, and beside them a run directory as {@code hig train} writes it. */
    @Override
    public MLWriter write() {
        return new Writer(this);
    }

    /** {@return a reader of models that were saved} */
    public static MLReader<HalfInverseGradientModel> read() {
        return new Reader();
    }

    /**
     * {@return a model that was saved, without a summary}
     *
     * @param path any Hadoop path
     * @throws org.halfinverse.io.DataException if it is damaged, or of a version that is not known here
     */
    public static HalfInverseGradientModel load(String path) {
        return read().load(path);
    }

    @Override
    public String toString() {
        return "HalfInverseGradientModel: uid=" + uid + ", problem="
                + trained.config().problem().label() + ", parameters=" + trained.theta().length;
    }

    private static String run(String path) {
        return new Path(path, RUN).toString();
    }

    private static final class Writer extends MLWriter {
        private final HalfInverseGradientModel model;

        Writer(HalfInverseGradientModel model) {
            this.model = model;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter$.MODULE$.saveMetadata(model, path, sparkSession(), Option.empty(), Option.empty());
            model.trained.write(SessionStorage.of(JavaSparkContext.fromSparkContext(sc())), run(path));
        }
    }

    private static final class Reader extends MLReader<HalfInverseGradientModel> {
        @Override
        public HalfInverseGradientModel load(String path) {
            DefaultParamsReader.Metadata metadata = DefaultParamsReader$.MODULE$.loadMetadata(
                    path, sparkSession(), HalfInverseGradientModel.class.getName());
            TrainedModel trained =
                    TrainedModel.read(SessionStorage.of(JavaSparkContext.fromSparkContext(sc())), run(path));
            HalfInverseGradientModel model = new HalfInverseGradientModel(metadata.uid(), trained, null);
            metadata.getAndSetParams(model, Option.empty());
            return model;
        }
    }
}
