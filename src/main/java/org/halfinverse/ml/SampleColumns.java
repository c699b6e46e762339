package org.halfinverse.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.halfinverse.io.DataException;
import org.halfinverse.physics.Problem;
import org.halfinverse.spark.SampleRow;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a data frame that hold samples, and how numbers are read from them: vectors, arrays of numbers or, where
 * one number is all, numbers.
 *
 * @param input column of s
 * @param state column of x, if there is one
 * @param target column of ŷ, if there is one
 */
record SampleColumns(NumbersColumn input, Optional<NumbersColumn> state, Optional<NumbersColumn> target) {
    /**
     * A column of numbers.
     *
     * @param name of it
     * @param position in a row
     * @param width how many numbers each row has
     */
    record NumbersColumn(String name, int position, int width) implements Serializable {
        /** Finds the column, and checks that it can hold numbers. */
        static NumbersColumn of(StructType schema, String name, int width) {
            List<String> names = Arrays.asList(schema.fieldNames());
            int position = names.indexOf(name);
            if (position < 0) {
                throw new DataException("the data set has no column " + name + "; it has " + String.join(", ", names));
            }
            DataType type = schema.fields()[position].dataType();
            boolean numbers = type.equals(SQLDataTypes.VectorType())
                    || (type instanceof ArrayType array && isNumber(array.elementType()))
                    || (isNumber(type) && width == 1);
            if (!numbers) {
                throw new DataException("column " + name + " is of type " + type.simpleString()
                        + "; it must hold vectors or arrays of numbers");
            }
            return new NumbersColumn(name, position, width);
        }

        /** As in files: truth is 1, and every number the nearest double. */
        private static boolean isNumber(DataType type) {
            return type instanceof NumericType || type instanceof BooleanType;
        }

        private static double number(Object value) {
            return value instanceof Boolean flag ? (flag ? 1 : 0) : ((Number) value).doubleValue();
        }

        /** The same column where it stands elsewhere. */
        NumbersColumn at(int other) {
            return new NumbersColumn(name, other, width);
        }

        /**
         * The numbers in a row.
         *
         * @throws DataException if there are too many or few, or they are not finite
         */
        double[] read(Row row) {
            double[] numbers = numbers(row.get(position));
            if (numbers.length != width) {
                throw new DataException("column " + name + " has " + numbers.length + " numbers instead of " + width);
            }
            for (int entry = 0; entry < width; entry++) {
                if (!Double.isFinite(numbers[entry])) {
                    throw new DataException("column " + name + " has " + numbers[entry] + " as entry " + entry
                            + "; all numbers must be finite");
                }
            }
            return numbers;
        }

        private double[] numbers(@Nullable Object value) {
            if (value == null) {
                throw new DataException("column " + name + " is null");
            }
            if (value instanceof Vector vector) {
                return vector.toArray();
            }
            if (!(value instanceof scala.collection.Seq<?> entries)) {
                return new double[] {number(value)};
            }
            double[] numbers = new double[entries.length()];
            for (int entry = 0; entry < numbers.length; entry++) {
                Object number = entries.apply(entry);
                if (number == null) {
                    throw new DataException("column " + name + " has null as entry " + entry);
                }
                numbers[entry] = number(number);
            }
            return numbers;
        }
    }

    /** The defaults of the parameters that trainer and model have in common. */
    static void setDefaults(ColumnParams<?> params) {
        params.setDefault(params.inputCol(), "input");
        params.setDefault(params.controlCol(), "control");
    }

    /**
     * {@return the columns that parameters name}
     *
     * @param params with the names
     * @param schema of the data frame
     * @param problem with the widths
     * @throws DataException if a column is missing or not of numbers
     */
    static SampleColumns of(ColumnParams<?> params, StructType schema, Problem problem) {
        return new SampleColumns(
                NumbersColumn.of(schema, params.getInputCol(), problem.inputSize()),
                name(params, params.stateCol())
                        .map(name -> NumbersColumn.of(
                                schema, name, problem.simulator().stateSize())),
                name(params, params.targetCol()).map(name -> NumbersColumn.of(schema, name, problem.targetSize())));
    }

    /** The name of a column, if one is set. */
    static Optional<String> name(ColumnParams<?> params, Param<String> param) {
        return params.isDefined(param) ? Optional.of(params.getOrDefault(param)) : Optional.empty();
    }

    /** The name of a column where Spark takes dots and backticks for something else. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** These columns of a data frame, and no others. */
    Dataset<Row> select(Dataset<?> dataset) {
        return dataset.select(
                all().stream().map(column -> dataset.col(quoted(column.name()))).toArray(Column[]::new));
    }

    /** The same columns after {@link #select}. */
    SampleColumns selected() {
        int state = 1;
        int target = state + (this.state.isPresent() ? 1 : 0);
        return new SampleColumns(
                input.at(0), this.state.map(column -> column.at(state)), this.target.map(column -> column.at(target)));
    }

    private List<NumbersColumn> all() {
        List<NumbersColumn> all = new ArrayList<>(List.of(input));
        state.ifPresent(all::add);
        target.ifPresent(all::add);
        return all;
    }

    /** Reads rows with these columns. */
    SampleRow.Reader<Row> reader() {
        NumbersColumn inputs = input;
        NumbersColumn states = state.orElse(null);
        NumbersColumn targets = target.orElse(null);
        return row -> new SampleRow(
                inputs.read(row), states == null ? null : states.read(row), targets == null ? null : targets.read(row));
    }

    /**
     * {@return the schema with the columns for results}
     *
     * @param params with their names
     * @param schema of the data frame
     * @throws DataException if a column is there already
     */
    static StructType withResults(ColumnParams<?> params, StructType schema) {
        StructType wider = with(schema, params.getControlCol(), SQLDataTypes.VectorType());
        Optional<String> output = name(params, params.outputCol());
        if (output.isPresent()) {
            wider = with(wider, output.get(), SQLDataTypes.VectorType());
        }
        Optional<String> loss = name(params, params.lossCol());
        return loss.isPresent() ? with(wider, loss.get(), org.apache.spark.sql.types.DataTypes.DoubleType) : wider;
    }

    private static StructType with(StructType schema, String name, DataType type) {
        for (String there : schema.fieldNames()) {
            if (there.equalsIgnoreCase(name)) { // as Spark compares names, unless it is told otherwise
                throw new DataException(
                        "the data set has a column " + there + " already: name another one for the results");
            }
        }
        return schema.add(new StructField(name, type, false, org.apache.spark.sql.types.Metadata.empty()));
    }
}
