package org.halfinverse.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The types of real numbers in NumPy arrays, and how they become doubles. */
enum NpyType {
    BOOL(1, "b1", "?", "bool"),
    INT8(1, "i1", "b", "int8"),
    UINT8(1, "u1", "B", "uint8"),
    INT16(2, "i2", "h", "int16"),
    UINT16(2, "u2", "H", "uint16"),
    INT32(4, "i4", "i", "int32"),
    UINT32(4, "u4", "I", "uint32"),
    INT64(8, "i8", "q", "l", "int64", "int"),
    UINT64(8, "u8", "Q", "L", "uint64"),
    FLOAT16(2, "f2", "e", "float16"),
    FLOAT32(4, "f4", "f", "float32"),
    FLOAT64(8, "f8", "d", "float64", "float");

    private static final String BYTE_ORDERS = "<>=|";

    private final int bytes;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> codes;

    NpyType(int bytes, String... codes) {
        this.bytes = bytes;
        this.codes = List.of(codes);
    }

    /**
     * {@return the type of a description}
     *
     * @param description the value of {@code descr} in a header: a byte order, if any, and a code or name
     * @throws IllegalArgumentException if it is no type of real numbers, with a phrase of what it is instead
     */
    static NpyType of(Object description) {
        if (!(description instanceof String text)) {
            throw new IllegalArgumentException("holds records of several fields, but an array has numbers of one type:"
                    + " save the fields as arrays of their own");
        }
        String code = text.substring(isBigEndian(text) || hasByteOrder(text) ? 1 : 0);
        return Arrays.stream(values())
                .filter(type -> type.codes.contains(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(refusal(text, code)));
    }

    /** Whether the most significant byte of each number stands first. */
    static boolean isBigEndian(Object description) {
        return description instanceof String text && text.startsWith(">");
    }

    private static boolean hasByteOrder(String text) {
        return !text.isEmpty() && BYTE_ORDERS.indexOf(text.charAt(0)) >= 0;
    }

    private static String refusal(String text, String code) {
        return switch (code) {
            case "f16", "f12", "g", "float128", "longdouble" ->
                "holds numbers of type " + text
                        + ", which differ from machine to machine: save them with astype(\"float64\")";
            case "F", "D", "G" -> complex(text);
            default ->
                switch (code.isEmpty() ? ' ' : code.charAt(0)) {
                    case 'c' -> complex(text);
                    case 'O' -> "holds Python objects, which are never loaded: save numbers with astype(\"float64\")";
                    case 'S', 'U', 'a' -> "holds texts (" + text + ") instead of numbers";
                    case 'M', 'm' -> "holds dates or times (" + text + ") instead of numbers";
                    case 'V' -> "holds records (" + text + ") instead of numbers";
                    default -> "holds numbers of type \"" + text + "\", which is unknown";
                };
        };
    }

    private static String complex(String text) {
        return "holds complex numbers (" + text + "): save real and imaginary parts as arrays of their own";
    }

    /** How many bytes a number has. */
    int bytes() {
        return bytes;
    }

    /**
     * Takes a number from a buffer. The result is exact, but for whole numbers of 64 bits beyond 2^53, which are rounded to
     * the nearest double (ties to even) as NumPy's {@code astype} does.
     */
    double next(ByteBuffer buffer) {
        return switch (this) {
            case BOOL -> buffer.get() == 0 ? 0 : 1;
            case INT8 -> buffer.get();
            case UINT8 -> Byte.toUnsignedInt(buffer.get());
            case INT16 -> buffer.getShort();
            case UINT16 -> Short.toUnsignedInt(buffer.getShort());
            case INT32 -> buffer.getInt();
            case UINT32 -> Integer.toUnsignedLong(buffer.getInt());
            case INT64 -> buffer.getLong();
            case UINT64 -> unsigned(buffer.getLong());
            case FLOAT16 -> half(buffer.getShort());
            case FLOAT32 -> buffer.getFloat();
            case FLOAT64 -> buffer.getDouble();
        };
    }

    /** An unsigned number: beyond 2^63 half of it, whose last bit says whether any was lost, rounds as the whole would. */
    static double unsigned(long bits) {
        return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
    }

    /** IEEE 754 binary16: one bit of sign, five of exponent, ten of fraction. */
    static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double size = switch (exponent) {
            case 0 -> fraction * 0x1p-24;
            case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
        return bits < 0 ? -size : size;
    }
}
