package org.halfinverse.io;

import java.io.Serializable;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Where the numbers of one column in one row group of a Parquet file lie.
 *
 * @param path of the file, any Hadoop path
 * @param fileLength of the file, of which it can be seen that it is still the same
 * @param field the column
 * @param codec by which its pages are compressed
 * @param start first byte of its first page
 * @param bytes of all its pages
 * @param rows number of rows, at least 1
 * @param entries number of entries of all rows
 */
record ParquetChunk(
        String path,
        long fileLength,
        ParquetField field,
        CompressionCodecName codec,
        long start,
        long bytes,
        long rows,
        long entries)
        implements Serializable {
    /** Behind its last byte. */
    long end() {
        return start + bytes;
    }
}
