package dev.interlock.engine.kept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls that count towards a limit on a key: open ones, and those that succeeded in the window. */
class SeriesTest {

    private static final BigDecimal TEN = BigDecimal.TEN;

    private static final int KEY = 7;
    private static final int CHILD = 8;

    @Test
    void ofAWindowIsSpentWhenAllHasPassedAndNothingIsOpen() {
        var series = new Series(true);
        series.open(1, KEY, TEN, 0);
        series.settle(1, KEY, TEN, 100, 0);
        series.open(2, KEY, TEN, 0);

        assertThat(series.isSpent(100)).isFalse();
        assertThat(series.total(100)).isEqualByComparingTo(TEN);
        series.fail(2, KEY);
        assertThat(series.isSpent(100)).isTrue();
        assertThat(series.total(100)).isEqualByComparingTo(BigDecimal.ZERO);
    }

    @Test
    void insideTheWindowItIsNotSpent() {
        var series = new Series(true);
        series.succeed(1, TEN, 100, 0);
        assertThat(series.isSpent(99)).isFalse();
        assertThat(series.total(99)).isEqualByComparingTo(TEN);
    }

    @Test
    void withoutAWindowTheTotalLastsThoughCallsAreForgotten() {
        var series = new Series(false);
        for (int call = 1; call <= 100; call++) {
            series.succeed(call, TEN, call, Long.MIN_VALUE);
        }
        assertThat(series.isSpent(Long.MIN_VALUE)).isFalse();
        assertThat(series.total(Long.MIN_VALUE)).isEqualByComparingTo("1000");
        List<Long> recent = new ArrayList<>();
        series.mostRecent(Long.MIN_VALUE, 3, recent);
        assertThat(recent).containsExactly(100L, 99L, 98L);
    }

    @Test
    void whatAnotherHasIsAddedAsOftenAsItCounts() {
        var child = new Series(true);
        child.succeed(1, TEN, 50, 0);
        child.succeed(4, TEN, 90, 0);
        child.open(5, CHILD, TEN, 0);
        var parent = new Series(true);
        parent.succeed(2, TEN, 50, 0);
        parent.succeed(3, TEN, 80, 0);
        parent.open(5, KEY, TEN, 1);
        parent.addAll(child);

        assertThat(parent.total(0)).isEqualByComparingTo("60");
        assertThat(parent.total(0, call -> call == 5)).isEqualByComparingTo("40");
        assertThat(parent.openTiers(call -> false).sorted()).containsExactly(0, 1);
        assertThat(recent(parent)).containsExactly(4L, 3L, 2L, 1L);
        parent.settle(5, KEY, TEN, 95, 0);
        parent.settle(5, CHILD, TEN, 95, 0);
        assertThat(recent(parent)).containsExactly(5L, 5L, 4L, 3L, 2L, 1L);
        assertThat(parent.total(50)).isEqualByComparingTo("40");
        assertThat(parent.total(95)).isEqualByComparingTo("0");
        assertThat(child.total(0)).as("is left as it was").isEqualByComparingTo("30");
    }

    @Test
    void whatFailsCountsNoMoreHoweverOftenItDid() {
        var child = new Series(false);
        child.open(5, CHILD, TEN, 0);
        var parent = new Series(false);
        parent.open(5, KEY, TEN, 0);
        parent.addAll(child);
        parent.fail(5, KEY);
        assertThat(parent.total(Long.MIN_VALUE)).isEqualByComparingTo("10");
        parent.fail(5, CHILD);
        assertThat(parent.total(Long.MIN_VALUE)).isEqualByComparingTo("0");
        assertThat(parent.isSpent(Long.MIN_VALUE)).isTrue();
    }

    @Test
    void whatIsDoneInPartCountsWithWhatWasDone() {
        var parent = new Series(false);
        parent.open(5, KEY, TEN, 0);
        var child = new Series(false);
        child.open(5, CHILD, TEN, 0);
        parent.addAll(child);
        parent.settle(5, CHILD, BigDecimal.ONE, 95, 0);
        assertThat(parent.total(Long.MIN_VALUE)).isEqualByComparingTo("11");
        parent.fail(5, KEY);
        assertThat(parent.total(Long.MIN_VALUE)).isEqualByComparingTo("1");
    }

    @Test
    void atOneTimeTheGreaterNumberIsTheMoreRecent() {
        var series = new Series(true);
        series.open(1, KEY, TEN, 0);
        series.open(2, KEY, TEN, 0);
        series.settle(2, KEY, TEN, 10, 0);
        series.settle(1, KEY, TEN, 10, 0);
        assertThat(recent(series)).containsExactly(2L, 1L);
    }

    @Test
    void atOneTimeTheGreaterNumberIsTheMoreRecentInWhicheverOrderTheySettle() {
        var series = new Series(true);
        series.succeed(1, TEN, 10, 0);
        series.succeed(2, TEN, 10, 0);
        series.succeed(4, TEN, 10, 0);
        series.succeed(3, TEN, 10, 0);
        series.succeed(0, TEN, 11, 0);
        assertThat(recent(series)).containsExactly(0L, 4L, 3L, 2L, 1L);
    }

