package org.halfinverse.physics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Calls an object whose class somebody else wrote, and answers for it: whatever it throws, and a result that cannot be,
 * becomes one sentence that names the class.
 *
 * @param <T> its interface
 * @param instance the object
 * @param name of its class
 */
public record Guarded<T>(T instance, String name) {
    /**
     * An object under the name of its class.
     *
     * @param instance the object
     */
    public Guarded(T instance) {
        this(
                instance,
                instance instanceof ForeignCode code
                        ? code.title()
                        : instance.getClass().getName());
    }

    /**
     * {@return a method under the name that the user knows: class and method, or what the class calls instead}
     *
     * @param method name of the method in its interface
     */
    public String called(String method) {
        return instance instanceof ForeignCode code ? code.called(method) : name + "." + method;
    }

    /**
     * {@return the answer to a question, never null}
     *
     * @param <R> what is asked for
     * @param method name of the method that is called
     * @param call calls it
     * @param meant exceptions that the interface provides for, which pass
     * @throws FaultyClassException if the class throws anything else or returns null
     */
    public <R> R get(String method, Function<T, R> call, Class<?>... meant) {
        R result = call(method, "", call, meant);
        if (result == null) {
            throw fault(method, "returned null");
        }
        return result;
    }

    /**
     * {@return the answer to a question for a width}
     *
     * @param method name of the method that is called
     * @param call calls it
     * @param least what it has to be at least
     * @throws FaultyClassException if the class throws, or the width is smaller
     */
    public int width(String method, ToIntFunction<T> call, int least) {
        int width = get(method, call::applyAsInt);
        if (width < least) {
            throw fault(method, "returned " + width + " instead of " + least + " or more");
        }
        return width;
    }

    /**
     * Lets it work.
     *
     * @param method name of the method that is called
     * @param forWhat for which sample, for instance {@code " for sample 17"}
     * @param call calls it
     * @throws FaultyClassException if the class throws
     */
    public void run(String method, String forWhat, Consumer<T> call) {
        call(method, forWhat, t -> {
            call.accept(t);
            return t;
        });
    }

    private <R> R call(String method, String forWhat, Function<T, R> call, Class<?>... meant) {
        try {
            return call.apply(instance);
        } catch (FaultyClassException e) { // of another class, which this one calls
            throw e;
        } catch (Throwable e) {
            if (e instanceof RuntimeException unchecked && Arrays.stream(meant).anyMatch(type -> type.isInstance(e))) {
                throw unchecked;
            }
            throw threw(method, forWhat, e);
        }
    }

    /**
     * {@return the object in Java's serialised form, which is how it reaches executors}
     *
     * @throws FaultyClassException if it, or something it holds, has no such form
     */
    public byte[] serialized() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(instance);
        } catch (NotSerializableException e) {
            throw new FaultyClassException(
                    name + " cannot be sent to Spark's executors: " + e.getMessage()
                            + " does not implement java.io.Serializable",
                    e);
        } catch (Throwable e) {
            throw threw("writeObject", "", e);
        }
        return bytes.toByteArray();
    }

    /**
     * {@return a copy by Java's serialisation, as an executor gets it}
     *
     * @throws FaultyClassException if it, or something it holds, has no serialised form, or cannot be made from it
     */
    public T copy() {
        byte[] bytes = serialized();
        try (ObjectInputStream input = new ContextInput(bytes)) {
            @SuppressWarnings("unchecked") // what was written is read
            T copy = (T) input.readObject();
            return copy;
        } catch (Throwable e) {
            throw threw("readObject", "", e);
        }
    }

    /** Finds classes where Spark does, in a user's jar too. */
    private static final class ContextInput extends ObjectInputStream {
        ContextInput(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(
                        description.getName(), false, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException e) { // a primitive type
                return super.resolveClass(description);
            }
        }
    }

    /**
     * {@return a fault of this class: an exception with the sentence}
     *
     * @param method in which
     * @param what it did, for instance {@code returned null}
     */
    public FaultyClassException fault(String method, String what) {
        return new FaultyClassException(called(method) + " " + what);
    }

    /**
     * {@return the fault of having thrown something: an exception with the sentence}
     *
     * @param method in which
     * @param forWhat for which sample, for instance {@code " for sample 17"}, or empty
     * @param failure what was thrown
     * @throws VirtualMachineError if the failure is one that the class cannot help, such as a lack of memory
     */
    public FaultyClassException threw(String method, String forWhat, Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
        if (failure instanceof CodeException fault) {
            return new FaultyClassException(called(method) + " " + fault.told(forWhat), failure);
        }
        String type = failure.getClass().getSimpleName();
        String what = type + forWhat + reason(failure) + line(failure) + advice(failure);
        return new FaultyClassException(called(method) + " threw " + what, failure);
    }

    /**
     * {@return the fault of not even being there: an exception with the sentence}
     *
     * @param className the class that was looked for
     * @param failure what came of it
     */
    public static FaultyClassException notLoaded(String className, LinkageError failure) {
        String type = failure.getClass().getSimpleName();
        String what = type + reason(failure) + advice(failure);
        return new FaultyClassException(className + " cannot be loaded: " + what, failure);
    }

    /** What it says itself, or else what led to it. */
    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        if (message != null) {
            return ": " + message.lines().findFirst().orElse("");
        }
        Throwable cause = failure.getCause();
        return cause == null ? "" : ": " + cause.getClass().getSimpleName() + reason(cause);
    }

    /** The topmost line in the file of the class. */
    private String line(Throwable failure) {
        String outermost = name.replaceFirst("\\$.*", "");
        return Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().replaceFirst("\\$.*", "").equals(outermost))
                .filter(frame -> frame.getFileName() != null && frame.getLineNumber() > 0)
                .findFirst()
                .map(frame -> " (" + frame.getFileName() + ":" + frame.getLineNumber() + ")")
                .orElse("");
    }

    private static String advice(Throwable failure) {
        return failure instanceof LinkageError && !(failure instanceof ExceptionInInitializerError)
                ? "; its jar, or one that it needs, is of another version"
                : "";
    }
}
