package dev.interlock.provenance.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ranges meet what a set of their positions meets. */
class RangesTest {

    @Test
    void theyMeetWhatASetOfPositionsMeets() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var ranges = new Ranges();
            var positions = new BitSet();
            int first = 0;
            for (int i = 0; i < random.nextInt(20); i++) {
                first += random.nextInt(12);
                int end = first + 1 + random.nextInt(10);
                ranges.add(first, end);
                positions.set(first, end);
            }
            for (int from = 0; from < 260; from++) {
                int to = from + 1 + random.nextInt(5);
                boolean expected = positions.nextSetBit(from) >= 0 && positions.nextSetBit(from) < to;
                assertThat(ranges.meets(from, to)).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    @Test
    void thoseThatTouchBecomeOne() {
        var ranges = new Ranges();
        assertThat(ranges.isEmpty()).isTrue();
        ranges.add(1, 3);
        ranges.add(3, 5);
        ranges.add(4, 5);
        ranges.add(7, 8);
        assertThat(ranges.size()).isEqualTo(2);
        assertThat(ranges.from(0)).isEqualTo(1);
        assertThat(ranges.to(0)).isEqualTo(5);
        assertThat(ranges.meets(5, 7)).isFalse();
    }
}
