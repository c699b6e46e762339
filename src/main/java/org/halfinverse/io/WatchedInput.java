package org.halfinverse.io;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;

/** An open file, for whose bytes one may have to wait. */
final class WatchedInput extends InputStream implements Seekable, PositionedReadable {
    private final String path;
    private final FSDataInputStream input;
    private final StorageWaits waits;

    WatchedInput(String path, FSDataInputStream input, StorageWaits waits) {
        this.path = path;
        this.input = input;
        this.waits = waits;
    }

    @Override
    public int read() throws IOException {
        return waits.during(path, input::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return waits.during(path, () -> input.read(bytes, offset, length));
    }

    @Override
    public int read(long position, byte[] bytes, int offset, int length) throws IOException {
        return waits.during(path, () -> input.read(position, bytes, offset, length));
    }

    @Override
    public void readFully(long position, byte[] bytes, int offset, int length) throws IOException {
        waits.doing(path, () -> input.readFully(position, bytes, offset, length));
    }

    @Override
    public void readFully(long position, byte[] bytes) throws IOException {
        waits.doing(path, () -> input.readFully(position, bytes));
    }

    @Override
    public void seek(long position) throws IOException {
        waits.doing(path, () -> input.seek(position));
    }

    @Override
    public boolean seekToNewSource(long position) throws IOException {
        return waits.during(path, () -> input.seekToNewSource(position));
    }

    @Override
    public long getPos() throws IOException {
        return input.getPos();
    }

    @Override
    public int available() throws IOException {
        return input.available();
    }

    @Override
    public void close() throws IOException {
        waits.doing(path, input::close);
    }
}
