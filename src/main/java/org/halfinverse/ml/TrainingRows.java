package org.halfinverse.ml;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.config.ConfigurationException;
import org.halfinverse.config.ExperimentConfig;
import org.halfinverse.io.DataException;
import org.halfinverse.samples.SampleSource;
import org.halfinverse.samples.Split;
import org.halfinverse.spark.RowSamples;

/** The rows of a data frame as training and test samples: divided by a column, or by chance. */
final class TrainingRows implements AutoCloseable {
    private final List<RowSamples> rows = new ArrayList<>();
    private final Map<Split, SampleSource> sources = new EnumMap<>(Split.class);

    private TrainingRows() {}

    /** The rows, to be closed when the training has ended. */
    static TrainingRows of(HalfInverseGradientTrainer trainer, Dataset<?> dataset, ExperimentConfig config) {
        TrainingRows all = new TrainingRows();
        try {
            Optional<String> indicator = TrainerSettings.given(trainer, trainer.validationIndicatorCol());
            if (indicator.isPresent()) {
                Column judges =
                        functions.coalesce(dataset.col(SampleColumns.quoted(indicator.get())), functions.lit(false));
                all.sources.put(Split.TRAIN, all.read(trainer, dataset.filter(functions.not(judges)), config));
                all.sources.put(Split.TEST, all.read(trainer, dataset.filter(judges), config));
            } else {
                all.sources.putAll(
                        divided(all.read(trainer, dataset, config), trainer.getTestFraction(), config.seed()));
            }
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private RowSamples read(HalfInverseGradientTrainer trainer, Dataset<?> part, ExperimentConfig config) {
        SampleColumns columns =
                SampleColumns.of(trainer, part.schema(), config.problem().problem());
        RowSamples samples = RowSamples.read(
                columns.select(part).toJavaRDD(),
                columns.selected().reader(),
                config.problem().problem(),
                config.execution().blocks());
        rows.add(samples);
        return samples;
    }

    private static Map<Split, SampleSource> divided(RowSamples rows, double fraction, long seed) {
        if (fraction == 0) {
            return Map.of(Split.TRAIN, rows);
        }
        try {
            return Split.divide(rows, fraction, seed);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("testFraction = " + fraction + " " + e.getMessage(), e);
        }
    }

    /** Refuses an indicator column that does not exist or has no truth values, and one beside a fraction. */
    static void requireIndicator(HalfInverseGradientTrainer trainer, StructType schema) {
        Optional<String> indicator = TrainerSettings.given(trainer, trainer.validationIndicatorCol());
        if (indicator.isEmpty()) {
            return;
        }
        if (trainer.getTestFraction() > 0) {
            throw new ConfigurationException("testFraction = " + trainer.getTestFraction()
                    + " draws the rows that validationIndicatorCol names: use one or the other");
        }
        for (StructField field : schema.fields()) {
            if (field.name().equals(indicator.get()) && field.dataType() instanceof BooleanType) {
                return;
            }
        }
        throw new DataException("the data set has no column " + indicator.get()
                + " of truth values, which validationIndicatorCol names; it has "
                + String.join(", ", schema.fieldNames()));
    }

    Map<Split, SampleSource> sources() {
        return sources;
    }

    @Override
    public void close() {
        rows.forEach(RowSamples::close);
    }
}
