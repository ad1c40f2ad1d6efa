package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.oauth.DpopKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens for tasks, stolen, forged and shown where they do not belong: refused, recorded, and nothing reaches a server. */
class TokenDoorAttackTest {

    private static final String DOOR = "/mcp/fix";
    private static TokenTarget target;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        target = new TokenTarget(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        target.close();
    }

    @Test
    void aTokenIsGoodForItsTaskWhoeverNamesIt() {
        Held held = target.token("ada");

        assertThat(target.call(held, "meta").send().status()).isEqualTo(200);
        JsonNode decision = TokenTarget.decision(
                target.call(held, "meta").add("Interlock-Task", held.task()).send());
        assertThat(decision.path("verdict").asText()).isEqualTo("permitted");
    }

    @Test
    void theServerBehindSeesNeitherTokenNorProof() {
        Held held = target.token("ada");
        int before = target.upstream.bodies.size();
        RawHttp call = target.call(held, "meta").add("X-Token", held.token());

        assertThat(TokenTarget.decision(call.send()).path("verdict").asText()).isEqualTo("permitted");

        assertThat(target.upstream.bodies.size()).isGreaterThan(before);
        String signature = held.token().substring(held.token().lastIndexOf('.') + 1);
        for (var headers : target.upstream.headers) {
            assertThat(headers.keySet()).doesNotContain("Authorization", "Dpop", "X-token", "Cookie");
            assertThat(headers.values().toString()).doesNotContain(signature);
        }
        for (byte[] body : target.upstream.bodies) {
            assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain(signature);
        }
    }

