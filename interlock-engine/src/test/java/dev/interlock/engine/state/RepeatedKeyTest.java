package dev.interlock.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A key that is recorded again is the latest: others are forgotten before it. */
class RepeatedKeyTest {

    private static Event.CallDecided decided(long call, String key) {
        return new Event.CallDenied(
                call,
                1,
                HoldTableTest.SOMEBODY,
                HoldTableTest.FACTS,
                List.of(),
                OptionalLong.empty(),
                Optional.of(new ExternalRequest(
                        "mesh", OptionalLong.empty(), Optional.of(new ExternalRequest.Request(key, "sha-256:1")))));
    }

    @Test
    void aQuestionUnderAKeyOfBeforeIsRememberedAsTheLatest() {
        var asks = new Asks();
        asks.decided(decided(1, "first"), false);
        asks.decided(decided(2, "second"), false);
        asks.decided(decided(3, "first"), false);
        for (int i = 0; i < Asks.MOST_REMEMBERED - 1; i++) {
            asks.decided(decided(4 + i, "id-" + i), false);
        }
        assertThat(asks.find("mesh", "second")).isEmpty();
        assertThat(asks.find("mesh", "first")).map(Asks.Known::call).contains(3L);
    }

    @Test
    void anObservationUnderAnIdOfBeforeIsRememberedAsTheLatest() {
        var observations = new Observations();
        observations.add("feed", "first", 1);
        observations.add("feed", "second", 2);
        observations.add("feed", "first", 3);
        for (int i = 0; i < Observations.MOST_REMEMBERED - 1; i++) {
            observations.add("feed", "id-" + i, 4 + i);
        }
        assertThat(observations.find("feed", "second")).isEmpty();
        assertThat(observations.find("feed", "first")).hasValue(3);
    }
}
