package org.halfinverse.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * The footer of a Parquet file, whose claims are compared with the length of the file.
 *
 * @param path of the file, any Hadoop path
 * @param length of the file
 * @param content what the footer says
 */
record ParquetFooter(String path, long length, FileMetaData content) {
    private static final String MAGIC = "PAR1";
    private static final String ENCRYPTED_MAGIC = "PARE";

    private static final int DEEPEST = 256;

    /** Its length and the magic. */
    private static final int TAIL_BYTES = 8;

    private static final int LARGEST = 256 << 20;

    /** No writer gets as many numbers into a byte: it takes equal ones by the hundred thousand and good compression. */
    private static final int MOST_ENTRIES_PER_BYTE = 1 << 20;

    /**
     * {@return the footer of a file}
     *
     * @param storage where the file lies
     * @param path any Hadoop path
     * @throws DataException if the file cannot be read, is no Parquet file, is encrypted, or has a damaged footer
     */
    static ParquetFooter read(Storage storage, String path) {
        long length = storage.length(path);
        try (FSDataInputStream input = storage.open(path)) {
            if (length < MAGIC.length() + TAIL_BYTES) {
                throw new DataException(path + " is not a Parquet file: it has " + length + " bytes");
            }
            input.seek(length - TAIL_BYTES);
            int claimed = Integer.reverseBytes(input.readInt());
            String magic = new String(input.readNBytes(MAGIC.length()), StandardCharsets.ISO_8859_1);
            if (magic.equals(ENCRYPTED_MAGIC)) {
                throw new DataException(path + " is encrypted, which cannot be read");
            }
            if (!magic.equals(MAGIC)) {
                throw new DataException(path + " is not a Parquet file: it does not end with " + MAGIC);
            }
            long most = Math.min(LARGEST, length - MAGIC.length() - TAIL_BYTES);
            if (claimed < 0 || claimed > most) {
                throw new DataException(path + " claims a footer of " + Integer.toUnsignedString(claimed)
                        + " bytes, but at most " + most + " are possible");
            }
            byte[] bytes = new byte[claimed];
            input.readFully(length - TAIL_BYTES - claimed, bytes);
            ParquetFooter footer = new ParquetFooter(path, length, BoundedThrift.footer(bytes));
            footer.requireShallow();
            return footer;
        } catch (IOException e) {
            throw new DataException(path + " cannot be read as Parquet: " + Storage.reason(e), e);
        }
    }

    /** Parquet's classes go through the schema by calling themselves. */
    private void requireShallow() throws IOException {
        Deque<Integer> open = new ArrayDeque<>();
        for (SchemaElement element : content.getSchema()) {
            while (!open.isEmpty() && open.peek() == 0) {
                open.pop();
            }
            if (!open.isEmpty()) {
                open.push(open.pop() - 1);
            }
            if (element.getNum_children() > 0) {
                open.push(element.getNum_children());
            }
            if (open.size() > DEEPEST) {
                throw new IOException("its columns are nested more than " + DEEPEST + " deep");
            }
        }
    }

    /**
     * {@return where the numbers of a column lie: its part of every row group that has rows}
     *
     * @param place the path of this file wherever it is looked at
     * @param name of the column
     * @throws DataException if there is no such column of real numbers, or it cannot lie where the footer says
     */
    List<ParquetChunk> chunks(String place, String name) {
        return chunks(place, field(name), NpzArray.label(path, name));
    }

    /** A column of numbers. */
    ParquetField field(String name) {
        return ParquetField.find(content.getSchema(), name, path);
    }

    /**
     * {@return where the values of a column lie: its part of every row group that has rows}
     *
     * @param place the path of this file wherever it is looked at
     * @param field the column
     * @param label of the column, for messages
     * @throws DataException if it cannot lie where the footer says
     */
    List<ParquetChunk> chunks(String place, ParquetField field, String label) {
        return chunks(place, field, label, 0, content.getRow_groupsSize());
    }

    /** Its part of some row groups, from one up to before another. */
    List<ParquetChunk> chunks(String place, ParquetField field, String label, int from, int end) {
        List<ParquetChunk> chunks = new ArrayList<>();
        for (RowGroup group : content.getRow_groups().subList(from, end)) {
            if (group.getNum_rows() != 0) {
                chunks.add(chunk(place, group, field, label));
            }
        }
        return chunks;
    }

    private ParquetChunk chunk(String place, RowGroup group, ParquetField field, String label) {
        if (field.leaf() >= group.getColumnsSize()) {
            throw new DataException(label + " is missing in a row group");
        }
        ColumnChunk column = group.getColumns().get(field.leaf());
        if (column.isSetCrypto_metadata() || !column.isSetMeta_data()) {
            throw new DataException(label + " is encrypted, which cannot be read");
        }
        if (column.isSetFile_path()) {
            throw new DataException(label + " lies in another file, which is not read");
        }
        ColumnMetaData data = column.getMeta_data();
        CompressionCodecName codec = PageCodec.of(data.getCodec())
                .orElseThrow(() -> new DataException(
                        label + " is compressed with " + data.getCodec() + "; " + PageCodec.names() + " can be read"));
        long start = data.getData_page_offset();
        if (data.isSetDictionary_page_offset() && data.getDictionary_page_offset() > 0) {
            start = Math.min(start, data.getDictionary_page_offset());
        }
        long bytes = data.getTotal_compressed_size();
        if (start < MAGIC.length() || bytes < 0 || bytes > length - start) {
            throw new DataException(label + " claims " + bytes + " bytes at " + start + " of a file of " + length);
        }
        long rows = group.getNum_rows();
        long entries = data.getNum_values();
        if (rows < 0 || entries < rows || entries / MOST_ENTRIES_PER_BYTE > bytes) {
            throw new DataException(
                    label + " claims " + entries + " entries in " + rows + " rows and " + bytes + " bytes");
        }
        return new ParquetChunk(place, length, field, codec, start, bytes, rows, entries);
    }
}
