package dev.interlock.e2e.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.e2e.attack.LaneTarget.Open;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A gateway with lanes that issues no tokens: agents have tokens of the configuration, one has an identity. Behind it are an MCP server and
 * an API; beside it an enforcement point. All that it recorded verifies when it is closed.
 */
final class CredentialTarget implements AutoCloseable {

    static final String HEADER = "Interlock-Lane-Credential";
    static final String EVALUATION = "/access/v1/evaluation";

    private static final String AUDIENCE = "https://lanes.example.com";

    private static final String BUNDLE = """
            interlock: v1
            name: lanes
            owner: tests
            include: [things.yaml]
            independence: {another: [owner]}
            risk: {low: {independence: another, on-conflict: deny, on-missing: hold}}
            break-glass: {by: on-call, allow: [meta.say, thing.say, thing.read], reviewers: security}
            server: fix
            objects: {thing: {}}
            tools:
              meta: {duty: meta.say, effect: read, risk: low, arguments: {text: any}}
              echo: {duty: thing.say, risk: low, show: [args.text]}
              store: {duty: thing.do, risk: low, arguments: {text: any}}
            intents:
              all: {goal: Everything, allow: [meta.say, thing.say, thing.do, thing.read]}
            rules:
              - {id: W-1, title: Nothing is asked, waivable: true, forbid: {duty: meta.say}}
              - {id: W-2, title: Nothing is read, waivable: true, forbid: {duty: thing.read}}
              - {id: N-1, title: Nothing is said, forbid: {duty: thing.say}}
            """;

    private static final String DESCRIPTION = """
            openapi: 3.1.0
            info: {title: Things, version: "1"}
            paths:
              /things:
                get:
                  operationId: readThings
                  responses: {"200": {description: all of them}}
            """;

    private static final Map<String, String> PARTIES = Map.of(
            "dana", "people: owner: desk, groups: [on-call]",
            "carl", "people: owner: controls, groups: [on-call, security]",
            "bert", "people: owner: board, groups: [security]",
            "eve", "people: owner: audit, groups: [on-call]",
            "fay", "people: owner: legal, groups: [on-call]",
            "ops", "agents: owner: operations, model: m1, root: true, intent: all",
            "hal", "agents: owner: helpers, model: m1, root: true, intent: all",
            "slow", "agents: owner: helpers, model: m1, root: true, intent: all",
            "stray", "agents: model: m1, root: true, intent: all");

    final HttpFixture upstream = new HttpFixture(Set.of(Era.MODERN));
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T09:00:00Z"));
    /** The number of requests that the API has answered. */
    final AtomicInteger asked = new AtomicInteger();

    private final HttpServer api;
    private final TestTrustDomain domain;
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Served server;

