package org.halfinverse.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import shaded.parquet.org.apache.thrift.TBase;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TList;
import shaded.parquet.org.apache.thrift.protocol.TMap;
import shaded.parquet.org.apache.thrift.protocol.TProtocolException;
import shaded.parquet.org.apache.thrift.protocol.TStruct;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * Parses the metadata of Parquet from bytes in memory. Lists and texts that claim more entries than there are bytes are
 * refused before anything is allocated for them, which Parquet's own parser does not do, and so is deep nesting.
 */
final class BoundedThrift extends TCompactProtocol {
    private static final int DEEPEST = 32;

    private int depth;

    private BoundedThrift(ByteArrayInputStream input) throws TException {
        super(new TIOStreamTransport(input), input.available(), input.available());
    }

    /**
     * {@return what a footer says}
     *
     * @param bytes of the footer alone
     * @throws IOException if it is damaged
     */
    static FileMetaData footer(byte[] bytes) throws IOException {
        return parsed(new FileMetaData(), new ByteArrayInputStream(bytes), "its footer is damaged");
    }

    /**
     * {@return what the header of a page says}
     *
     * @param input with the header at its start; left behind the header
     * @throws IOException if it is damaged, or the bytes end before it does
     */
    static PageHeader pageHeader(ByteArrayInputStream input) throws IOException {
        return parsed(new PageHeader(), input, "its header is damaged");
    }

    private static <T extends TBase<T, ?>> T parsed(T structure, ByteArrayInputStream input, String complaint)
            throws IOException {
        try {
            structure.read(new BoundedThrift(input));
        } catch (TException | RuntimeException e) { // the latter for texts of negative length, among others
            throw new IOException(complaint, e);
        }
        return structure;
    }

    private <T> T deeper(T begun) throws TException {
        if (++depth > DEEPEST) {
            throw new TProtocolException(TProtocolException.DEPTH_LIMIT, "nested too deeply");
        }
        return begun;
    }

    @Override
    public TStruct readStructBegin() throws TException {
        return deeper(super.readStructBegin());
    }

    @Override
    public void readStructEnd() throws TException {
        super.readStructEnd();
        depth--;
    }

    /** Of sets, too. */
    @Override
    public TList readListBegin() throws TException {
        return deeper(super.readListBegin());
    }

    @Override
    public void readListEnd() throws TException {
        super.readListEnd();
        depth--;
    }

    @Override
    public void readSetEnd() throws TException {
        super.readSetEnd();
        depth--;
    }

    @Override
    public TMap readMapBegin() throws TException {
        return deeper(super.readMapBegin());
    }

    @Override
    public void readMapEnd() throws TException {
        super.readMapEnd();
        depth--;
    }
}
