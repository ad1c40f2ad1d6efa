package dev.interlock.server.identity.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Challenges for passkeys: how many there are, and whose. */
final class PasskeyChallengesTest {

    private final PasskeyChallenges challenges = new PasskeyChallenges(new SecureRandom());

    @Test
    void whoeverAsksForManyEndsTheirOwnAlone() {
        String ofVera = challenges.issue("vera", "hold", 0);
        String first = challenges.issue("mallory", "hold", 0);
        String last = Stream.generate(() -> challenges.issue("mallory", "hold", 0))
                .limit(20_000)
                .reduce((before, after) -> after)
                .orElseThrow();

        assertThat(challenges.use(first, "mallory", "hold", 1)).isFalse();
        assertThat(challenges.use(last, "mallory", "hold", 1)).isTrue();
        assertThat(challenges.use(ofVera, "vera", "hold", 1)).isTrue();
    }
}
