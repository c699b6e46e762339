package org.halfinverse.optim;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.halfinverse.linalg.Vectors;

/**
 * What an optimizer remembers, as named arrays of numbers: the form in which it is stored.
 *
 * <p>The state of an optimizer is a record. Each of its components becomes the array of its name, so that no optimizer says
 * how it is stored:
 *
 * <pre>
 *   double, long   one number
 *   double[]       as many numbers as the state before the first step has there
 *   double[][]     any number of rows, row after row; each has as many numbers as there are parameters
 *   a record       the arrays of its components, behind its own name and a hyphen
 * </pre>
 *
 * <p>A name is written in small letters, with a hyphen where it has a capital. A state is made anew by the record's own
 * constructor, which refuses what no step can have led to. Its class is that of the optimizer's first state: no file names a
 * class.
 *
 * @param arrays by name; never changed once they are in here
 */
public record SavedState(SortedMap<String, double[]> arrays) {
    /** Nothing remembered. */
    public static final SavedState NOTHING = new SavedState(Collections.emptySortedMap());

    /** Copies the map, not the arrays. {@inheritDoc} */
    public SavedState {
        arrays = Collections.unmodifiableSortedMap(new TreeMap<>(arrays));
    }

    /**
     * {@return all numbers of a state}
     *
     * @param state any that an optimizer returned
     * @throws IllegalArgumentException if it has a component of a type that cannot be stored
     */
    public static SavedState of(Record state) {
        SortedMap<String, double[]> arrays = new TreeMap<>();
        collect(state, "", arrays);
        return new SavedState(arrays);
    }

    /**
     * {@return the state that was saved, equal to it bit for bit}
     *
     * @param <S> its class
     * @param initial the state before the first step, which says what a state consists of
     * @param parameters n
     * @throws IllegalArgumentException if these numbers are no such state, with the reason
     */
    public <S extends Record> S restore(S initial, int parameters) {
        SortedSet<String> unknown = new TreeSet<>(arrays.keySet());
        unknown.removeAll(of(initial).arrays.keySet());
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("the optimizer remembers no \"" + unknown.first() + "\"");
        }
        return restore(initial, "", parameters);
    }

    private static void collect(Record state, String prefix, SortedMap<String, double[]> arrays) {
        for (RecordComponent component : state.getClass().getRecordComponents()) {
            String name = prefix + hyphenated(component);
            Object value = value(component, state);
            if (value instanceof Record nested) {
                collect(nested, name + "-", arrays);
            } else if (arrays.put(name, numbers(name, value)) != null) {
                throw new IllegalArgumentException("the state of the optimizer has two arrays \"" + name + "\"");
            }
        }
    }

    private static double[] numbers(String name, Object value) {
        if (value instanceof Double number) {
            return new double[] {number};
        }
        if (value instanceof Long count) {
            return new double[] {(double) count};
        }
        if (value instanceof double[] vector) {
            return vector;
        }
        if (value instanceof double[][] rows) {
            return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        }
        throw new IllegalArgumentException(
                "\"" + name + "\" of the optimizer is a " + value.getClass().getSimpleName()
                        + "; only numbers, arrays of numbers and records of these can be stored");
    }

    @SuppressWarnings("unchecked") // the constructor is that of the class of initial
    private <S extends Record> S restore(S initial, String prefix, int parameters) {
        RecordComponent[] components = initial.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            String name = prefix + hyphenated(components[i]);
            Object first = value(components[i], initial);
            values[i] = first instanceof Record nested
                    ? restore(nested, name + "-", parameters)
                    : value(name, first, parameters);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = initial.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true); // the record need not be public
            return (S) constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "the optimizer cannot have such a state: "
                            + e.getTargetException().getMessage(),
                    e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(initial.getClass() + " cannot be constructed", e);
        }
    }

    private Object value(String name, Object first, int parameters) {
        double[] saved = arrays.get(name);
        if (saved == null) {
            throw new IllegalArgumentException("the state of the optimizer has no \"" + name + "\"");
        }
        if (!Vectors.isFinite(saved)) {
            throw new IllegalArgumentException("\"" + name + "\" of the optimizer is not finite");
        }
        if (first instanceof double[][]) {
            requireLength(name, saved, saved.length - saved.length % parameters);
            return rows(saved, parameters);
        }
        requireLength(name, saved, numbers(name, first).length);
        if (first instanceof Long) {
            if (saved[0] != Math.rint(saved[0])) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" of the optimizer is " + saved[0] + ", but must be a whole number");
            }
            return (long) saved[0];
        }
        return first instanceof Double ? saved[0] : saved;
    }

    private static void requireLength(String name, double[] saved, int length) {
        if (saved.length != length) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" of the optimizer has " + saved.length + " numbers instead of " + length);
        }
    }

    private static double[][] rows(double[] numbers, int columns) {
        double[][] rows = new double[numbers.length / columns][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(numbers, i * columns, (i + 1) * columns));
        return rows;
    }

    private static Object value(RecordComponent component, Record state) {
        try {
            component.getAccessor().setAccessible(true); // the record need not be public
            return component.getAccessor().invoke(state);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(state.getClass() + " does not tell its " + component.getName(), e);
        }
    }

    private static String hyphenated(RecordComponent component) {
        return component.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
