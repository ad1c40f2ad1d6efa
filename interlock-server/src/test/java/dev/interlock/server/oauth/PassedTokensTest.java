package dev.interlock.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that an enforcement point outside passes on. */
class PassedTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final String ISSUER = "https://gateway.example.com";
    private static final String MESH = "/access/v1/callers/mesh";

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final Set<Long> live = new HashSet<>(Set.of(7L));
    private TaskTokens tokens;
    private PassedTokens passed;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        var keys = new TokenKeys(
                SigningKeys.open(folder, Algorithm.ED25519, NOW, new SecureRandom()),
                SigningKeys.openForLanes(folder, Algorithm.ED25519, NOW, new SecureRandom()));
        tokens = new TaskTokens(() -> ISSUER, new Resources(Set.of("erp"), Set.of(), Set.of("mesh", "other")), keys);
        passed = new PassedTokens(tokens, (lease, millis) -> live.contains(lease), now::get);
    }

    private static TaskToken token(String resource, OptionalLong lane) {
        return new TaskToken(
                7, 3, "ada", resource, new TaskToken.Binding.Key("thumbprint"), NOW.plusSeconds(300), lane);
    }

    private String minted(TaskToken token) {
        return tokens.mint(token, Json.array(), NOW);
    }

    private PassedTokens.Outcome.Refused refused(String by, String text) {
        return (PassedTokens.Outcome.Refused) passed.check(by, text);
    }

    @Test
    void whatIsForTheEnforcementPointCountsOfATaskAndOfALane() {
        for (OptionalLong lane : Set.of(OptionalLong.empty(), OptionalLong.of(2))) {
            TaskToken token = token(MESH, lane);
            assertThat(passed.check("mesh", minted(token)))
                    .isEqualTo(new PassedTokens.Outcome.Counts(new PassedTokens.Holder(
                            token.agent(), token.binding().runtime(), token.task(), token.lease())));
        }
    }

    @Test
    void whatIsForAnybodyElseDoesNot() {
        for (String resource : Set.of("/mcp", "/mcp/erp", "/access/v1/callers/other")) {
            TaskToken token = token(resource, OptionalLong.empty());
            PassedTokens.Outcome.Refused refused = refused("mesh", minted(token));
            assertThat(refused.reason()).isEqualTo("token-audience");
            assertThat(refused.lease()).hasValue(token.lease());
        }
        // Nor for one that may not pass tokens on.
        assertThat(refused("gone", minted(token("/access/v1/callers/gone", OptionalLong.empty())))
                        .reason())
                .isEqualTo("token-audience");
    }

    @Test
    void whatHasEndedDoesNot() {
        String text = minted(token(MESH, OptionalLong.of(2)));
        live.clear();
        PassedTokens.Outcome.Refused ended = refused("mesh", text);
        assertThat(ended.reason()).isEqualTo("token-ended");
        assertThat(ended.lease()).isPresent();
        now.set(NOW.plusSeconds(300));
        assertThat(refused("mesh", text).reason()).isEqualTo("token-expired");
    }

    @Test
    void whatNobodyHereSignedIsNobodys() {
        String text = minted(token(MESH, OptionalLong.empty()));
        String forged = text.substring(0, text.lastIndexOf('.') + 1) + "A".repeat(86);
        PassedTokens.Outcome.Refused refused = refused("mesh", forged);
        assertThat(refused.reason()).isEqualTo("token-signature");
        assertThat(refused.lease()).isEmpty();
        assertThat(refused.message()).doesNotContain(forged, text);
        assertThat(refused("mesh", "x").reason()).isEqualTo("token-malformed");
    }
}
