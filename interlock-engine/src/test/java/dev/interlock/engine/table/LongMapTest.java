package dev.interlock.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongMapTest {

    @Test
    void agreesWithAHashMapWhateverIsPutAndRemoved() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            int range = 1 << (3 + seed % 8);
            var map = new LongMap();
            var expected = new HashMap<Long, Integer>();
            for (int step = 0; step < 4_000; step++) {
                long key = key(random, range);
                if (random.nextInt(3) == 0) {
                    map.remove(key);
                    expected.remove(key);
                } else {
                    int value = random.nextInt();
                    map.put(key, value == LongMap.ABSENT ? 0 : value);
                    expected.put(key, value == LongMap.ABSENT ? 0 : value);
                }
                long asked = key(random, range);
                assertThat(map.get(asked)).isEqualTo(expected.getOrDefault(asked, LongMap.ABSENT));
            }
            assertThat(map.size()).isEqualTo(expected.size());
            assertThat(contents(map)).isEqualTo(expected);
        }
    }

    /** Runs of neighbours, negative keys, and keys that differ in their high half only. */
    private static long key(Random random, int range) {
        long low = random.nextInt(range);
        return switch (random.nextInt(3)) {
            case 0 -> low;
            case 1 -> low << 32 | 7;
            default -> -low;
        };
    }

    @Test
    void takesAsManyAsExpectedWithoutGrowing() {
        var map = new LongMap(1_000);
        int capacity = map.capacity();
        for (long key = 0; key < 1_000; key++) {
            map.put(key, 1);
        }
        assertThat(map.capacity()).isEqualTo(capacity);
    }

    @Test
    void theSameOperationsGiveTheSameBytesAndReadBack() throws IOException {
        var one = filled();
        assertThat(bytes(one)).isEqualTo(bytes(filled()));
        var read = new LongMap();
        read.read(new DataInputStream(new ByteArrayInputStream(bytes(one))));
        assertThat(contents(read)).isEqualTo(contents(one));
        read.put(5_000, 1);
        one.put(5_000, 1);
        assertThat(bytes(read)).isEqualTo(bytes(one));
    }

    private static LongMap filled() {
        var map = new LongMap();
        for (long key = 0; key < 300; key++) {
            map.put(key * 37, (int) key);
        }
        for (long key = 0; key < 300; key += 2) {
            map.remove(key * 37);
        }
        return map;
    }

    private static byte[] bytes(LongMap map) throws IOException {
        var bytes = new ByteArrayOutputStream();
        map.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Map<Long, Integer> contents(LongMap map) {
        var contents = new HashMap<Long, Integer>();
        for (int place = 0; place < map.capacity(); place++) {
            if (map.valueAt(place) != LongMap.ABSENT) {
                contents.put(map.keyAt(place), map.valueAt(place));
            }
        }
        return contents;
    }
}
