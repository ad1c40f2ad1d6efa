package dev.interlock.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.replay.read.Place;
import dev.interlock.server.replay.read.TraceEvent;
import org.junit.jupiter.api.Test;

class RecentTest {

    @Test
    void theLatestCallsAreDescribedAndOlderOnesForgotten() {
        var recent = new Recent();
        assertThat(recent.describe(1)).isEmpty();
        int calls = Recent.KEPT * 2 + 7;
        for (int i = 0; i < calls; i++) {
            recent.add(3L * i, new Place("log", i), "ann", "xes/a", i % 2 == 0 ? 1_000L * i : TraceEvent.NO_TIME);
            if (i == 2) {
                assertThat(recent.describe(0)).contains("xes/a by ann at 1970-01-01T00:00:00Z (log:0)");
                assertThat(recent.describe(3)).contains("xes/a by ann (log:1)");
            }
        }
        int oldest = calls - Recent.KEPT;
        for (int i = oldest; i < calls; i += 997) {
            assertThat(recent.describe(3L * i))
                    .hasValueSatisfying(text -> assertThat(text).startsWith("xes/a by ann"));
            assertThat(recent.describe(3L * i + 1)).isEmpty();
        }
        assertThat(recent.describe(3L * (calls - 1)))
                .hasValueSatisfying(text -> assertThat(text).endsWith("(log:" + (calls - 1) + ")"));
        assertThat(recent.describe(3L * oldest)).isPresent();
        assertThat(recent.describe(3L * (oldest - 1))).isEmpty();
    }
}
