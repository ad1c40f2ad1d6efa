package dev.interlock.e2e.attack;

import static dev.interlock.e2e.attack.TokenRequests.request;
import static dev.interlock.e2e.attack.TokenRequests.with;
import static dev.interlock.e2e.attack.TokenRequests.without;
import static dev.interlock.e2e.attack.TokenTarget.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.oauth.DpopKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the authorization server is asked for and does not grant, and what it says about itself. */
class TokenIssueAttackTest {

    private static TokenTarget target;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        target = new TokenTarget(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        target.close();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                request("unsupported_grant_type", "another grant", p -> with(p, "grant_type", "password")),
                request("invalid_request", "no grant", p -> without(p, "grant_type")),
                request("invalid_scope", "a scope", p -> with(p, "scope", "everything")),
                request("invalid_target", "an audience", p -> with(p, "audience", "fix")),
                request("invalid_request", "no resource", p -> without(p, "resource")),
                request(
                        "invalid_target",
                        "somebody else's resource",
                        p -> with(p, "resource", "https://evil.example.com/mcp/fix")),
                request(
                        "invalid_target",
                        "a resource with a fragment",
                        p -> with(p, "resource", TokenTarget.ISSUER + "/mcp/fix#a")),
                request(
                        "invalid_target",
                        "a resource that is not there",
                        p -> with(p, "resource", TokenTarget.ISSUER + "/mcp/none")),
                request("invalid_request", "no subject", p -> without(p, "subject_token")),
                request(
                        "invalid_request",
                        "another type",
                        p -> with(p, "subject_token_type", "urn:ietf:params:oauth:token-type:saml2")),
                request(
                        "invalid_request",
                        "another type asked for",
                        p -> with(p, "requested_token_type", TokenTarget.JWT)),
                request("invalid_grant", "no token", p -> with(p, "subject_token", "abc")),
                request(
                        "invalid_grant",
                        "an unsigned token",
                        p -> with(p, "subject_token", ForgedTokens.unsigned(target.svid("ada")))),
                request(
                        "invalid_grant",
                        "a changed token",
                        p -> with(
                                p,
                                "subject_token",
                                ForgedTokens.changed(target.svid("ada")
                                        .replaceFirst(
                                                "\\.[^.]*\\.",
                                                "."
                                                        + ForgedTokens.encoded(
                                                                "{\"sub\":\"spiffe://example.org/ben\",\"aud\":\""
                                                                        + TokenTarget.ISSUER + "\",\"exp\":9999999999}")
                                                        + ".")))),
                request(
                        "invalid_grant",
                        "a token for somebody else",
                        p -> with(
                                p,
                                "subject_token",
                                target.domain.token(
                                        "/ada", "https://evil.example.com", java.time.Duration.ofMinutes(1)))),
                request("invalid_grant", "nobody's workload", p -> with(p, "subject_token", target.svid("mallory"))),
                request(
                        "invalid_request",
                        "an actor",
                        p -> with(with(p, "actor_token", target.svid("ben")), "actor_token_type", TokenTarget.JWT)),
                request("invalid_request", "no task", p -> without(p, "authorization_details")),
                request("invalid_authorization_details", "no json", p -> with(p, "authorization_details", "x")),
                request(
                        "invalid_authorization_details",
                        "two tasks",
                        p -> with(
                                p,
                                "authorization_details",
                                "[{\"type\":\"interlock_task\",\"intent\":\"all\"},{\"type\":\"interlock_task\",\"intent\":\"all\"}]")),
                request(
                        "invalid_authorization_details",
                        "another type of details",
                        p -> with(p, "authorization_details", "[{\"type\":\"payment\",\"intent\":\"all\"}]")),
                request(
                        "invalid_authorization_details",
                        "a member twice",
                        p -> with(
                                p,
                                "authorization_details",
                                "[{\"type\":\"interlock_task\",\"intent\":\"little\",\"intent\":\"all\"}]")),
                request(
                        "invalid_authorization_details",
                        "there is an unknown member",
                        p -> with(p, "authorization_details", task("all", ",\"actions\":[\"pay\"]"))),
                request(
                        "invalid_authorization_details",
                        "an intent that is not there",
                        p -> with(p, "authorization_details", task("none", ""))),
                request(
                        "invalid_authorization_details",
                        "an object of no type",
                        p -> with(p, "authorization_details", task("all", ",\"objects\":[\"nothing/1\"]"))),
                request(
                        "invalid_authorization_details",
                        "no limits",
                        p -> with(p, "authorization_details", task("all", ",\"limits\":{\"calls\":0}"))),
                request(
                        "invalid_authorization_details",
                        "a task that is not there",
                        p -> with(p, "authorization_details", "[{\"type\":\"interlock_task\",\"task\":\"t-999999\"}]")),
                request(
                        "unauthorized_client",
                        "an agent without an owner",
                        p -> with(p, "subject_token", target.svid("eve"))));
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("requests")
    void whatIsAskedForAndNotGranted(
            String error, String what, Function<Map<String, String>, Map<String, String>> change) {
        RawHttp.Answer answer = target.ask(DpopKey.generate(), change.apply(target.asking("ada", task("all", ""))));

        assertThat(answer.json().path("error").asText())
                .as(answer.json().toString())
                .isEqualTo(error);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().has("access_token")).isFalse();
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void aParameterOccursOnce() {
        Map<String, String> good = target.asking("ada", task("all", ""));
        String twice = TokenTarget.form(good) + "&resource=" + TokenTarget.ISSUER + "/mcp/other";

        RawHttp.Answer answer = target.posted(TokenTarget.TOKEN, twice)
                .add("DPoP", target.proof(DpopKey.generate(), TokenTarget.TOKEN))
                .send();

        assertThat(answer.json().path("error_description").asText()).contains("`resource` occurs more than once");
    }

