package org.halfinverse.python;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Messages over a socket: headers of 64-bit integers and bodies of 64-bit numbers, all little-endian. Arrays pass through
 * one buffer piece by piece, so that one side copies while the other does.
 */
final class Frames {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final int ANSWER_HEADER = 2 * Long.BYTES;
    private static final long MOST_TEXT_BYTES = 1 << 26;

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    Frames(SocketChannel channel) {
        this.channel = channel;
    }

    /** What an answer begins with: whether it is a fault, and how many bytes follow. */
    record Header(boolean isFault, long bytes) {}

    /** Begins a request; its body is to follow. */
    void begin(long operation, long samples, long bodyBytes) throws IOException {
        buffer.clear();
        buffer.putLong(operation).putLong(samples).putLong(bodyBytes);
    }

    /** Adds an array to the body. */
    void add(double[] numbers, int length) throws IOException {
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, room());
            buffer.asDoubleBuffer().put(numbers, done, count);
            buffer.position(buffer.position() + count * Double.BYTES);
            done += count;
        }
    }

    /** Adds whole numbers to the body. */
    void add(long... numbers) throws IOException {
        for (int done = 0; done < numbers.length; ) {
            int count = Math.min(numbers.length - done, room());
            buffer.asLongBuffer().put(numbers, done, count);
            buffer.position(buffer.position() + count * Long.BYTES);
            done += count;
        }
    }

    /** Sends a request whose body is a text. */
    void sendText(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        begin(0, 0, bytes.length);
        end();
        ByteBuffer body = ByteBuffer.wrap(bytes);
        while (body.hasRemaining()) {
            channel.write(body);
        }
    }

    /** Sends what is left of a request. */
    void end() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear().limit(0);
    }

    /** How many numbers fit, after what is there was sent if need be. */
    private int room() throws IOException {
        if (buffer.remaining() < Long.BYTES) {
            end();
            buffer.clear();
        }
        return buffer.remaining() / Long.BYTES;
    }

    /** Receives the beginning of an answer. */
    Header receive() throws IOException {
        await(ANSWER_HEADER);
        return new Header(buffer.getLong() != 0, buffer.getLong());
    }

    /** Receives an array. */
    void receive(double[] numbers, int length) throws IOException {
        for (int done = 0; done < length; ) {
            await(Double.BYTES);
            int count = Math.min(length - done, buffer.remaining() / Double.BYTES);
            buffer.asDoubleBuffer().get(numbers, done, count);
            buffer.position(buffer.position() + count * Double.BYTES);
            done += count;
        }
    }

    /** Receives a text. */
    String receiveText(long bytes) throws IOException {
        if (bytes < 0 || bytes > MOST_TEXT_BYTES) {
            throw new IOException("it claims a text of " + bytes + " bytes");
        }
        byte[] text = new byte[(int) bytes];
        for (int done = 0; done < text.length; ) {
            await(1);
            int count = Math.min(text.length - done, buffer.remaining());
            buffer.get(text, done, count);
            done += count;
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    /** Reads until there are so many bytes at the least. */
    private void await(int bytes) throws IOException {
        if (buffer.remaining() >= bytes) {
            return;
        }
        buffer.compact();
        while (buffer.position() < bytes) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("the process has closed its socket");
            }
        }
        buffer.flip();
    }
}
