package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.e2e.ServeProcess;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.oauth.DpopKey;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A gateway whose bundle has break-glass lanes: agents with identities of a trust domain, people with tokens, and a clock that a
 * test can move. It can be closed and started again on the same data.
 */
final class LaneTarget implements AutoCloseable {

    static final String ISSUER = "https://lanes.example.com";
    private static final String TOKEN = "/oauth/token";

    private static final String BUNDLE = """
        interlock: v1
        name: lanes
        owner: tests
        independence: {another: [owner]}
        risk: {low: {independence: another, on-conflict: deny, on-missing: hold}}
        break-glass: {by: on-call, limit: 30m, allow: [meta.say, thing.say], reviewers: security, review-within: 1h, escalate: board}
        server: fix
        objects: {thing: {}}
        tools:
          meta: {duty: meta.say, effect: read, risk: low, arguments: {text: any}}
          echo: {duty: thing.say, risk: low, show: [args.text]}
          other: {duty: thing.do, risk: low, arguments: {text: any}}
        intents:
          all: {goal: Everything, allow: [meta.say, thing.say, thing.do]}
        rules:
          - id: W-1
            title: Nothing is asked
            waivable: true
            forbid: {duty: meta.say}
          - id: N-1
            title: Nothing is said
            forbid: {duty: thing.say}
        """;

    private static final Map<String, String> PEOPLE = Map.of(
            "dana", "owner: desk, groups: [on-call]",
            "carl", "owner: controls, groups: [on-call, security]",
            "bert", "owner: board, groups: [security]",
            // The same person as dana: one answers for the other.
            "dana-admin", "owner: desk, groups: [on-call, security]",
            // The same person again, which nobody knows.
            "dana-annex", "owner: annex, groups: [on-call, security]",
            // Of those who answer for ada.
            "pam", "owner: procurement, groups: [security]",
            // Who reviews what nobody did; one of them opened it under another name.
            "bea", "owner: seat, groups: [board]",
            "ada-board", "owner: procurement, groups: [board]",
            "adam", "owner: audit, groups: [administrators]",
            "eva", "owner: people");

    final HttpFixture upstream = new HttpFixture(Set.of(Era.MODERN));
    private final Path folder;
    private final TestTrustDomain domain;
    private final InstantSource clock;
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Served server;
    /** In place of the server in this process. */
    private @Nullable ServeProcess process;

    /**
     * What a test has beside.
     *
     * @param bundle its files, in place of the usual one
     * @param upstreams lines of the configuration below that key
     * @param sections further keys of the configuration
     */
    record Extras(Map<String, String> bundle, String upstreams, String sections, Map<String, String> environment) {

        static final Extras NONE = new Extras(Map.of("interlock.yaml", BUNDLE), "", "", Map.of());
    }

    LaneTarget(Path folder, InstantSource clock) throws IOException {
        this(folder, clock, true, Extras.NONE);
    }

    LaneTarget(Path folder, InstantSource clock, Extras extras) throws IOException {
        this(folder, clock, true, extras);
    }

    /** In a process of its own, that can be killed; by the system's clock. */
    static LaneTarget inAProcess(Path folder) throws IOException, InterruptedException {
        var target = new LaneTarget(folder, InstantSource.system(), false, Extras.NONE);
        target.startProcess();
        return target;
    }

    private LaneTarget(Path folder, InstantSource clock, boolean start, Extras extras) throws IOException {
        this.folder = folder;
        this.clock = clock;
        var random = new SecureRandom();
        domain = TestTrustDomain.create(folder.resolve("trust"), "example.org", clock, random);
        Served.bundle(folder, extras.bundle());
        var people = new StringBuilder("people:\n");
        PEOPLE.forEach((name, rest) -> {
            Token token = Token.create(random);
            Leaks.RUN.ofCaller(token.reveal());
            tokens.put(name, token.reveal());
            people.append("  " + name + ": {token: " + token.hash() + ", " + rest + "}\n");
        });
        server = Served.of(
                folder,
                """
                domain: lanes.example.com
                listen: 127.0.0.1:0
                upstreams:
                  fix: {url: %s, era: modern}
                %strust:
                  audience: %s
                  domains: {example.org: {bundle: trust/bundle.json}}
                oauth: {issuer: %s}
                agents:
                  ada: {identity: spiffe://example.org/ada, owner: procurement, model: m1, root: true}
                  ben: {identity: spiffe://example.org/ben, owner: payables, model: m2, root: true}
                """.formatted(upstream.endpoint(), extras.upstreams(), ISSUER, ISSUER) + people + extras.sections(),
                extras.environment(),
                clock);
        if (start) {
            server.start();
        }
    }

    /** Another server on the same data. */
    void restart() throws IOException {
        server.restart();
    }

    private void startProcess() throws IOException, InterruptedException {
        process = ServeProcess.start(Served.file(folder), folder.resolve("log"), "no-key-of-anything");
    }

    /** {@code kill -9}, and another process on the same data. */
    void killAndStart() throws IOException, InterruptedException {
        Objects.requireNonNull(process).kill();
        startProcess();
    }

    RawHttp to(String path) {
        int port = process == null ? server.port() : process.url().getPort();
        return RawHttp.to(port, path);
    }

    // --- people

    RawHttp.Answer post(String who, String path, String body) {
        return to("/v1" + path)
                .add("Authorization", "Bearer " + tokens.get(who))
                .add("Content-Type", "application/json")
                .body(body)
                .send();
    }

