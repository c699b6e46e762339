package org.halfinverse.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvIndexTest {
    /** Row i begins at byte 3 i + 7 here, and the last of the places before it is not far, however many rows there are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 256, 257, 4096, 4097, 100_000, 1_000_003})
    void placesStayFewAndEvenlyApart(long rows) {
        for (int most : new int[] {2, 16, 17, 1 << 14}) {
            CsvIndex index = new CsvIndex(most);
            for (long row = 0; row < rows; row++) {
                index.add(row, 3 * row + 7);
            }
            long spacing = 256;
            while ((rows + spacing - 1) / spacing > most) {
                spacing *= 2;
            }
            Set<Long> places = new HashSet<>();
            for (long row = 0; row < rows; row += 1 + row / 1000) {
                CsvIndex.Position place = index.before(row);
                assertEquals(row - row % spacing, place.row());
                assertEquals(3 * place.row() + 7, place.offset());
                places.add(place.row());
            }
            assertTrue(places.size() <= most, places.size() + " places");
        }
    }
}
