package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    private static List<Long> recent(Series series) {
        List<Long> recent = new ArrayList<>();
        series.mostRecent(0, 16, recent);
        return recent;
    }
}