    @Test
    void aTokenIsBoundToAKeyOrNotIssued() throws Exception {
        String form = TokenTarget.form(target.asking("ada", task("all", "")));

        RawHttp.Answer none = target.posted(TokenTarget.TOKEN, form).send();
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.json().path("error").asText()).isEqualTo("invalid_dpop_proof");
        DpopKey key = DpopKey.generate();
        String proof = target.proof(key, "/oauth/revoke");
        RawHttp.Answer elsewhere =
                target.posted(TokenTarget.TOKEN, form).add("DPoP", proof).send();
        assertThat(elsewhere.json().path("error").asText()).isEqualTo("invalid_dpop_proof");
        assertThat(target.recorded("dpop-uri")).isPositive();
    }

    @Test
    void onlyFormsArePosted() {
        RawHttp json = target.to(TokenTarget.TOKEN)
                .with("Content-Type", "application/json")
                .body("{}");
        assertThat(json.send().status()).isEqualTo(415);
        assertThat(json.method("GET").send().status()).isEqualTo(405);
        assertThat(target.posted(TokenTarget.TOKEN + "?a=b", "a=b").send().status())
                .isEqualTo(400);
        assertThat(target.posted("/oauth/none", "a=b").send().status()).isEqualTo(404);
        assertThat(target.posted(TokenTarget.TOKEN, "a=b")
                        .with("Host", "evil.example.com")
                        .send()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void whoIsNotKnownUsesUpNoProof() {
        String proof = target.proof(DpopKey.generate(), TokenTarget.TOKEN);
        String good = TokenTarget.form(target.asking("ada", task("all", "")));
        String bad = TokenTarget.form(with(target.asking("ada", task("all", "")), "subject_token", "abc"));

        var answers = new ArrayList<String>();
        for (String form : List.of(bad, good, good)) {
            RawHttp.Answer answer =
                    target.posted(TokenTarget.TOKEN, form).add("DPoP", proof).send();
            answers.add(answer.status() + " " + answer.json().path("error").asText());
        }

        assertThat(answers).containsExactly("400 invalid_grant", "200 ", "400 invalid_dpop_proof");
    }

    @ParameterizedTest
    @CsvSource({
        "client_id, ben",
        "client_secret, a-secret",
        "client_assertion, abc",
        "client_assertion_type, urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    })
    void whoAsksAsSomebodyElseGetsNothing(String name, String value) {
        RawHttp.Answer answer =
                target.ask(DpopKey.generate(), with(target.asking("ada", task("all", "")), name, value));

        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_client");
        assertThat(target.ask(DpopKey.generate(), with(target.asking("ada", task("all", "")), "client_id", "ada"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsPublished() {
        JsonNode metadata = target.to("/.well-known/oauth-authorization-server")
                .method("GET")
                .send()
                .json();
        assertThat(metadata.path("issuer").asText()).isEqualTo(TokenTarget.ISSUER);
        assertThat(metadata.path("token_endpoint").asText()).isEqualTo(TokenTarget.ISSUER + "/oauth/token");
        assertThat(metadata.path("grant_types_supported").path(0).asText()).isEqualTo(TokenTarget.EXCHANGE);
        JsonNode resource = target.to("/.well-known/oauth-protected-resource/mcp/fix")
                .method("GET")
                .send()
                .json();
        assertThat(resource.path("resource").asText()).isEqualTo(TokenTarget.ISSUER + "/mcp/fix");
        assertThat(resource.path("authorization_servers").path(0).asText()).isEqualTo(TokenTarget.ISSUER);
        assertThat(resource.path("dpop_bound_access_tokens_required").asBoolean())
                .isTrue();
        JsonNode keys = target.to("/oauth/jwks").method("GET").send().json();
        // The one that signs and the next one, for tasks and for break-glass lanes.
        assertThat(keys.path("keys").size()).isEqualTo(4);
        assertThat(keys.toString()).doesNotContain("\"d\"", "secret");
        assertThat(target.to("/.well-known/oauth-protected-resource/mcp/none")
                        .method("GET")
                        .send()
                        .status())
                .isEqualTo(404);
    }
}