    JsonNode get(String who, String path) {
        return to("/v1" + path)
                .method("GET")
                .add("Authorization", "Bearer " + tokens.get(who))
                .send()
                .json();
    }

    /** A lane and its task. */
    record Open(String lane, String task) {}

    Open open(String more) {
        RawHttp.Answer proposed = post("dana", "/lanes", "{\"agent\":\"ada\",\"reason\":\"it burns\"" + more + "}");
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        String lane = proposed.json().path("id").asText();
        RawHttp.Answer opened = post("carl", "/lanes/" + lane + "/confirm", "{}");
        assertThat(opened.status()).as(opened.text()).isEqualTo(200);
        return new Open(lane, opened.json().path("task").asText());
    }

    // --- agents

    String svid(String agent) {
        String svid = domain.token("/" + agent, ISSUER, Duration.ofMinutes(5));
        Leaks.RUN.ofCaller(svid);
        return svid;
    }

    private String nonce() {
        String without =
                DpopKey.generate().proof("POST", ISSUER + TOKEN, Optional.empty(), Optional.empty(), clock.instant());
        return posted(asking("ada", "/mcp/fix", all()))
                .add("DPoP", without)
                .send()
                .header("DPoP-Nonce")
                .orElseThrow();
    }

    private RawHttp posted(Map<String, String> parameters) {
        return to(TOKEN)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .body(parameters.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private Map<String, String> asking(String agent, String resource, String details) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("grant_type", TokenTarget.EXCHANGE);
        parameters.put("subject_token", svid(agent));
        parameters.put("subject_token_type", TokenTarget.JWT);
        parameters.put("resource", ISSUER + resource);
        parameters.put("authorization_details", details);
        return parameters;
    }

    RawHttp.Answer ask(String agent, DpopKey key, String details) {
        return ask(agent, "/mcp/fix", key, details);
    }

    RawHttp.Answer ask(String agent, String resource, DpopKey key, String details) {
        String proof = key.proof("POST", ISSUER + TOKEN, Optional.empty(), Optional.of(nonce()), clock.instant());
        Leaks.RUN.ofCaller(proof);
        return posted(asking(agent, resource, details)).add("DPoP", proof).sendForToken();
    }

    static String join(String task) {
        return "[{\"type\":\"interlock_task\",\"task\":\"" + task + "\"}]";
    }

    static String all() {
        return "[{\"type\":\"interlock_task\",\"intent\":\"all\"}]";
    }

    TokenTarget.Held held(String details) {
        DpopKey key = DpopKey.generate();
        return TokenTarget.held(ask("ada", key, details), key);
    }

    /** A token of ada's for one server. */
    TokenTarget.Held held(String details, String resource, DpopKey instance) {
        return TokenTarget.held(ask("ada", resource, instance, details), instance);
    }

    RawHttp authorized(RawHttp request, TokenTarget.Held held) {
        return authorized(request, held, "POST", "/mcp/fix");
    }

    private RawHttp authorized(RawHttp request, TokenTarget.Held held, String method, String path) {
        String proof = held.key()
                .proof(method, ISSUER + path, Optional.of(held.token()), Optional.of(nonce()), clock.instant());
        Leaks.RUN.ofCaller(proof);
        return request.add("Authorization", "DPoP " + held.token()).add("DPoP", proof);
    }

    RawHttp modern(String tool) {
        return to("/mcp/fix")
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", "tools/call")
                .add("Mcp-Name", tool)
                .body(Gateway.modernBody("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"x\"},"));
    }

    RawHttp.Answer modern(TokenTarget.Held held, String tool) {
        return authorized(modern(tool), held).send();
    }

    /** The same, with the name of a task. */
    RawHttp.Answer modernIn(TokenTarget.Held held, String tool, String task) {
        return authorized(modern(tool), held).add("Interlock-Task", task).send();
    }

    private RawHttp legacyBase() {
        return to("/mcp/fix")
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream");
    }

    RawHttp.Answer legacy(TokenTarget.Held held, String tool) {
        RawHttp.Answer initialized = authorized(legacyBase(), held)
                .body("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                        + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}")
                .send();
        String session = initialized.header("Mcp-Session-Id").orElseThrow(() -> new AssertionError(initialized.text()));
        return authorized(legacyBase(), held)
                .add("Mcp-Session-Id", session)
                .add("MCP-Protocol-Version", "2025-11-25")
                .body("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                        + "\",\"arguments\":{\"text\":\"x\"}}}")
                .send();
    }

    /** A call by plain HTTP. */
    RawHttp.Answer rest(TokenTarget.Held held, String path) {
        return authorized(to(path).method("GET"), held, "GET", path).send();
    }

    /** The same, with the name of a task. */
    RawHttp.Answer restIn(TokenTarget.Held held, String path, String task) {
        return authorized(to(path).method("GET"), held, "GET", path)
                .add("Interlock-Task", task)
                .send();
    }

    static String verdict(RawHttp.Answer answer) {
        JsonNode decision = TokenTarget.decision(answer);
        return decision.path("verdict").asText() + decision.path("reasons").findValuesAsText("code");
    }

    // --- the record

    List<Recorded> record() {
        return server.record();
    }

    <E extends Event> List<E> recorded(Class<E> type) {
        return server.recorded(type);
    }

    Report verify() throws IOException {
        return server.verify();
    }

    static void await(String what, BooleanSupplier condition) {
        Instant give = Instant.now().plusSeconds(30);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(give)) {
                throw new AssertionError("did not come: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (process != null) {
            process.close();
        }
        upstream.close();
    }
}
