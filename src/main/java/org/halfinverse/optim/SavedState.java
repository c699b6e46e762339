package org.halfinverse.optim;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.halfinverse.linalg.Vectors;

/**
 * What an optimizer remembers, as named arrays of numbers: the form in which it is stored.
 *
 * @param arrays by name; never changed once they are in here
 */
public record SavedState(SortedMap<String, double[]> arrays) {
    /** Nothing remembered. */
    public static final SavedState NOTHING = new SavedState(Collections.emptySortedMap());

    /**
     * Copies the map, not the arrays.
     *
     * @param arrays by name; never changed once they are in here
     */
    public SavedState {
        arrays = Collections.unmodifiableSortedMap(new TreeMap<>(arrays));
    }

    /**
     * The same with one array more.
     *
     * @param name of letters and hyphens
     * @param values a single number, or as many as there are
     * @return the larger state
     */
    public SavedState with(String name, double... values) {
        TreeMap<String, double[]> more = new TreeMap<>(arrays);
        more.put(name, values);
        return new SavedState(more);
    }

    /**
     * An array.
     *
     * @param name under which it was saved
     * @param length that it must have
     * @return finite numbers
     * @throws IllegalArgumentException if it is not there, of another length or not finite
     */
    public double[] vector(String name, int length) {
        double[] values = arrays.get(name);
        if (values == null) {
            throw new IllegalArgumentException("the state of the optimizer has no \"" + name + "\"");
        }
        if (values.length != length) {
            throw new IllegalArgumentException("\"" + name + "\" of the optimizer has " + values.length
                    + " numbers, where " + length + " are needed");
        }
        if (!Vectors.isFinite(values)) {
            throw new IllegalArgumentException("\"" + name + "\" of the optimizer is not finite");
        }
        return values;
    }

    /**
     * A single number.
     *
     * @param name under which it was saved
     * @return a finite number
     * @throws IllegalArgumentException if there is none of this name
     */
    public double number(String name) {
        return vector(name, 1)[0];
    }
}
