package org.halfinverse.io;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.UnescapedQuoteHandling;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes records that {@link CsvScanner} found apart into cells. */
final class CsvRecords {
    private static final int LONGEST_BUFFER = 1 << 16;

    private final CsvParserSettings settings = new CsvParserSettings();
    private final String path;

    /**
     * For records of one number of cells.
     *
     * @param cells how many
     * @param columns which of them are wanted, in which order
     * @param path of the file, for messages
     */
    CsvRecords(int cells, int[] columns, String path) {
        this.path = path;
        settings.getFormat().setLineSeparator("\n");
        settings.getFormat().setDelimiter(',');
        settings.setCommentProcessingEnabled(false);
        settings.setMaxColumns(cells);
        settings.setMaxCharsPerColumn(-1);
        settings.setUnescapedQuoteHandling(UnescapedQuoteHandling.RAISE_ERROR);
        // Without it quoted cells of columns that are not selected can end in the wrong place.
        settings.setNormalizeLineEndingsWithinQuotes(true);
        Integer[] selected = new Integer[columns.length];
        for (int i = 0; i < columns.length; i++) {
            selected[i] = columns[i];
        }
        settings.selectIndexes(selected);
    }

    /**
     * Takes records apart.
     *
     * @param bytes of whole records
     * @param records how many they are
     * @param consumer is given the cells of each that are wanted, null where there is nothing in it
     */
    void read(byte[] bytes, int records, Consumer consumer) {
        settings.setInputBufferSize(Math.max(1024, Math.min(LONGEST_BUFFER, bytes.length)));
        CsvParser parser = new CsvParser(settings);
        try {
            parser.beginParsing(new StringReader(new String(bytes, StandardCharsets.UTF_8)));
            for (int record = 0; record < records; record++) {
                @Nullable String @Nullable [] cells = parser.parseNext();
                if (cells == null) {
                    throw new DataException(path + " cannot be read as CSV: rows end in other places than lines");
                }
                consumer.accept(record, cells);
            }
            if (parser.parseNext() != null) {
                throw new DataException(path + " cannot be read as CSV: rows end in other places than lines");
            }
        } catch (TextParsingException e) {
            throw new DataException(path + " cannot be read as CSV: " + Storage.reason(e), e);
        }
    }

    /** Is given records one after the other. */
    @FunctionalInterface
    interface Consumer {
        /** Of record number {@code record} the wanted cells. */
        void accept(int record, @Nullable String[] cells);
    }
}
