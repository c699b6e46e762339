package org.halfinverse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** What becomes of objects that Spark sends to another machine. */
public final class Sent {
    private Sent() {}

    /** The object as it arrives. */
    @SuppressWarnings("unchecked")
    public static <T> T sent(T object) throws IOException, ClassNotFoundException {
        try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(bytes(object)))) {
            return (T) input.readObject();
        }
    }

    /** What travels. */
    public static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
            output.writeObject(object);
        }
        return bytes.toByteArray();
    }
}
