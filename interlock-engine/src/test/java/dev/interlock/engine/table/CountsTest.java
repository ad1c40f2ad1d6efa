package dev.interlock.engine.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CountsTest {

    @Test
    void countsAsAMapDoes() {
        var random = new Random(1);
        var counts = new Counts();
        Map<Integer, Long> expected = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            int id = random.nextInt(100);
            // Around the bound at which a count moves between byte and map, and far beyond it.
            long next = random.nextInt(4) == 0 ? random.nextLong(1L << 40) : 250 + random.nextInt(10);
            counts.set(id, next);
            expected.put(id, next);
            int other = random.nextInt(150);
            assertEquals(expected.getOrDefault(other, 0L), counts.get(other));
        }
    }

    @Test
    void nothingIsCountedBelowZero() {
        var counts = new Counts();
        assertThrows(IllegalArgumentException.class, () -> counts.set(3, -1));
    }
}