    @Test
    void aTaskThatIsThereCanBeJoinedWithANewKey() {
        Held first = target.token("ada");
        DpopKey key = DpopKey.generate();
        String join = "[{\"type\":\"interlock_task\",\"task\":\"" + first.task() + "\"}]";
        Held second = TokenTarget.held(target.ask(key, target.asking("ada", join)), key);

        assertThat(second.task()).isEqualTo(first.task());
        assertThat(target.call(second, "meta").send().status()).isEqualTo(200);
        assertThat(target.ask(key, target.asking("ben", join))
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("invalid_authorization_details");
    }

    @Test
    void whatATokenSays() {
        Held held = target.token("ada");
        String claims =
                new String(Base64.getUrlDecoder().decode(held.token().split("\\.", -1)[1]), StandardCharsets.UTF_8);

        JsonNode said = dev.interlock.server.fixture.Trees.object(claims.getBytes(StandardCharsets.UTF_8));
        assertThat(said.path("iss").asText()).isEqualTo(TokenTarget.ISSUER);
        assertThat(said.path("aud").asText()).isEqualTo(TokenTarget.ISSUER + DOOR);
        assertThat(said.path("sub").asText()).isEqualTo("ada");
        assertThat(said.path("cnf").path("jkt").asText()).isEqualTo(held.key().thumbprint());
        assertThat(said.path("task").asText()).isEqualTo(held.task());
        assertThat(said.path("authorization_details").path(0).path("intent").asText())
                .isEqualTo("all");
        // Five minutes, and one second more if a second ends between the two readings of the clock.
        assertThat(said.path("exp").asLong() - said.path("iat").asLong()).isBetween(290L, 301L);
    }

    private static Arguments attack(String reason, String error, Function<Held, RawHttp> request) {
        return Arguments.of(reason, error, request);
    }

    private static RawHttp shown(Held held, String scheme, String... proofs) {
        RawHttp request = target.call(DOOR, "meta").add("Authorization", scheme + " " + held.token());
        for (String proof : proofs) {
            request = request.add("DPoP", proof);
        }
        return request;
    }

    private static String proof(Held held, String method, String address, String ofToken) {
        return held.key().proof(method, address, Optional.of(ofToken), Optional.of(target.nonce()), Instant.now());
    }

    private static RawHttp forged(Held held, String token) {
        Held other = new Held(token, held.task(), held.key());
        return shown(other, "DPoP", target.proof(other, DOOR));
    }

    static Stream<Arguments> attacks() {
        String address = TokenTarget.ISSUER + DOOR;
        return Stream.of(
                attack("dpop-missing", "invalid_dpop_proof", held -> shown(held, "DPoP")),
                attack("token-scheme", "invalid_token", held -> shown(held, "Bearer", target.proof(held, DOOR))),
                attack("token-scheme", "invalid_token", held -> shown(held, "Bearer")),
                attack(
                        "dpop-several",
                        "invalid_dpop_proof",
                        held -> shown(held, "DPoP", target.proof(held, DOOR), target.proof(held, DOOR))),
                attack(
                        "dpop-key-mismatch",
                        "invalid_token",
                        held -> shown(
                                held,
                                "DPoP",
                                target.proof(new Held(held.token(), held.task(), DpopKey.generate()), DOOR))),
                attack(
                        "dpop-method",
                        "invalid_dpop_proof",
                        held -> shown(held, "DPoP", proof(held, "GET", address, held.token()))),
                attack(
                        "dpop-uri",
                        "invalid_dpop_proof",
                        held -> shown(
                                held, "DPoP", proof(held, "POST", TokenTarget.ISSUER + "/mcp/other", held.token()))),
                attack(
                        "dpop-token-hash",
                        "invalid_dpop_proof",
                        held -> shown(
                                held,
                                "DPoP",
                                proof(held, "POST", address, target.token("ben").token()))),
                attack(
                        "dpop-time",
                        "invalid_dpop_proof",
                        held -> shown(
                                held,
                                "DPoP",
                                held.key()
                                        .proof(
                                                "POST",
                                                address,
                                                Optional.of(held.token()),
                                                Optional.of(target.nonce()),
                                                Instant.now().minusSeconds(600)))),
                attack(
                        "token-audience",
                        "invalid_token",
                        held -> target.call("/mcp/other", "meta")
                                .add("Authorization", "DPoP " + held.token())
                                .add("DPoP", target.proof(held, "/mcp/other"))),
                attack(
                        "token-audience",
                        "invalid_token",
                        held -> target.call("/mcp", "fix_meta")
                                .add("Authorization", "DPoP " + held.token())
                                .add("DPoP", target.proof(held, "/mcp"))),
                attack("token-signature", "invalid_token", held -> forged(held, ForgedTokens.changed(held.token()))),
                attack("token-signature", "invalid_token", held -> forged(held, ForgedTokens.unsigned(held.token()))),
                attack("token-malformed", "invalid_token", held -> forged(held, "abc")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void whatIsShownAndDoesNotBelong(String reason, String error, Function<Held, RawHttp> request) throws Exception {
        Held held = target.token("ada");
        RawHttp attack = request.apply(held);
        long before = target.forwarded();

        TokenTarget.isRefused(attack.send(), error);

        assertThat(target.forwarded()).isEqualTo(before);
        assertThat(target.recorded(reason)).as("in the record").isPositive();
        assertThat(target.call(held, "meta").send().status())
                .as("the holder goes on")
                .isEqualTo(200);
    }

    @Test
    void aProofIsTakenOnce() throws Exception {
        Held held = target.token("ada");
        RawHttp call = target.call(held, "meta");
        assertThat(call.send().status()).isEqualTo(200);
        long before = target.forwarded();

        TokenTarget.isRefused(call.send(), "invalid_dpop_proof");

        assertThat(target.forwarded()).isEqualTo(before);
        assertThat(target.recorded("dpop-replayed")).isPositive();
    }

    @Test
    void aFloodOfTheSameIsFewEntries() throws Exception {
        Held held = target.token("ada");
        RawHttp call = shown(held, "Bearer");
        long before = target.recorded("token-scheme");
        for (int i = 0; i < 30; i++) {
            TokenTarget.isRefused(call.send(), "invalid_token");
        }
        // One, or two where a minute ends meanwhile.
        assertThat(target.recorded("token-scheme") - before).isBetween(1L, 2L);
    }

    @Test
    void withoutANonceTheNextOneIsTold() {
        Held held = target.token("ada");
        String proof = held.key()
                .proof("POST", TokenTarget.ISSUER + DOOR, Optional.of(held.token()), Optional.empty(), Instant.now());

        RawHttp.Answer answer = shown(held, "DPoP", proof).send();

        TokenTarget.isRefused(answer, "use_dpop_nonce");
        String next = held.key()
                .proof(
                        "POST",
                        TokenTarget.ISSUER + DOOR,
                        Optional.of(held.token()),
                        answer.header("DPoP-Nonce"),
                        Instant.now());
        assertThat(shown(held, "DPoP", next).send().status()).isEqualTo(200);
    }

    @Test
    void aTokenEndsWithItsTask() throws Exception {
        Held held = target.token("ada");
        assertThat(target.call(held, "meta").send().status()).isEqualTo(200);
        RawHttp.Answer closed = target.to("/v1/tasks/" + held.task() + "/close")
                .add("Authorization", "Bearer " + target.svid("ada"))
                .send();
        assertThat(closed.status()).isEqualTo(200);
        RawHttp late = target.call(held, "meta");
        long before = target.forwarded();

        TokenTarget.isRefused(late.send(), "invalid_token");

        assertThat(target.forwarded()).isEqualTo(before);
        assertThat(target.recorded("token-ended")).isPositive();
    }

    @Test
    void aTokenIsForItsTaskAlone() throws Exception {
        Held held = target.token("ada");
        Held another = target.token("ada");
        RawHttp call = target.call(held, "meta").add("Interlock-Task", another.task());
        long before = target.forwarded();
        JsonNode decision = TokenTarget.decision(call.send());

        assertThat(decision.path("verdict").asText()).isEqualTo("denied");
        assertThat(decision.path("code").asText()).isEqualTo("token-for-another-task");
        assertThat(target.forwarded()).isEqualTo(before);
        assertThat(target.recorded("TOKEN_FOR_ANOTHER_TASK")).isPositive();
    }

    @Test
    void nobodyIsToldWhereToGetAToken() {
        RawHttp.Answer answer = target.call(DOOR, "meta").send();

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate").orElse(""))
                .contains("Bearer realm=\"interlock\", resource_metadata=\"" + TokenTarget.ISSUER
                        + "/.well-known/oauth-protected-resource/mcp/fix\"")
                .contains("DPoP realm=\"interlock\", algs=\"ES256 EdDSA PS256\"");
    }
}
