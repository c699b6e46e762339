package org.halfinverse.io;

import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How CSV files are written.
 *
 * @param separator of cells
 * @param decimal what stands before the fraction of a number
 */
public record CsvFormat(byte separator, byte decimal) implements Serializable {
    /** Cells separated by commas, numbers with a point. */
    public static final CsvFormat COMMAS = new CsvFormat((byte) ',', (byte) '.');

    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|', ' ');

    private static final int CERTAIN = 3;

    /** How much of a file tells its format. */
    private static final int SAMPLE_BYTES = 1 << 16;

    /** Which may as well be whole numbers as {@code 1,234.0} is written in English. */
    private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2}(,\\d{3})+");

    /**
     * The format of files that are written alike. Where it is not said, the separator is the first of comma, semicolon, tab,
     * bar and blank that divides the first rows into equally many cells, of which the first ones are all numbers or one is the
     * name of a component; else the first of them but the blank that divides them into equally many cells, or at all. The
     * decimal sign is a comma if numbers in these rows have one that does not look like that between thousands, and none
     * has a point.
     *
     * @param storage where they lie
     * @param paths of the files; the first that is not empty tells
     * @param told what is known about them
     * @return the format
     * @throws DataException if a file cannot be read
     */
    static CsvFormat recognize(Storage storage, List<String> paths, CsvOptions told) {
        if (told.separator().isPresent() && told.decimal().isPresent()) {
            return of(told.separator().get(), told.decimal().get());
        }
        for (String path : paths) {
            if (storage.length(path) > 0) {
                return recognize(storage, path, told);
            }
        }
        return COMMAS;
    }

    private static CsvFormat recognize(Storage storage, String path, CsvOptions told) {
        CsvFormat likeliest = COMMAS;
        int best = -1;
        for (char separator : told.separator().map(List::of).orElse(SEPARATORS)) {
            Sample sample = Sample.of(storage, path, (byte) separator);
            CsvFormat format = of(separator, told.decimal().orElse(sample.decimal()));
            int evidence = sample.evidence(format);
            if (evidence == CERTAIN) {
                return format;
            }
            if (evidence > best) {
                likeliest = format;
                best = evidence;
            }
        }
        return likeliest;
    }

    private static CsvFormat of(char separator, char decimal) {
        return new CsvFormat((byte) separator, (byte) decimal);
    }

    /** What the start of a file looks like if cells are separated in some way. */
    private static final class Sample {
        private int cells;
        private boolean even = true;
        private boolean names;
        private boolean points = true;
        private boolean commas = true;
        private boolean decimalPoint;
        private boolean decimalComma;

        static Sample of(Storage storage, String path, byte separator) {
            Sample sample = new Sample();
            return storage.read(path, path, input -> {
                try {
                    CsvReader reader = new CsvReader(input, separator, path);
                    while (reader.offset() < SAMPLE_BYTES && reader.next()) {
                        sample.add(reader);
                    }
                } catch (DataException e) {
                    return sample; // opening the file in the format that is chosen says it again
                }
                return sample;
            });
        }

        private void add(CsvReader record) {
            boolean first = cells == 0;
            cells = first ? record.cells() : cells;
            even &= record.cells() == cells;
            for (int cell = 0; cell < record.cells(); cell++) {
                String text = record.text(cell);
                boolean point = CsvNumber.parse(text, '.').isPresent();
                boolean comma = CsvNumber.parse(text, ',').isPresent();
                decimalPoint |= point && !comma;
                decimalComma |= comma && !point && !THOUSANDS.matcher(text).matches();
                if (first) {
                    names |= CsvHeader.isComponent(text);
                    points &= point;
                    commas &= comma;
                }
            }
        }

        char decimal() {
            return decimalComma && !decimalPoint ? ',' : '.';
        }

        /** How much speaks for a format: more than nothing only if there are several cells. */
        int evidence(CsvFormat format) {
            if (cells > 1 && even && (names || (format.decimal == ',' ? commas : points))) {
                return CERTAIN;
            }
            if (cells < 2 || format.separator == ' ') {
                return 0;
            }
            return even ? 2 : 1;
        }
    }
}
