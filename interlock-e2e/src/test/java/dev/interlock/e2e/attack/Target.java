package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.HeaderValue;
import dev.interlock.server.observe.TelemetryConfig;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.UpstreamConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A gateway with its own upstream, all in this process: two agents, and people who may or may not approve. */
final class Target implements AutoCloseable {

    private static final String BUNDLE = """
        interlock: v1
        name: target
        owner: tests
        independence: {another: [], another-line: [owner, origin]}
        risk:
          low: {independence: another, on-conflict: record, on-missing: record}
          high: {independence: another-line, on-conflict: deny, on-missing: hold}
        server: fix
        objects: {thing: {}}
        tools:
          meta: {duty: meta.say, effect: read, risk: low}
          store: {duty: thing.store, on: {thing: args.id}, risk: low, show: [args.note], arguments: {note: open}}
          echo: {duty: thing.pay, on: {thing: args.id}, risk: high, show: [args.text], arguments: {n: any, to: any}}
        intents:
          all: {goal: Everything, allow: [meta.say, thing.store, thing.pay], delegate: [meta.say, thing.pay]}
          little: {goal: Little, allow: [meta.say]}
          pay: {goal: Pay, allow: [thing.pay]}
        rules:
          - {id: R-1, title: Approved, require: {for: thing.pay, approval: {by: approvers}}}
          - {id: R-2, title: Separate, separate: {duties: [thing.store, thing.pay], per: thing, within: 90d}}
        """;

    final HttpFixture upstream = new HttpFixture(Set.of(Era.MODERN, Era.LEGACY));
    private final Served server;
    private final Map<String, Token> tokens = new TreeMap<>();

    Target(Path folder) throws IOException {
        this(folder, TelemetryConfig.NOTHING);
    }

    /** @param telemetry what it tells about itself */
    Target(Path folder, TelemetryConfig telemetry) throws IOException {
        this(folder, BUNDLE, telemetry);
    }

    /** A gateway of which the things are named in this form. */
    static Target naming(Path folder, String form) throws IOException {
        return new Target(
                folder, BUNDLE.replace("{thing: {}}", "{thing: {id: " + form + "}}"), TelemetryConfig.NOTHING);
    }

    private Target(Path folder, String yaml, TelemetryConfig telemetry) throws IOException {
        Path bundle = Served.bundle(folder, yaml);
        var registry = new Registry(List.of(
                agent("ada", "procurement"),
                agent("ben", "payables"),
                person("alice"),
                person("bob", "approvers"),
                person("vera", "approvers")));
        var config = ServerConfig.of("interlock.example/target", folder.resolve("data"), bundle, registry)
                .withListen(new Listen("127.0.0.1", 0))
                .withUpstreams(Map.of(
                        "fix",
                        new UpstreamConfig.Http(
                                "fix",
                                upstream.endpoint(),
                                Map.of(),
                                UpstreamConfig.Era.MODERN,
                                Duration.ofSeconds(20))))
                .withLimits(new Limits(1 << 20, 64, 1 << 20, Duration.ofSeconds(20), 3))
                .withTelemetry(telemetry)
                .build();
        server = Served.of(config, InstantSource.system()).start();
    }

    private Registry.Entry agent(String name, String owner) {
        Token token = token(name);
        var caller = new Caller(
                name,
                token.hash().runtime(),
                false,
                true,
                new TreeMap<>(Map.of(
                        "owner", AttributeValue.known(owner), "origin", AttributeValue.known("desk-of-" + name))),
                new TreeSet<>(),
                Optional.empty());
        return new Registry.Entry(caller, List.of(token.hash()));
    }

    private Registry.Entry person(String name, String... groups) {
        Token token = token(name);
        var caller = new Caller(
                name,
                token.hash().runtime(),
                true,
                true,
                new TreeMap<>(),
                new TreeSet<>(Set.of(groups)),
                Optional.empty());
        return new Registry.Entry(caller, List.of(token.hash()));
    }

    private Token token(String name) {
        Token token = tokens.computeIfAbsent(name, any -> Token.create(new SecureRandom()));
        Leaks.RUN.ofCaller(token.reveal());
        return token;
    }

    /** What was decided about a call, or how it was refused before. */
    public record Said(RawHttp.Answer http) {
        private JsonNode decision() {
            return http.json().path("result").path("_meta").path("dev.interlock/decision");
        }

        String verdict() {
            return decision().path("verdict").asText("none");
        }

        String code() {
            return decision().path("code").asText();
        }

        String hold() {
            assertThat(verdict()).as(http.json().toString()).isEqualTo("held");
            return decision().path("hold").asText();
        }

        String text() {
            return http.json()
                    .path("result")
                    .path("content")
                    .path(0)
                    .path("text")
                    .asText();
        }
    }

    /** A request of this caller to the door of the MCP server. */
    RawHttp door(String who, String path) {
        return RawHttp.to(server.port(), path)
                .with("Authorization", "Bearer " + token(who).reveal())
                .with("Content-Type", "application/json")
                .with("Accept", "application/json, text/event-stream");
    }

    /** @param meta members of `_meta`, each with a comma after it */
    Said call(String who, String task, String tool, String arguments, String meta) {
        String body = Gateway.modernBody("tools/call", "\"name\":" + quoted(tool) + ",\"arguments\":" + arguments + ",")
                .replace("\"_meta\":{", "\"_meta\":{" + meta);
        return new Said(door(who, "/mcp/fix")
                .with("MCP-Protocol-Version", "2026-07-28")
                .with("Mcp-Method", "tools/call")
                .with("Mcp-Name", HeaderValue.encode(tool))
                .with("Interlock-Task", task)
                .body(body)
                .send());
    }

    Said call(String who, String task, String tool, String arguments) {
        return call(who, task, tool, arguments, "");
    }

    private static String quoted(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }

    RawHttp.Answer post(String who, String path, String body) {
        return door(who, path).body(body).send();
    }

    /** Opens a task and answers its id. */
    String task(String opener, String agent, String intent) {
        RawHttp.Answer opened = open(opener, agent, intent, "");
        assertThat(opened.status()).as(opened.json().toString()).isEqualTo(201);
        return opened.json().path("id").asText();
    }

    /** @param more members of the request, each with a comma before it */
    RawHttp.Answer open(String opener, String agent, String intent, String more) {
        return post(opener, "/v1/tasks", "{\"agent\":\"" + agent + "\",\"intent\":\"" + intent + "\"" + more + "}");
    }

    RawHttp.Answer approve(String who, String hold) {
        return post(
                who,
                "/v1/holds/" + hold + "/approve",
                "{\"code\":\"" + hold(who, hold).path("code").asText() + "\"}");
    }

    ObjectNode hold(String who, String hold) {
        return door(who, "/v1/holds/" + hold).method("GET").send().json();
    }

    @Override
    public void close() throws IOException {
        server.close();
        upstream.close();
    }
}