    @Test
    void whatLiesAtTheEndOfTheWindowIsOutside() {
        var series = new Series(true);
        series.succeed(1, TEN, 10, 0);
        series.succeed(2, BigDecimal.ONE, 20, 0);
        for (long after : new long[] {9, 10, 19, 20}) {
            List<Long> found = new ArrayList<>();
            series.mostRecent(after, 16, found);
            assertThat(found).isEqualTo(after < 10 ? List.of(2L, 1L) : after < 20 ? List.of(2L) : List.of());
            assertThat(series.total(after)).isEqualByComparingTo(after < 10 ? "11" : after < 20 ? "1" : "0");
        }
    }

    @Test
    void withoutAWindowNothingIsTooOld() {
        var series = new Series(false);
        series.succeed(1, TEN, 10, 100);
        assertThat(series.total(10)).isEqualByComparingTo(TEN);
        List<Long> found = new ArrayList<>();
        series.mostRecent(10, 16, found);
        assertThat(found).containsExactly(1L);
        assertThat(series.isSpent(100)).isFalse();
    }

    @Test
    void theMostRecentFillAListUpToItsBound() {
        var series = new Series(true);
        for (int call = 1; call <= 30; call++) {
            series.succeed(call, TEN, call, 0);
        }
        List<Long> found = new ArrayList<>(List.of(77L));
        series.mostRecent(0, 3, found);
        assertThat(found).containsExactly(77L, 30L, 29L);
        series.mostRecent(0, 3, found);
        assertThat(found).hasSize(3);
        series.mostRecent(0, 99, found);
        assertThat(found).as("in a window all of them").hasSize(33);
    }

    @Test
    void withoutAWindowAsManyAreKeptAsThereAreWitnesses() {
        var series = new Series(false);
        for (int call = 1; call <= 30; call++) {
            series.succeed(call, TEN, call, 0);
        }
        List<Long> found = new ArrayList<>();
        series.mostRecent(0, 99, found);
        assertThat(found).hasSize(Series.MOST_RECENT).startsWith(30L).endsWith(15L);
    }

    @Test
    void openCallsAreToldInTheOrderOfTheirReservation() {
        var series = new Series(true);
        series.open(1, KEY, TEN, 2);
        series.open(2, KEY, TEN, 0);
        series.open(3, KEY, TEN, 1);
        List<Long> all = new ArrayList<>();
        series.openCalls(all);
        List<Long> others = new ArrayList<>();
        series.openCalls(call -> call == 2, others);
        assertThat(all).containsExactly(1L, 2L, 3L);
        assertThat(others).containsExactly(1L, 3L);
        assertThat(series.openTiers(call -> call == 1)).containsExactly(0, 1);
    }

    @Test
    void aCallThatCountsTwiceOnAKeyLeavesItTwice() {
        var child = new Series(true);
        child.open(5, KEY, TEN, 0);
        var parent = new Series(true);
        parent.open(5, KEY, BigDecimal.ONE, 0);
        parent.open(6, KEY, BigDecimal.ONE, 0);
        parent.addAll(child);
        parent.fail(5, KEY);
        assertThat(parent.total(0)).isEqualByComparingTo("1");
        parent.fail(5, KEY);
        assertThat(parent.total(0)).as("is not there any more").isEqualByComparingTo("1");
    }

    @Test
    void aSettlementForgetsWhatHasPassed() throws IOException {
        var series = new Series(true);
        series.succeed(1, TEN, 10, 0);
        int one = bytes(series).length;
        series.succeed(2, TEN, 20, 10);
        assertThat(bytes(series)).hasSize(one);
        series.open(3, KEY, TEN, 0);
        series.settle(3, KEY, TEN, 30, 20);
        assertThat(bytes(series)).hasSize(one);
        assertThat(series.total(20)).isEqualByComparingTo(TEN);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itIsReadAsItWasWritten(boolean windowed) throws IOException {
        var series = new Series(windowed);
        series.succeed(1, new BigDecimal("10.50"), 10, 0);
        series.succeed(2, TEN, 20, 0);
        series.open(3, KEY, BigDecimal.ONE, 2);
        series.open(4, CHILD, new BigDecimal("0.25"), 1);
        byte[] saved = bytes(series);

        Series again = series.likeThis();
        var in = new DataInputStream(new ByteArrayInputStream(saved));
        again.read(in);

        assertThat(in.available()).isZero();
        assertThat(bytes(again)).isEqualTo(saved);
        assertThat(again.total(0)).isEqualByComparingTo("21.75");
        assertThat(again.total(10)).isEqualByComparingTo(windowed ? "11.25" : "21.75");
        assertThat(recent(again)).containsExactly(2L, 1L);
        List<Long> open = new ArrayList<>();
        again.openCalls(open);
        assertThat(open).containsExactly(3L, 4L);
        assertThat(again.openTiers(call -> false)).containsExactly(2, 1);
        again.fail(4, KEY);
        again.fail(4, CHILD);
        assertThat(again.total(0)).isEqualByComparingTo("21.5");
    }

    private static byte[] bytes(Series series) throws IOException {
        var bytes = new ByteArrayOutputStream();
        series.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static List<Long> recent(Series series) {
        List<Long> recent = new ArrayList<>();
        series.mostRecent(0, 16, recent);
        return recent;
    }
}