    CredentialTarget(Path folder) throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        api.createContext("/things", exchange -> {
            Leaks.RUN.forwarded(
                    "request to the API",
                    exchange.getRequestHeaders().entrySet().toString());
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(UTF_8));
            exchange.close();
        });
        api.start();
        Files.writeString(folder.resolve("things.openapi.yaml"), DESCRIPTION);
        domain = TestTrustDomain.create(folder.resolve("trust"), "example.org", now::get, new SecureRandom());
        Served.bundle(
                folder,
                Map.of(
                        "interlock.yaml",
                        BUNDLE,
                        "things.yaml",
                        "server: things\ntools: {readThings: {duty: thing.read, effect: read}}\n"));
        server = Served.of(folder, config(), Map.of(), now::get);
        server.start();
    }

    private String config() {
        var parties = new LinkedHashMap<String, StringBuilder>();
        PARTIES.forEach((name, said) -> {
            Token token = Token.create(new SecureRandom());
            Leaks.RUN.ofCaller(token.reveal());
            tokens.put(name, token.reveal());
            String kind = said.substring(0, said.indexOf(':'));
            parties.computeIfAbsent(kind, any -> new StringBuilder(kind + ":\n"))
                    .append("  " + name + ": {token: " + token.hash() + ", "
                            + said.substring(kind.length() + 1).strip() + "}\n");
        });
        Token mesh = Token.create(new SecureRandom());
        Leaks.RUN.ofCaller(mesh.reveal());
        tokens.put("mesh", mesh.reveal());
        return """
                domain: lanes.example.com
                listen: 127.0.0.1:0
                upstreams:
                  fix: {url: %s, era: modern}
                  things: {openapi: things.openapi.yaml, url: "http://127.0.0.1:%d"}
                trust:
                  audience: %s
                  domains: {example.org: {bundle: trust/bundle.json}}
                limits: {agents: {slow: {rate: 1, burst: 3}}}
                authzen:
                  callers:
                    mesh: {token: %s, mode: enforcing, properties: trusted}
                %s  ida: {identity: spiffe://example.org/ida, owner: operations, model: m1, root: true, intent: all}
                %s""".formatted(
                        upstream.endpoint(),
                        api.getAddress().getPort(),
                        AUDIENCE,
                        mesh.hash(),
                        parties.get("agents"),
                        parties.get("people"));
    }

    void restart() throws IOException {
        server.restart();
    }

    RawHttp as(String who, String path) {
        return RawHttp.to(server.port(), path)
                .add("Authorization", "Bearer " + tokens.get(who))
                .add("Content-Type", "application/json");
    }

    RawHttp.Answer post(String who, String path, String body) {
        return as(who, "/v1" + path).body(body).send();
    }

    JsonNode get(String who, String path) {
        return as(who, "/v1" + path).method("GET").send().json();
    }

    RawHttp.Answer propose(String agent) {
        return propose("dana", agent);
    }

    private RawHttp.Answer propose(String by, String agent) {
        return post(by, "/lanes", "{\"agent\":\"" + agent + "\",\"reason\":\"it burns\"}");
    }

    Open open(String agent) {
        return open("dana", "carl", agent);
    }

    Open open(String first, String second, String agent) {
        RawHttp.Answer proposed = propose(first, agent);
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        assertThat(proposed.json().path("acts_with").asText()).isEqualTo("credential");
        String lane = proposed.json().path("id").asText();
        RawHttp.Answer opened = post(second, "/lanes/" + lane + "/confirm", "{}");
        assertThat(opened.status()).as(opened.text()).isEqualTo(200);
        assertThat(opened.json().has("credential")).isFalse();
        return new Open(lane, opened.json().path("task").asText());
    }

    /** The answer to a request for the credential of a lane. */
    RawHttp.Answer asks(String who, Open lane) {
        return as(who, "/v1/lanes/" + lane.lane() + "/credential").body("{}").sendForSecret("credential");
    }

    String credential(Open lane) {
        RawHttp.Answer answer = asks("carl", lane);
        assertThat(answer.status()).as("asking for a credential").isEqualTo(201);
        return answer.json().path("credential").asText();
    }

    // --- agents

    /** An agent that proves itself with its SVID. */
    RawHttp identified(RawHttp request) {
        String svid = domain.token("/ida", AUDIENCE, Duration.ofMinutes(5));
        Leaks.RUN.ofCaller(svid);
        return request.with("Authorization", "Bearer " + svid);
    }

    RawHttp modern(String who, String tool) {
        return as(who, "/mcp/fix")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", "tools/call")
                .add("Mcp-Name", tool)
                .body(Gateway.modernBody("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"x\"},"));
    }

    RawHttp.Answer modern(String who, String tool, String credential) {
        return modern(who, tool).add(HEADER, credential).send();
    }

    /** A call in a session of its own. */
    RawHttp.Answer legacy(String who, String tool, String credential) {
        return inSession(who, tool, session(who, credential))
                .add(HEADER, credential)
                .send();
    }

    /** The id of a session that is begun with a credential. */
    String session(String who, String credential) {
        RawHttp.Answer initialized = legacy(who)
                .add(HEADER, credential)
                .body("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                        + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}")
                .send();
        return initialized.header("Mcp-Session-Id").orElseThrow(() -> new AssertionError(initialized.text()));
    }

    /** A call in a session that was begun before, with no credential yet. */
    RawHttp inSession(String who, String tool, String session) {
        return legacy(who)
                .add("Mcp-Session-Id", session)
                .add("MCP-Protocol-Version", "2025-11-25")
                .body("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                        + "\",\"arguments\":{\"text\":\"x\"}}}");
    }

    private RawHttp legacy(String who) {
        return as(who, "/mcp/fix").add("Accept", "application/json, text/event-stream");
    }

    RawHttp.Answer rest(String who, Optional<String> credential) {
        RawHttp request = as(who, "/rest/things/things").method("GET").without("Content-Type");
        return credential
                .map(shown -> request.add(HEADER, shown))
                .orElse(request)
                .send();
    }

    static String verdict(RawHttp.Answer answer) {
        return LaneTarget.verdict(answer);
    }

    /** The answer to an enforcement point about a call of the subject, with the token that the subject showed. */
    JsonNode asked(String subject, String tool, String shown) {
        ObjectNode body = Json.object();
        body.putObject("subject").put("type", "agent").put("id", subject);
        body.putObject("action").put("name", "tools/call");
        body.putObject("resource").put("type", "tool").put("id", "fix/" + tool);
        body.putObject("context").put("subject_token", shown);
        RawHttp.Answer answer = as("mesh", EVALUATION).body(Json.bytes(body)).send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    // --- the record

    <E extends Event> List<E> recorded(Class<E> type) {
        return server.recorded(type);
    }

    void assertRecorded(String reason, String where, String who) {
        assertThat(recorded(AgentEvent.PresentationRefused.class))
                .as("%s at %s by %s", reason, where, who)
                .anyMatch(refused -> refused.reason().equals(reason)
                        && refused.where().equals(where)
                        && refused.agent().equals(who));
    }

    @Override
    public void close() throws IOException {
        server.close();
        upstream.close();
        api.stop(0);
        assertThat(server.verify()).isInstanceOf(Report.Verified.class);
    }
}
