package dev.interlock.server.attack;

import static dev.interlock.server.attack.TokenTarget.task;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.attack.TokenTarget.Held;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.oauth.DpopKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Tokens for tasks, stolen, forged and shown where they do not belong: refused, recorded, and nothing reaches a server. */
class TokenAttackTest {

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

    /** How often the record says that something was refused for this reason. */
    private static long recorded(String reason) throws Exception {
        return target.record().stream()
                .filter(each -> each.event().toString().contains(reason))
                .count();
    }

    private static void isRefused(RawHttp.Answer answer, String error) {
        assertThat(answer.status())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate").orElse(""))
                .startsWith("DPoP ")
                .contains("error=\"" + error + "\"")
                .contains("resource_metadata=\"" + TokenTarget.ISSUER + "/.well-known/oauth-protected-resource");
    }

    // --- as it is meant

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
        assertThat(said.path("exp").asLong() - said.path("iat").asLong()).isBetween(290L, 300L);
    }

    // --- at the doors

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

    private static String changed(String token) {
        String[] parts = token.split("\\.", -1);
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"sub\":\"ada\"", "\"sub\":\"ben\"");
        return parts[0] + "." + encoded(claims) + "." + parts[2];
    }

    private static String unsigned(String token) {
        return encoded("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + token.split("\\.", -1)[1] + ".";
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
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
                attack("token-signature", "invalid_token", held -> forged(held, changed(held.token()))),
                attack("token-signature", "invalid_token", held -> forged(held, unsigned(held.token()))),
                attack("token-malformed", "invalid_token", held -> forged(held, "abc")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void whatIsShownAndDoesNotBelong(String reason, String error, Function<Held, RawHttp> request) throws Exception {
        Held held = target.token("ada");
        RawHttp attack = request.apply(held);
        long before = target.forwarded();

        isRefused(attack.send(), error);

        assertThat(target.forwarded()).isEqualTo(before);
        assertThat(recorded(reason)).as("in the record").isPositive();
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

        isRefused(call.send(), "invalid_dpop_proof");

        assertThat(target.forwarded()).isEqualTo(before);
        assertThat(recorded("dpop-replayed")).isPositive();
    }

    @Test
    void aFloodOfTheSameIsFewEntries() throws Exception {
        Held held = target.token("ada");
        RawHttp call = shown(held, "Bearer");
        long before = recorded("token-scheme");
        for (int i = 0; i < 30; i++) {
            isRefused(call.send(), "invalid_token");
        }
        // One, or two where a minute ends meanwhile.
        assertThat(recorded("token-scheme") - before).isBetween(1L, 2L);
    }

    @Test
    void withoutANonceTheNextOneIsTold() {
        Held held = target.token("ada");
        String proof = held.key()
                .proof("POST", TokenTarget.ISSUER + DOOR, Optional.of(held.token()), Optional.empty(), Instant.now());

        RawHttp.Answer answer = shown(held, "DPoP", proof).send();

        isRefused(answer, "use_dpop_nonce");
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

        isRefused(late.send(), "invalid_token");

        assertThat(target.forwarded()).isEqualTo(before);
        assertThat(recorded("token-ended")).isPositive();
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
        assertThat(recorded("TOKEN_FOR_ANOTHER_TASK")).isPositive();
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

    // --- at the authorization server

    private static Arguments request(
            String error, String what, Function<Map<String, String>, Map<String, String>> change) {
        return Arguments.of(error, what, change);
    }

    private static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        parameters.put(name, value);
        return parameters;
    }

    private static Map<String, String> without(Map<String, String> parameters, String name) {
        parameters.remove(name);
        return parameters;
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
                        p -> with(p, "subject_token", unsigned(target.svid("ada")))),
                request(
                        "invalid_grant",
                        "a changed token",
                        p -> with(
                                p,
                                "subject_token",
                                changed(target.svid("ada")
                                        .replaceFirst(
                                                "\\.[^.]*\\.",
                                                "."
                                                        + encoded("{\"sub\":\"spiffe://example.org/ben\",\"aud\":\""
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
                        "a member that is not known",
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
        assertThat(recorded("dpop-uri")).isPositive();
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

    // --- metadata

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

    // --- asked about, and taken back

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
        for (String none : List.of("abc", changed(held.token()), unsigned(held.token()), target.svid("ada"))) {
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
        assertThat(recorded("client-replayed")).isPositive();
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
        isRefused(target.call(held, "meta").send(), "invalid_token");
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
        isRefused(target.call(held, "meta").send(), "invalid_token");
    }

    // --- sub-agents

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
        isRefused(target.call(held, "meta").send(), "invalid_token");
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
    void nobodyFindsOutWhichClientsThereAre() {
        String known = introspect("abc", withoutKeyId(Assertions.byAnotherKey()))
                .json()
                .toString();
        String unknown = introspect("abc", withoutKeyId(Assertions.with(claims -> claims.issuer("somebody"))))
                .json()
                .toString();

        assertThat(known).contains("invalid_client").isEqualTo(unknown);
    }

    /** Whose signature is wrong then, whoever made it. */
    private static String withoutKeyId(String assertion) {
        String[] parts = assertion.split("\\.", -1);
        return encoded("{\"alg\":\"ES256\"}") + "." + parts[1] + "." + parts[2];
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
