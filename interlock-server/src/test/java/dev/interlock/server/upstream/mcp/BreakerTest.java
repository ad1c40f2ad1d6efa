package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.upstream.Health;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = new Breaker(now::get);

    private void failTimes(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(breaker.refusal()).isEmpty();
            breaker.failed("http 503");
        }
    }

    @Test
    void onlyFailuresInARowCount() {
        failTimes(Breaker.MAX_FAILURES - 1);
        breaker.succeeded();
        failTimes(Breaker.MAX_FAILURES - 1);
        breaker.abandoned();
        assertThat(breaker.refusal()).isEmpty();
        assertThat(breaker.state()).isEqualTo(Health.State.UP);
        breaker.failed("http 503");
        assertThat(breaker.refusal())
                .contains("the server failed 5 times in a row (http 503); the next attempt is in 1000 ms");
        assertThat(breaker.state()).isEqualTo(Health.State.RESTING);
    }

    @Test
    void oneRequestTriesAndEachFailureRestsLonger() {
        failTimes(Breaker.MAX_FAILURES);
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            now.addAndGet(Duration.ofSeconds(seconds).toNanos() - 1);
            assertThat(breaker.refusal()).as("after %d s", seconds).isPresent();
            now.addAndGet(1);
            assertThat(breaker.state()).isEqualTo(Health.State.TRYING);
            assertThat(breaker.refusal()).isEmpty();
            assertThat(breaker.refusal().orElseThrow()).endsWith("it is being tried");
            breaker.failed("http 503");
        }
        now.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(breaker.refusal()).isEmpty();
        breaker.abandoned();
        assertThat(breaker.refusal())
                .as("nothing was learnt: the next one tries")
                .isEmpty();
        breaker.succeeded();
        assertThat(breaker.refusal()).isEmpty();
        assertThat(breaker.condition()).isEqualTo(Health.Condition.FINE);
    }
}
