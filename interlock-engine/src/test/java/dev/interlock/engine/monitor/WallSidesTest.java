package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.table.ActorTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The two most recent sides against a list of all there was. */
class WallSidesTest {

    private static final long WINDOW = 50;

    private record Touch(int ofClass, int value, int dataset, long call, long settled, long time) {}

    private final List<Touch> all = new ArrayList<>();

    private static int value(Random random) {
        return random.nextInt(-2, 6);
    }

    private Touch touch(Random random, long settled, long time) {
        return new Touch(random.nextInt(3), value(random), random.nextInt(4), settled - 1, settled, time);
    }

    private void add(WallSides sides, Touch touch) {
        sides.add(touch.ofClass, new int[] {touch.value}, touch.dataset, touch.call, touch.settled, touch.time);
    }

    private void assertSame(WallSides sides, int ofClass, int value, int dataset, long after) {
        Touch expected = null;
        for (Touch touch : all) {
            if (touch.ofClass == ofClass
                    && Touched.differ(dataset, touch.dataset)
                    && touch.time > after
                    && !new ActorTable(List.of()).surelyDiffer(value, touch.value)) {
                expected = touch;
            }
        }
        WallSides.Side side = sides.mostRecentOther(ofClass, new int[] {value}, dataset, after);
        if (expected == null) {
            assertThat(side).isNull();
        } else {
            assertThat(side).isEqualTo(new WallSides.Side(expected.call, expected.dataset, expected.settled));
        }
    }

    @Test
    void agreeWithAllHistoryAndGoOnAfterReadingBack() throws IOException {
        var random = new Random(3);
        var sides = new WallSides();
        long now = 0;
        for (long settled = 2; settled < 8_000; settled += 2) {
            now += random.nextInt(20) == 0 ? WINDOW : random.nextInt(4);
            Touch touch = touch(random, settled, now);
            all.add(touch);
            add(sides, touch);
            sides.sweep(now - WINDOW);
            if (settled % 500 == 0) {
                byte[] saved = bytes(sides);
                sides = new WallSides();
                sides.read(new DataInputStream(new ByteArrayInputStream(saved)));
                assertThat(bytes(sides)).isEqualTo(saved);
            }
            for (int i = 0; i < 5; i++) {
                int value = random.nextInt(8) == 0 ? ActorTable.FRESH : random.nextInt(-1, 6);
                assertSame(sides, random.nextInt(4), value, random.nextInt(-1, 5), now - WINDOW + random.nextInt(20));
            }
        }
    }

