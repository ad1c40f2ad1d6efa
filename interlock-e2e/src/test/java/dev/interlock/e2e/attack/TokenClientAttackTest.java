package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.oauth.DpopKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that clients ask about, and that they or their holders take back; and who is no client. */
class TokenClientAttackTest {

    private static TokenTarget target;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        target = new TokenTarget(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        target.close();
    }

    private static RawHttp.Answer introspect(String token, String assertion) {
        return target.posted("/oauth/introspect", TokenTarget.form(Assertions.about(token, assertion)))
                .send();
    }

    @Test
    void aClientIsToldWhetherATokenCounts() {
        Held held = target.token("ada");

        JsonNode said = introspect(held.token(), Assertions.good()).json();
        assertThat(said.path("active").asBoolean()).isTrue();
        assertThat(said.path("sub").asText()).isEqualTo("ada");
        assertThat(said.path("token_type").asText()).isEqualTo("DPoP");
        assertThat(said.path("cnf").path("jkt").asText()).isEqualTo(held.key().thumbprint());
        for (String none : List.of(
                "abc", ForgedTokens.changed(held.token()), ForgedTokens.unsigned(held.token()), target.svid("ada"))) {
            assertThat(introspect(none, Assertions.good()).json()).hasToString("{\"active\":false}");
        }
    }

    static Stream<String> assertions() {
        Instant now = Instant.now();
        return Stream.of(
                Assertions.byAnotherKey(),
                Assertions.with(claims -> claims.issuer("somebody")),
                Assertions.with(claims -> claims.subject("somebody")),
                Assertions.with(claims -> claims.audience("https://evil.example.com")),
                Assertions.with(claims -> claims.audience(List.of(TokenTarget.ISSUER, "https://evil.example.com"))),
                Assertions.with(claims -> claims.expirationTime(null)),
                Assertions.with(claims -> claims.expirationTime(java.util.Date.from(now.minusSeconds(60)))),
                Assertions.with(claims -> claims.expirationTime(java.util.Date.from(now.plusSeconds(3_600)))),
                Assertions.with(claims -> claims.jwtID(null)),
                "abc");
    }

    @ParameterizedTest
    @MethodSource("assertions")
    void whoIsNoClientIsToldNothing(String assertion) {
        RawHttp.Answer answer = introspect(target.token("ada").token(), assertion);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_client");
        assertThat(answer.json().has("active")).isFalse();
    }

    @Test
    void anAssertionIsTakenOnce() throws Exception {
        String assertion = Assertions.good();
        assertThat(introspect("abc", assertion).status()).isEqualTo(200);
        assertThat(introspect("abc", assertion).status()).isEqualTo(401);
        assertThat(target.recorded("client-replayed")).isPositive();
    }

    @Test
    void nobodyFindsOutWhichClientsThereAre() {
        String known = introspect("abc", ForgedTokens.withoutKeyId(Assertions.byAnotherKey()))
                .json()
                .toString();
        String unknown = introspect(
                        "abc", ForgedTokens.withoutKeyId(Assertions.with(claims -> claims.issuer("somebody"))))
                .json()
                .toString();

        assertThat(known).contains("invalid_client").isEqualTo(unknown);
    }

    @Test
    void aHolderGivesItsTokenBack() {
        Held held = target.token("ada");
        String form = TokenTarget.form(Map.of("token", held.token()));
        Held thief = new Held(held.token(), held.task(), DpopKey.generate());

        assertThat(target.posted("/oauth/revoke", form)
                        .add("DPoP", target.proof(thief, "/oauth/revoke"))
                        .send()
                        .status())
                .isEqualTo(400);
        assertThat(target.call(held, "meta").send().status()).isEqualTo(200);
        assertThat(target.posted("/oauth/revoke", form)
                        .add("DPoP", target.proof(held, "/oauth/revoke"))
                        .send()
                        .status())
                .isEqualTo(200);
        TokenTarget.isRefused(target.call(held, "meta").send(), "invalid_token");
        assertThat(introspect(held.token(), Assertions.good()).json()).hasToString("{\"active\":false}");
    }

    @Test
    void aClientTakesATokenBack() {
        Held held = target.token("ada");

        for (String token : List.of(held.token(), held.token(), "abc")) {
            RawHttp.Answer answer = target.posted(
                            "/oauth/revoke", TokenTarget.form(Assertions.about(token, Assertions.good())))
                    .send();
            assertThat(answer.status()).isEqualTo(200);
        }
        TokenTarget.isRefused(target.call(held, "meta").send(), "invalid_token");
    }
}
