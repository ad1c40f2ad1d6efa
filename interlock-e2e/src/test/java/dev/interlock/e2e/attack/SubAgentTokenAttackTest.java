package dev.interlock.e2e.attack;

import static dev.interlock.e2e.attack.TokenRequests.request;
import static dev.interlock.e2e.attack.TokenRequests.with;
import static dev.interlock.e2e.attack.TokenRequests.without;
import static dev.interlock.e2e.attack.TokenTarget.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.oauth.DpopKey;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that an agent gets below the task of another: never more than is above it, nor without its word. */
class SubAgentTokenAttackTest {

    private static TokenTarget target;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        target = new TokenTarget(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        target.close();
    }

    private static Map<String, String> below(Held above, String actor, String details) {
        Map<String, String> parameters = target.asking(actor, details);
        parameters.put("actor_token", parameters.get("subject_token"));
        parameters.put("actor_token_type", TokenTarget.JWT);
        parameters.put("subject_token", above.token());
        parameters.put("subject_token_type", TokenTarget.ACCESS);
        parameters.put(
                "subject_token_proof",
                above.key()
                        .delegation(
                                actor,
                                TokenTarget.ISSUER + TokenTarget.TOKEN,
                                above.token(),
                                target.nonce(),
                                Instant.now()));
        return parameters;
    }

    @Test
    void aSubAgentGetsATaskBelow() {
        Held above = target.token("ada");
        DpopKey key = DpopKey.generate();

        Held held = TokenTarget.held(target.ask(key, below(above, "ben", task("little", ""))), key);

        assertThat(held.task()).isNotEqualTo(above.task());
        assertThat(target.call(held, "meta").send().status()).isEqualTo(200);
        assertThat(target.to("/v1/tasks/" + above.task() + "/close")
                        .add("Authorization", "Bearer " + target.svid("ada"))
                        .send()
                        .status())
                .isEqualTo(200);
        TokenTarget.isRefused(target.call(held, "meta").send(), "invalid_token");
    }

    static Stream<Arguments> delegations() {
        return Stream.of(
                request(
                        "invalid_authorization_details",
                        "more than above",
                        p -> with(p, "authorization_details", task("all", ""))),
                request("invalid_request", "without a proof", p -> without(p, "subject_token_proof")),
                request("invalid_request", "without an actor", p -> without(p, "actor_token")),
                request("invalid_grant", "another actor", p -> with(p, "actor_token", target.svid("ada"))),
                request("invalid_grant", "somebody else's token", p -> with(p, "subject_token", target.svid("ada"))),
                request(
                        "invalid_dpop_proof",
                        "another token of the same agent",
                        p -> with(p, "subject_token", target.token("ada").token())),
                request(
                        "invalid_dpop_proof",
                        "a proof of the thief's",
                        p -> with(
                                p,
                                "subject_token_proof",
                                DpopKey.generate()
                                        .delegation(
                                                "ben",
                                                TokenTarget.ISSUER + TokenTarget.TOKEN,
                                                p.get("subject_token"),
                                                target.nonce(),
                                                Instant.now()))),
                request(
                        "invalid_authorization_details",
                        "the task above itself",
                        p -> with(p, "authorization_details", "[{\"type\":\"interlock_task\",\"task\":\"t-1\"}]")));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("delegations")
    void whatASubAgentDoesNotGet(String error, String what, Function<Map<String, String>, Map<String, String>> change) {
        Held above = target.token("ada");

        RawHttp.Answer answer = target.ask(DpopKey.generate(), change.apply(below(above, "ben", task("little", ""))));

        assertThat(answer.json().path("error").asText())
                .as(answer.json().toString())
                .isEqualTo(error);
    }

    @Test
    void aSubAgentGetsNoTokenForAServerThatTheOneAboveIsNotFor() {
        Held above = target.token("ada");
        Map<String, String> parameters =
                with(below(above, "ben", task("little", "")), "resource", TokenTarget.ISSUER + "/mcp/other");

        JsonNode refused = target.ask(DpopKey.generate(), parameters).json();

        assertThat(refused.path("error").asText()).as(refused.toString()).isEqualTo("invalid_target");
    }

    @Test
    void anEndedTokenStartsNobody() {
        Held above = target.token("ada");
        Map<String, String> parameters = below(above, "ben", task("little", ""));
        assertThat(target.posted("/oauth/revoke", TokenTarget.form(Assertions.about(above.token(), Assertions.good())))
                        .send()
                        .status())
                .isEqualTo(200);

        assertThat(target.ask(DpopKey.generate(), parameters)
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("invalid_grant");
    }
}
