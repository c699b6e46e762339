package org.halfinverse.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DataPageV1;
import org.apache.parquet.column.page.DataPageV2;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one column in one row group of a Parquet file, one after the other, decompressed, with every claim compared
 * with the bytes that there are before Parquet's decoders get to see it. No more than one page is in memory.
 */
final class ParquetPages implements PageReader {
    private static final int USUAL_HEADER = 4096;

    /** Headers hold the smallest and the largest value of the page. */
    private static final int LARGEST_HEADER = 1 << 20;

    private final Storage storage;
    private final ParquetChunk chunk;
    private @Nullable DictionaryPage dictionary;

    /** Of the first byte of the next page. */
    private long offset;

    /** Of the first byte of the page before that, or of one that cannot be read. */
    private long pageOffset;

    /** Entries in the pages up to the next. */
    private long entriesBefore;

    /** A page that was found, and not asked for yet. */
    private @Nullable DataPage found;

    /**
     * At the start of a row group.
     *
     * @param storage where its file lies
     * @param chunk the column in it
     */
    ParquetPages(Storage storage, ParquetChunk chunk) {
        this.storage = storage;
        this.chunk = chunk;
        this.offset = chunk.start();
        this.pageOffset = offset;
    }

    /** Of the first byte of the page that was read last, or of one that cannot be read. */
    long pageOffset() {
        return pageOffset;
    }

    /** Number of entries in all pages up to the next that {@link #readPage} returns. */
    long entriesBefore() {
        return found == null ? entriesBefore : entriesBefore - found.getValueCount();
    }

    /** Passes over pages up to that with an entry, which comes next. */
    void skipTo(long entry) throws IOException {
        if (found == null || entriesBefore <= entry) {
            found = next(entry);
        }
    }

    @Override
    public @Nullable DictionaryPage readDictionaryPage() {
        return dictionary;
    }

    /** What is left of them. */
    @Override
    public long getTotalValueCount() {
        return chunk.entries() - entriesBefore();
    }