    @Test
    void valuesThatBecomeOneAgreeWithAllHistory() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var sides = new WallSides();
            all.clear();
            for (long settled = 2; settled < 60; settled += 2) {
                Touch touch = touch(random, settled, settled);
                all.add(touch);
                add(sides, touch);
                if (settled % 20 == 0) {
                    int to = random.nextInt(3);
                    int from = to + 1 + random.nextInt(2);
                    sides.merge(from, to);
                    all.replaceAll(one -> one.value == from
                            ? new Touch(one.ofClass, to, one.dataset, one.call, one.settled, one.time)
                            : one);
                }
                for (int i = 0; i < 10; i++) {
                    int value = random.nextInt(-1, 6);
                    assertSame(sides, random.nextInt(3), value, random.nextInt(4), random.nextLong(settled));
                }
            }
        }
    }

    @Test
    void whatIsExpiredMakesRoom() throws IOException {
        var sides = new WallSides();
        for (int value = 0; value < 100; value++) {
            sides.add(0, new int[] {value}, 1, value, value, 0);
        }
        int full = bytes(sides).length;
        for (int value = 100; value < 20_000; value++) {
            sides.sweep(value - 20);
            sides.add(0, new int[] {value}, 1, value, value, value);
        }
        assertThat(bytes(sides).length).isLessThan(2 * full);
        assertThat(sides.mostRecentOther(0, new int[] {0}, 2, Long.MIN_VALUE)).isNull();
        assertThat(sides.mostRecentOther(0, new int[] {19_999}, 2, Long.MIN_VALUE))
                .isNotNull();
    }

    @Test
    void withoutWindowNothingIsForgotten() {
        var sides = new WallSides();
        for (int value = 0; value < 100; value++) {
            sides.add(0, new int[] {value}, 1, value, value, value);
            sides.sweep(Long.MIN_VALUE);
        }
        for (int value = 0; value < 100; value++) {
            assertThat(sides.mostRecentOther(0, new int[] {value}, 2, Long.MIN_VALUE))
                    .isNotNull();
        }
    }

    @Test
    void theLastCallOnEachOfTwoDatasetsIsGivenMostRecentFirst() {
        var sides = new WallSides();
        sides.add(3, new int[] {7}, 5, 10, 11, 100);
        assertThat(lastTwo(sides, 3, 7, 99)).containsExactly(new WallSides.Side(10, 5, 11));
        sides.add(3, new int[] {7}, 6, 12, 13, 200);
        sides.add(3, new int[] {7}, 6, 14, 15, 300);
        sides.add(3, new int[] {ActorTable.UNKNOWN}, 4, 16, 17, 400);

        var last = new WallSides.Side(14, 6, 15);
        assertThat(lastTwo(sides, 3, 7, 99)).containsExactly(last, new WallSides.Side(10, 5, 11));
        assertThat(lastTwo(sides, 3, 7, 100)).containsExactly(last);
        assertThat(lastTwo(sides, 3, 7, 299)).containsExactly(last);
        assertThat(lastTwo(sides, 3, 7, 300)).isEmpty();
        assertThat(lastTwo(sides, 3, ActorTable.UNKNOWN, 0)).containsExactly(new WallSides.Side(16, 4, 17));
        assertThat(lastTwo(sides, 3, ActorTable.NOT_APPLICABLE, 0)).isEmpty();
        assertThat(lastTwo(sides, 3, ActorTable.FRESH, 0)).isEmpty();
        assertThat(lastTwo(sides, 3, 8, 0)).isEmpty();
        assertThat(lastTwo(sides, 4, 7, 0)).isEmpty();
    }

    @Test
    void aClassIsKnownWhileAnythingInItIs() {
        var sides = new WallSides();
        assertThat(classes(sides)).isEmpty();
        sides.add(3, new int[] {7}, 5, 10, 11, 100);
        sides.add(1, new int[] {7}, 5, 12, 13, 200);
        assertThat(classes(sides)).containsExactly(1, 3);
        for (int sweep = 0; sweep < 4; sweep++) {
            sides.sweep(100);
        }
        assertThat(classes(sides)).as("without what expired").containsExactly(1);
    }

    @Test
    void ofTwoValuesThatBecomeOneWhatWasSettledLaterStaysWheneverItHappened() {
        var sides = new WallSides();
        sides.add(0, new int[] {1}, 5, 10, 11, 900);
        sides.add(0, new int[] {2}, 6, 20, 21, 8);
        sides.add(0, new int[] {2}, 7, 30, 31, 9);
        sides.merge(1, 2);
        assertThat(lastTwo(sides, 0, 2, 0))
                .containsExactly(new WallSides.Side(30, 7, 31), new WallSides.Side(20, 6, 21));
        assertThat(lastTwo(sides, 0, 1, 0)).as("nobody has it any more").isEmpty();
    }

    @Test
    void valuesThatBecomeOneLeaveRoom() throws IOException {
        var sides = new WallSides();
        sides.add(0, new int[] {1}, 5, 10, 11, 100);
        sides.add(0, new int[] {2}, 6, 20, 21, 200);
        int two = bytes(sides).length;
        sides.merge(1, 2);
        sides.add(0, new int[] {3}, 5, 30, 31, 300);
        assertThat(bytes(sides)).hasSize(two);
    }

    @Test
    void whatIsExactlyAsOldAsTheWindowMakesRoom() throws IOException {
        for (long expired : new long[] {99, 100}) {
            var sides = new WallSides();
            sides.sweep(expired); // nothing is there yet
            sides.add(0, new int[] {1}, 5, 10, 11, 100);
            int one = bytes(sides).length;
            sides.sweep(expired);
            sides.add(0, new int[] {2}, 6, 20, 21, 200);
            if (expired == 100) {
                assertThat(bytes(sides)).hasSize(one);
            } else {
                assertThat(bytes(sides)).hasSizeGreaterThan(one);
            }
            assertThat(lastTwo(sides, 0, 2, 0)).containsExactly(new WallSides.Side(20, 6, 21));
        }
    }

    private static List<WallSides.Side> lastTwo(WallSides sides, int ofClass, int value, long after) {
        var found = new ArrayList<WallSides.Side>();
        sides.addTwo(ofClass, value, after, found);
        return found;
    }

    private static Set<Integer> classes(WallSides sides) {
        var found = new TreeSet<Integer>();
        sides.addClasses(found);
        return found;
    }

    private static byte[] bytes(WallSides sides) throws IOException {
        var bytes = new ByteArrayOutputStream();
        sides.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
