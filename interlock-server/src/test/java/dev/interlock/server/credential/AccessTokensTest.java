package dev.interlock.server.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.JwtRules;
import dev.interlock.server.jose.SigningKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verified as an API does that has our published keys alone. */
class AccessTokensTest extends CredentialEngineConformance {

    private static final String AUDIENCE = "https://orders.internal";

    @TempDir
    Path folder;

    private SigningKeys keys() throws IOException {
        return SigningKeys.open(folder, Algorithm.ED25519, Instant.now(), new SecureRandom());
    }

    @Override
    protected CredentialEngine open() throws IOException {
        return new AccessTokens(
                keys(),
                new AccessTokens.Settings(
                        "https://interlock.example.com", AUDIENCE, new TreeMap<>(Map.of("scope", "orders:read"))),
                InstantSource.system());
    }

    private JwtResult<Claims> verified(Issued issued, String audience) throws IOException {
        return JwtRules.ofType("at+jwt")
                .withIssuer("https://interlock.example.com")
                .withAudiences(Set.of(audience))
                .verify(issued.bare().orElseThrow(), keys().keys(), Instant.now());
    }

    @Override
    protected boolean usable(Issued issued) throws IOException {
        return verified(issued, AUDIENCE) instanceof JwtResult.Ok<Claims>;
    }

    @Test
    void aTokenIsForOneApiOneTaskAndTheTimeOfItsLease() throws Exception {
        Grant grant = grant();
        Issued issued = open().issue(grant);
        assertThat(verified(issued, AUDIENCE).toOptional()).hasValueSatisfying(claims -> {
            assertThat(claims.subject()).hasValue("clerk");
            assertThat(claims.text("task")).hasValue("t-7");
            assertThat(claims.id()).hasValue("lease-" + grant.lease());
            assertThat(claims.text("scope")).hasValue("orders:read");
            assertThat(claims.expires().orElseThrow()).isBeforeOrEqualTo(grant.expires());
        });
        assertThat(verified(issued, "https://others.internal")).isNotInstanceOf(JwtResult.Ok.class);
    }

    @Test
    void whoSetsAClaimOfOursIsRefused() {
        assertThatThrownBy(
                        () -> new AccessTokens.Settings("https://i", "https://a", new TreeMap<>(Map.of("sub", "root"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