    @Override
    public DataPage readPage() {
        try {
            DataPage page = found == null ? next(entriesBefore) : found;
            found = null;
            return page;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page with an entry that is not in those before. */
    private DataPage next(long wanted) throws IOException {
        if (offset == chunk.start() && storage.length(chunk.path()) != chunk.fileLength()) {
            throw new DataException(chunk.path() + " has changed while it was in use: it had " + chunk.fileLength()
                    + " bytes and has " + storage.length(chunk.path()));
        }
        try (FSDataInputStream input = storage.open(chunk.path())) {
            while (true) {
                if (offset >= chunk.end()) {
                    throw new IOException(
                            "its pages hold " + entriesBefore + " entries, but its footer states " + chunk.entries());
                }
                DataPage page = readPage(input, wanted);
                if (page != null) {
                    return page;
                }
            }
        }
    }

    /** Reads the page that comes next, or passes over it if it does not hold the wanted entry. */
    private @Nullable DataPage readPage(FSDataInputStream input, long wanted) throws IOException {
        pageOffset = offset;
        PageHeader header = header(input);
        int bodyLength = header.getCompressed_page_size();
        long bodyOffset = offset;
        if (bodyLength < 0 || bodyLength > chunk.end() - bodyOffset) {
            throw new IOException("it claims " + bodyLength + " bytes, but " + (chunk.end() - bodyOffset)
                    + " are left in its row group");
        }
        int entries = entries(header);
        if (entries > chunk.entries() - entriesBefore) {
            throw new IOException(
                    "its pages hold more than the " + chunk.entries() + " entries that its footer states");
        }
        DataPage page = null;
        if (header.isSetDictionary_page_header()) {
            dictionary = dictionary(header, body(input, bodyOffset, header));
        } else if (entries > 0 && wanted < entriesBefore + entries) {
            page = header.isSetData_page_header()
                    ? first(header, body(input, bodyOffset, header))
                    : second(header, body(input, bodyOffset, header));
        }
        entriesBefore += entries;
        offset = bodyOffset + bodyLength;
        return page;
    }

    /** Parses the header of the next page, and goes on behind it. */
    private PageHeader header(FSDataInputStream input) throws IOException {
        for (int most = USUAL_HEADER; ; most *= 16) {
            byte[] start = new byte[(int) Math.min(most, chunk.end() - offset)];
            input.readFully(offset, start);
            ByteArrayInputStream bytes = new ByteArrayInputStream(start);
            try {
                PageHeader header = BoundedThrift.pageHeader(bytes);
                offset += start.length - bytes.available();
                return header;
            } catch (IOException e) {
                if (start.length < most || most >= LARGEST_HEADER) {
                    throw e;
                }
            }
        }
    }

    private static int entries(PageHeader header) throws IOException {
        int entries = 0;
        if (header.isSetData_page_header()) {
            entries = header.getData_page_header().getNum_values();
        } else if (header.isSetData_page_header_v2()) {
            entries = header.getData_page_header_v2().getNum_values();
        }
        if (entries < 0) {
            throw new IOException("it claims " + entries + " entries");
        }
        return entries;
    }

    private byte[] body(FSDataInputStream input, long at, PageHeader header) throws IOException {
        int length = header.getCompressed_page_size();
        if (length > Runtime.getRuntime().maxMemory() / 4) {
            throw new IOException("it has " + length + " bytes, more than a quarter of the memory");
        }
        byte[] body = new byte[length];
        input.readFully(at, body);
        if (header.isSetCrc()) {
            CRC32 crc = new CRC32();
            crc.update(body);
            if ((int) crc.getValue() != header.getCrc()) {
                throw new IOException("its checksum is not that of its content");
            }
        }
        return body;
    }

    private DataPage first(PageHeader header, byte[] body) throws IOException {
        DataPageHeader page = header.getData_page_header();
        int entries = page.getNum_values();
        byte[] bytes = PageCodec.decompressed(chunk.codec(), body, 0, header.getUncompressed_page_size());
        ByteBuffer content = ByteBuffer.wrap(bytes);
        Encoding repetitions = encoding(page.getRepetition_level_encoding());
        Encoding definitions = encoding(page.getDefinition_level_encoding());
        Encoding values = encoding(page.getEncoding());
        PageClaims.levels(content, repetitions, chunk.field().list() ? 1 : 0, entries);
        PageClaims.levels(content, definitions, chunk.field().entryLevel(), entries);
        PageClaims.values(content.slice(), values, entries);
        return new DataPageV1(BytesInput.from(bytes), entries, bytes.length, none(), repetitions, definitions, values);
    }

    private DataPage second(PageHeader header, byte[] body) throws IOException {
        DataPageHeaderV2 page = header.getData_page_header_v2();
        int entries = page.getNum_values();
        ByteBuffer bytes = ByteBuffer.wrap(body);
        ByteBuffer repetitions = PageClaims.part(bytes, page.getRepetition_levels_byte_length());
        ByteBuffer definitions = PageClaims.part(bytes, page.getDefinition_levels_byte_length());
        int levels = bytes.position();
        CompressionCodecName used = page.isIs_compressed() ? chunk.codec() : CompressionCodecName.UNCOMPRESSED;
        byte[] content = PageCodec.decompressed(used, body, levels, header.getUncompressed_page_size() - levels);
        Encoding values = encoding(page.getEncoding());
        PageClaims.runs(repetitions.slice(), 1, entries);
        PageClaims.runs(
                definitions.slice(), BytesUtils.getWidthFromMaxInt(chunk.field().entryLevel()), entries);
        PageClaims.values(ByteBuffer.wrap(content), values, entries);
        return DataPageV2.uncompressed(
                page.getNum_rows(),
                page.getNum_nulls(),
                entries,
                BytesInput.from(repetitions),
                BytesInput.from(definitions),
                values,
                BytesInput.from(content),
                none());
    }

    private DictionaryPage dictionary(PageHeader header, byte[] body) throws IOException {
        byte[] bytes = PageCodec.decompressed(chunk.codec(), body, 0, header.getUncompressed_page_size());
        int count = header.getDictionary_page_header().getNum_values();
        if (count < 0 || count > bytes.length / itemBytes()) {
            throw new IOException("it claims " + count + " numbers in " + bytes.length + " bytes");
        }
        return new DictionaryPage(
                BytesInput.from(bytes),
                count,
                encoding(header.getDictionary_page_header().getEncoding()));
    }

    /** At the least; values of any length have their length before them. */
    private int itemBytes() {
        return switch (chunk.field().type()) {
            case DOUBLE, INT64 -> Long.BYTES;
            case FIXED_LEN_BYTE_ARRAY -> Math.max(1, chunk.field().typeLength());
            case INT96 -> Long.BYTES + Integer.BYTES;
            case FLOAT, INT32, BINARY, BOOLEAN -> Integer.BYTES;
        };
    }

    private static Encoding encoding(org.apache.parquet.format.@Nullable Encoding encoding) throws IOException {
        if (encoding == null) {
            throw new IOException("it holds numbers in an unknown encoding");
        }
        return Encoding.valueOf(encoding.name());
    }

    private static Statistics<?> none() {
        return Statistics.createStats(
                new PrimitiveType(Type.Repetition.REQUIRED, PrimitiveType.PrimitiveTypeName.DOUBLE, "none"));
    }
}
