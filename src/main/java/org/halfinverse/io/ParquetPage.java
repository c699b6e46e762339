package org.halfinverse.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;

/** The entries of a data page of a Parquet file, one after the other: two levels and, if it is there, a number. */
final class ParquetPage {
    private final int entries;
    private final Optional<HybridNumbers> repetitions;
    private final Optional<HybridNumbers> definitions;
    private final PageValues values;
    private int done;

    private ParquetPage(
            int entries, Optional<HybridNumbers> repetitions, Optional<HybridNumbers> definitions, PageValues values) {
        this.entries = entries;
        this.repetitions = repetitions;
        this.definitions = definitions;
        this.values = values;
    }

    /**
     * Number of entries of a page.
     *
     * @param header of any page
     * @return the number, 0 if it is no data page
     * @throws IOException if it claims a negative number
     */
    static int entries(PageHeader header) throws IOException {
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

    /**
     * A data page, its first version or its second.
     *
     * @param header with the one or the other
     * @param body all bytes behind the header
     * @param field the column
     * @param codec of the column
     * @param dictionary of the row group, empty if it has none
     * @return the page at its start
     * @throws IOException if it is damaged
     */
    static ParquetPage of(PageHeader header, byte[] body, ParquetField field, PageCodec codec, double[] dictionary)
            throws IOException {
        return header.isSetData_page_header()
                ? first(header, body, field, codec, dictionary)
                : second(header, body, field, codec, dictionary);
    }

    private static ParquetPage first(
            PageHeader header, byte[] body, ParquetField field, PageCodec codec, double[] dictionary)
            throws IOException {
        DataPageHeader page = header.getData_page_header();
        ByteBuffer bytes = littleEndian(codec.decompressed(body, 0, header.getUncompressed_page_size()));
        Optional<HybridNumbers> repetitions =
                field.list() ? Optional.of(levels(bytes, page.getRepetition_level_encoding(), 1)) : Optional.empty();
        Optional<HybridNumbers> definitions = field.entryLevel() > 0
                ? Optional.of(levels(bytes, page.getDefinition_level_encoding(), bits(field.entryLevel())))
                : Optional.empty();
        PageValues values = PageValues.of(page.getEncoding(), bytes, field.itemBytes(), dictionary);
        return new ParquetPage(page.getNum_values(), repetitions, definitions, values);
    }

    /** Levels with their length before them. */
    private static HybridNumbers levels(ByteBuffer bytes, Encoding encoding, int width) throws IOException {
        if (encoding != Encoding.RLE) {
            throw new IOException("it holds levels in encoding " + encoding);
        }
        if (bytes.remaining() < Integer.BYTES) {
            throw new IOException("it ends before its levels");
        }
        return new HybridNumbers(part(bytes, bytes.getInt()), width);
    }

    private static ParquetPage second(
            PageHeader header, byte[] body, ParquetField field, PageCodec codec, double[] dictionary)
            throws IOException {
        DataPageHeaderV2 page = header.getData_page_header_v2();
        ByteBuffer bytes = littleEndian(body);
        ByteBuffer repetitions = part(bytes, page.getRepetition_levels_byte_length());
        ByteBuffer definitions = part(bytes, page.getDefinition_levels_byte_length());
        int levels = bytes.position();
        PageCodec used = page.isIs_compressed() ? codec : PageCodec.UNCOMPRESSED;
        byte[] numbers = used.decompressed(body, levels, header.getUncompressed_page_size() - levels);
        return new ParquetPage(
                page.getNum_values(),
                field.list() ? Optional.of(new HybridNumbers(repetitions, 1)) : Optional.empty(),
                field.entryLevel() > 0
                        ? Optional.of(new HybridNumbers(definitions, bits(field.entryLevel())))
                        : Optional.empty(),
                PageValues.of(page.getEncoding(), littleEndian(numbers), field.itemBytes(), dictionary));
    }

    private static ByteBuffer part(ByteBuffer bytes, int length) throws IOException {
        if (length < 0 || length > bytes.remaining()) {
            throw new IOException("it claims levels of " + length + " bytes, where " + bytes.remaining() + " are left");
        }
        ByteBuffer part = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return part;
    }

    /** How many bits a level takes. */
    private static int bits(int highest) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(highest);
    }

    /**
     * The numbers of a dictionary page.
     *
     * @param header with that of a dictionary
     * @param body all bytes behind the header
     * @param itemBytes 8 for double, 4 for float
     * @param codec of the column
     * @return the numbers, widened if they are floats
     * @throws IOException if it is damaged
     */
    static double[] dictionary(PageHeader header, byte[] body, int itemBytes, PageCodec codec) throws IOException {
        ByteBuffer bytes = littleEndian(codec.decompressed(body, 0, header.getUncompressed_page_size()));
        int count = header.getDictionary_page_header().getNum_values();
        if (count < 0 || count > bytes.remaining() / itemBytes) {
            throw new IOException("it claims " + count + " numbers in " + bytes.remaining() + " bytes");
        }
        PageValues values = new PageValues.Plain(bytes, itemBytes);
        double[] dictionary = new double[count];
        for (int i = 0; i < count; i++) {
            dictionary[i] = values.next();
        }
        return dictionary;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of entries that were not yet gone to. */
    int left() {
        return entries - done;
    }

    /** Goes to the next entry, and says whether a row starts with it. */
    boolean nextStartsRow() throws IOException {
        done++;
        return repetitions.isEmpty() || repetitions.get().next() == 0;
    }

    /** The definition level of this entry, once, given the one of a column in which nothing can be missing. */
    int definition(int certain) throws IOException {
        return definitions.isEmpty() ? certain : definitions.get().next();
    }

    /** The number of this entry, once, if it is there. */
    double value() throws IOException {
        return values.next();
    }
}
