package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.oauth.DpopKey;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A gateway with its own authorization server, all in this process, behind an address of its own as a proxy would give it: agents with
 * identities of a trust domain and with no configured token, and two servers that keep what reached them.
 */
final class TokenTarget implements AutoCloseable {

    static final String ISSUER = "https://gateway.example.com";
    static final String TOKEN = "/oauth/token";
    static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    static final String JWT = "urn:ietf:params:oauth:token-type:jwt";
    static final String ACCESS = "urn:ietf:params:oauth:token-type:access_token";

    private static final String BUNDLE = """
            interlock: v1
            name: tokens
            owner: tests
            independence: {another: []}
            risk: {low: {independence: another, on-conflict: record, on-missing: record}}
            server: fix
            objects: {thing: {}}
            tools:
              meta: {duty: meta.say, effect: read, risk: low}
              echo: {duty: thing.say, on: {thing: args.id}, risk: low, show: [args.text]}
            intents:
              all: {goal: Everything, allow: [meta.say, thing.say], delegate: [meta.say]}
              little: {goal: Little, allow: [meta.say]}
            """;

    final HttpFixture upstream = new HttpFixture(Set.of(Era.MODERN));
    final HttpFixture other = new HttpFixture(Set.of(Era.MODERN));
    final TestTrustDomain domain;
    private final Served server;

    TokenTarget(Path folder) throws IOException {
        domain = TestTrustDomain.create(
                folder.resolve("trust"), "example.org", InstantSource.system(), new SecureRandom());
        Served.bundle(folder, BUNDLE);
        Files.writeString(folder.resolve("billing.jwks"), "{\"keys\":[" + Assertions.KEY + "]}");
        server = Served.of(
                folder,
                """
                domain: tokens.example.com
                listen: 127.0.0.1:0
                upstreams:
                  fix: {url: %s, era: modern}
                  other: {url: %s, era: modern}
                trust:
                  audience: %s
                  domains: {example.org: {bundle: trust/bundle.json}}
                oauth:
                  issuer: %s
                  clients: {billing: {keys: billing.jwks}}
                agents:
                  ada: {identity: spiffe://example.org/ada, owner: procurement, model: m1, root: true}
                  ben: {identity: spiffe://example.org/ben, owner: payables, model: m2}
                  eve: {identity: spiffe://example.org/eve, model: m3, root: true}
                """.formatted(upstream.endpoint(), other.endpoint(), ISSUER, ISSUER),
                Map.of(),
                InstantSource.system());
        server.start();
    }

    /** What an agent's workload proves to be. */
    String svid(String agent) {
        String svid = domain.token("/" + agent, ISSUER, Duration.ofMinutes(5));
        Leaks.RUN.ofCaller(svid);
        return svid;
    }

    int port() {
        return server.port();
    }

    RawHttp to(String path) {
        return RawHttp.to(server.port(), path);
    }

    // --- the authorization server

    static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    RawHttp posted(String path, String form) {
        return to(path).with("Content-Type", "application/x-www-form-urlencoded")
                .body(form);
    }

    /** A nonce for the next proof. */
    String nonce() {
        String without =
                DpopKey.generate().proof("POST", ISSUER + TOKEN, Optional.empty(), Optional.empty(), Instant.now());
        return posted(TOKEN, form(asking("ada", "x")))
                .add("DPoP", without)
                .send()
                .header("DPoP-Nonce")
                .orElseThrow();
    }

    String proof(DpopKey key, String path) {
        String proof = key.proof("POST", ISSUER + path, Optional.empty(), Optional.of(nonce()), Instant.now());
        Leaks.RUN.ofCaller(proof);
        return proof;
    }

    /** What an agent sends to get a token for a task. */
    Map<String, String> asking(String agent, String details) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("grant_type", EXCHANGE);
        parameters.put("subject_token", svid(agent));
        parameters.put("subject_token_type", JWT);
        parameters.put("resource", ISSUER + "/mcp/fix");
        parameters.put("authorization_details", details);
        return parameters;
    }

    /** @param more members, each with a comma before it */
    static String task(String intent, String more) {
        return "[{\"type\":\"interlock_task\",\"intent\":\"" + intent + "\"" + more + "}]";
    }

    RawHttp.Answer ask(DpopKey key, Map<String, String> parameters) {
        return posted(TOKEN, form(parameters)).add("DPoP", proof(key, TOKEN)).sendForToken();
    }

    /** A token, the task that it is for, and the key that it is bound to. */
    record Held(String token, String task, DpopKey key) {}

    static Held held(RawHttp.Answer answer, DpopKey key) {
        assertThat(answer.status())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return new Held(
                answer.json().path("access_token").asText(),
                answer.json().path("authorization_details").path(0).path("task").asText(),
                key);
    }

    Held token(String agent) {
        DpopKey key = DpopKey.generate();
        return held(ask(key, asking(agent, task("all", ""))), key);
    }

    // --- the doors

    /** A proof for this very call of the token's holder, which nobody has used. */
    String proof(Held held, String path) {
        String proof =
                held.key().proof("POST", ISSUER + path, Optional.of(held.token()), Optional.of(nonce()), Instant.now());
        Leaks.RUN.ofCaller(proof);
        return proof;
    }

    /** A call at a door, with whatever authorizes it. */
    RawHttp call(String path, String tool) {
        return to(path).add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", "tools/call")
                .add("Mcp-Name", tool)
                .body(Gateway.modernBody("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{},"));
    }

    /** A call with a token, as it is meant. */
    RawHttp call(Held held, String tool) {
        return call("/mcp/fix", tool)
                .add("Authorization", "DPoP " + held.token())
                .add("DPoP", proof(held, "/mcp/fix"));
    }

    static JsonNode decision(RawHttp.Answer answer) {
        return answer.json().path("result").path("_meta").path("dev.interlock/decision");
    }

    /** Calls of tools that reached a server. */
    long forwarded() {
        return upstream.calls("meta") + other.calls("meta");
    }

    // --- the record

    List<Recorded> record() {
        return server.record();
    }

    /** How often the record says that something was refused for this reason. */
    long recorded(String reason) {
        return record().stream()
                .filter(each -> each.event().toString().contains(reason))
                .count();
    }

    static void isRefused(RawHttp.Answer answer, String error) {
        assertThat(answer.status())
                .as(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate").orElse(""))
                .startsWith("DPoP ")
                .contains("error=\"" + error + "\"")
                .contains("resource_metadata=\"" + ISSUER + "/.well-known/oauth-protected-resource");
    }

    @Override
    public void close() throws IOException {
        server.close();
        upstream.close();
        other.close();
    }
}
