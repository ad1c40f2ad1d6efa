package dev.interlock.engine.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {

    private static final BigDecimal TEN = BigDecimal.TEN;

    @Test
    void ofAWindowIsSpentWhenAllHasPassedAndNothingIsOpen() {
        var series = new Series(true);
        series.open(1, TEN, 0);
        series.succeed(1, TEN, 100, 0);
        series.open(2, TEN, 0);

        assertThat(series.isSpent(100)).isFalse();
        assertThat(series.total(100)).isEqualByComparingTo(TEN);
        series.fail(2);
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
}
