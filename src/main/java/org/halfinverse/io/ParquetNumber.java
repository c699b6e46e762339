package org.halfinverse.io;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * How a value of a Parquet column is a real number. One that is not a float64 becomes the nearest one, as Java's
 * {@code doubleValue} and Spark's casts do.
 *
 * @param kind of the values
 * @param scale of decimals: a value counts {@code 10^−scale}
 */
record ParquetNumber(Kind kind, int scale) implements Serializable {
    /** What a column holds. */
    enum Kind {
        DOUBLE,
        FLOAT,
        HALF,
        BOOLEAN,
        INT,
        UNSIGNED_INT,
        LONG,
        UNSIGNED_LONG,
        INT_DECIMAL,
        LONG_DECIMAL,
        BINARY_DECIMAL
    }

    /** The largest power of ten that is a float64, and the largest integer below which all are. */
    private static final int EXACT_POWERS = 22;

    private static final long EXACT_INTEGERS = 1L << 53;

    /** The numbers of a type, or empty if its values are none: texts, dates, times, bytes. */
    static Optional<ParquetNumber> of(PrimitiveType type) {
        LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
        if (meaning instanceof LogicalTypeAnnotation.DecimalLogicalTypeAnnotation decimal) {
            Kind kind = type.getPrimitiveTypeName() == PrimitiveTypeName.INT32
                    ? Kind.INT_DECIMAL
                    : type.getPrimitiveTypeName() == PrimitiveTypeName.INT64 ? Kind.LONG_DECIMAL : Kind.BINARY_DECIMAL;
            return Optional.of(new ParquetNumber(kind, decimal.getScale()));
        }
        boolean integer = meaning instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation;
        boolean signed = !(meaning instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation bits) || bits.isSigned();
        boolean half = meaning instanceof LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
        if (meaning != null && !integer && !half) {
            return Optional.empty();
        }
        return switch (type.getPrimitiveTypeName()) {
            case DOUBLE -> plain(Kind.DOUBLE);
            case FLOAT -> plain(Kind.FLOAT);
            case BOOLEAN -> plain(Kind.BOOLEAN);
            case INT32 -> plain(signed ? Kind.INT : Kind.UNSIGNED_INT);
            case INT64 -> plain(signed ? Kind.LONG : Kind.UNSIGNED_LONG);
            case FIXED_LEN_BYTE_ARRAY -> half ? plain(Kind.HALF) : Optional.empty();
            case BINARY, INT96 -> Optional.empty();
        };
    }

    private static Optional<ParquetNumber> plain(Kind kind) {
        return Optional.of(new ParquetNumber(kind, 0));
    }

    /**
     * {@return a value as a number; true is 1, false is 0}
     *
     * @param column stands on a value that is there
     */
    double read(ColumnReader column) {
        return switch (kind) {
            case DOUBLE -> column.getDouble();
            case FLOAT -> column.getFloat();
            case HALF ->
                NpyType.half(ByteBuffer.wrap(column.getBinary().getBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getShort());
            case BOOLEAN -> column.getBoolean() ? 1 : 0;
            case INT -> column.getInteger();
            case UNSIGNED_INT -> Integer.toUnsignedLong(column.getInteger());
            case LONG -> column.getLong();
            case UNSIGNED_LONG -> NpyType.unsigned(column.getLong());
            case INT_DECIMAL -> decimal(column.getInteger());
            case LONG_DECIMAL -> decimal(column.getLong());
            case BINARY_DECIMAL ->
                new BigDecimal(new BigInteger(column.getBinary().getBytes()), scale).doubleValue();
        };
    }

    /** Where numerator and denominator are float64, their quotient is the nearest one to the decimal. */
    private double decimal(long unscaled) {
        return Math.abs(unscaled) <= EXACT_INTEGERS && scale >= 0 && scale <= EXACT_POWERS
                ? unscaled / Math.pow(10, scale)
                : new BigDecimal(BigInteger.valueOf(unscaled), scale).doubleValue();
    }
}
