package dev.interlock.server.jose;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CachesTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    private static final Instant END = NOW.plusSeconds(60);

    private final AtomicInteger asked = new AtomicInteger();
    private final VerificationCache<String> cache = new VerificationCache<>(10);

    private JwtResult<String> verify(String token) {
        asked.incrementAndGet();
        return token.startsWith("bad")
                ? JwtResult.refused(JwtProblem.SIGNATURE, "the token's signature is wrong")
                : JwtResult.ok("proof of " + token);
    }

    private JwtResult<String> get(String token, Instant now) {
        return cache.get(token, now, this::verify, any -> END);
    }

    @Test
    void aSignatureIsCheckedOnceUntilTheTokenExpires() {
        assertThat(get("a", NOW)).isEqualTo(JwtResult.ok("proof of a"));
        assertThat(get("a", END.minusMillis(1))).isEqualTo(JwtResult.ok("proof of a"));
        assertThat(asked).hasValue(1);
        get("a", END);
        assertThat(asked).hasValue(2);
    }

    @Test
    void refusalsAreNotKept() {
        get("bad", NOW);
        assertThat(get("bad", NOW).refusal()).isPresent();
        assertThat(asked).hasValue(2);
    }

    @Test
    void theCacheIsBoundedAndKeepsWhatIsUsed() {
        for (int i = 0; i < 1_000; i++) {
            get("token" + i, NOW);
            get("kept", NOW);
            assertThat(cache.size()).isLessThanOrEqualTo(11);
        }
        assertThat(asked).hasValue(1_001);
    }

    @Test
    void whatOldKeysProvedIsNotKeptWhenTheyChangeMeanwhile() {
        cache.get(
                "a",
                NOW,
                token -> {
                    cache.clear();
                    return JwtResult.ok("by old keys");
                },
                any -> END);
        assertThat(get("a", NOW)).isEqualTo(JwtResult.ok("proof of a"));
        cache.clear();
        get("a", NOW);
        assertThat(asked).hasValue(2);
    }

    @Test
    void anIdIsUsedOnceUntilItsTokenExpires() {
        ReplayCache ids = new ReplayCache(10);
        assertThat(ids.use("party", "issuer", "1", END, NOW)).isEqualTo(ReplayCache.Use.FIRST);
        assertThat(ids.use("party", "issuer", "1", END, NOW)).isEqualTo(ReplayCache.Use.AGAIN);
        assertThat(ids.use("party", "issuer", "1", END, END)).isEqualTo(ReplayCache.Use.AGAIN);
        assertThat(ids.use("party", "other", "1", END, NOW)).isEqualTo(ReplayCache.Use.FIRST);
        assertThat(ids.use("party", "issuer1", "", END, NOW)).isEqualTo(ReplayCache.Use.FIRST);
        assertThat(ids.use("party", "issuer", "1", END.plusSeconds(60), END.plusSeconds(1)))
                .as("the token has expired, and is refused for that")
                .isEqualTo(ReplayCache.Use.FIRST);
    }

    @Test
    void whenTooManyIdsAreInUseNoneIsForgottenAndNoneIsTaken() {
        ReplayCache ids = new ReplayCache(3);
        ids.use("party", "issuer", "1", END, NOW);
        ids.use("party", "issuer", "2", END, NOW);
        assertThat(ids.use("party", "issuer", "3", END, NOW)).isEqualTo(ReplayCache.Use.UNKNOWN);
        assertThat(ids.use("party", "issuer", "1", END, NOW)).isEqualTo(ReplayCache.Use.AGAIN);
        assertThat(ids.use("party", "issuer", "3", END.plusSeconds(60), END.plusSeconds(1)))
                .isEqualTo(ReplayCache.Use.FIRST);
    }

    @Test
    void noPartyTakesTheRoomOfOthers() {
        ReplayCache ids = new ReplayCache(10);
        for (int i = 0; i < 100; i++) {
            ids.use("noisy", "issuer", Integer.toString(i), END, NOW);
        }

        assertThat(ids.use("noisy", "issuer", "more", END, NOW)).isEqualTo(ReplayCache.Use.UNKNOWN);
        assertThat(ids.use("other", "issuer", "one", END, NOW)).isEqualTo(ReplayCache.Use.FIRST);
        assertThat(ids.use("noisy", "issuer", "more", END.plusSeconds(60), END.plusSeconds(1)))
                .as("its tokens have expired, and their room is free")
                .isEqualTo(ReplayCache.Use.FIRST);
    }
}
