package org.halfinverse.network;

import java.util.List;

/**
 * How the numbers of a sample stand: as channels at the points of a grid, row-major with the channels last, or without a
 * grid.
 *
 * @param lengths of the grid's axes; none where there is no grid
 * @param channels numbers at a point
 */
public record Field(List<Integer> lengths, int channels) {
    /** Checks that there are numbers. {@inheritDoc} */
    public Field {
        lengths = List.copyOf(lengths);
        if (channels < 1 || lengths.stream().anyMatch(length -> length < 1)) {
            throw new IllegalArgumentException(
                    "a field needs positive lengths and channels, not " + lengths + " and " + channels);
        }
    }

    /**
     * {@return numbers without a grid: a field without axes}
     *
     * @param width how many
     */
    public static Field flat(int width) {
        return new Field(List.of(), width);
    }

    /** {@return number of numbers} */
    public int size() {
        return Math.multiplyExact(points(), channels);
    }

    /** {@return number of points} */
    public int points() {
        return lengths.stream().reduce(1, Math::multiplyExact);
    }

    /**
     * {@return the same numbers as a field of so many dimensions} Numbers without a grid are one channel: in two
     * dimensions, of a square.
     *
     * @param dimensions 1 or 2
     * @param layer that asks, for the message
     * @throws IllegalArgumentException if the field has another number of dimensions, or is no square
     */
    Field of(int dimensions, String layer) {
        if (lengths.size() == dimensions) {
            return this;
        }
        if (lengths.isEmpty() && dimensions == 1) {
            return new Field(List.of(channels), 1);
        }
        int side = (int) Math.round(Math.sqrt(channels));
        if (lengths.isEmpty() && side * side == channels) {
            return new Field(List.of(side, side), 1);
        }
        throw new IllegalArgumentException(layer + " needs a field of " + dimensions + " dimensions, and gets "
                + (lengths.isEmpty() ? channels + " numbers, which make no square" : "one of " + lengths + " points")
                + ": put field { … } before it");
    }
}
