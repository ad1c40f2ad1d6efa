package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.notify.signal.WebhookSignature;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * A gateway with all the doors by which an approval is asked for, given and spent: agents with MCP, people with the API and by channels,
 * enforcement points with AuthZEN. Its clock is moved by hand. Payments are approved by {@code approvers}, for half an hour; a changed
 * thing voids what was approved before.
 */
final class ApprovalTarget implements AutoCloseable {

    private static final String BUNDLE = """
        interlock: v1
        name: approvals
        owner: tests
        independence: {another: [], another-line: [owner, origin]}
        risk:
          low: {independence: another, on-conflict: record, on-missing: record}
          mid: {independence: another-line, on-conflict: deny, on-missing: hold}
          high: {independence: another-line, on-conflict: deny, on-missing: hold}
        approvals: {delegation: 12h, answers: 10}
        break-glass: {by: on-call, limit: 30m, allow: [meta.say], reviewers: security, review-within: 1h}
        server: fix
        objects: {thing: {}}
        tools:
          meta: {duty: meta.say, effect: read, risk: low, arguments: {id: text, text: text}}
          store: {duty: thing.edit, on: {thing: args.id}, risk: low, show: [args.note], arguments: {text: text}}
          file: {duty: thing.file, on: {thing: args.id}, risk: mid, arguments: {text: text}}
          echo: {duty: thing.pay, on: {thing: args.id}, risk: high, show: [args.text], arguments: {more: any}}
        intents:
          all:
            goal: Everything
            allow: [meta.say, thing.edit, thing.file, thing.pay]
            limits: {time: 30d, idle: 30d}
        rules:
          - id: R-1
            title: Approved
            require:
              for: thing.pay
              approval: {by: approvers, valid: 30m, wait: 2h}
              void-after: [thing.edit]
          - {id: R-2, title: Filing is approved, require: {for: thing.file, approval: {by: approvers}}}
          - {id: W-1, title: Nothing odd is said, waivable: true, forbid: {duty: meta.say, when: args.odd == true}}
        """;

    /** What follows the token, by name. */
    private static final Map<String, String> PEOPLE = Map.of(
            "alice", "groups: [approvers], owner: desk-0",
            // A second identity of alice that nobody knows for one; another, of the owner of ada.
            "alia", "groups: [approvers], owner: desk-2",
            "olga", "groups: [approvers], owner: desk-1",
            "bob", "groups: [approvers], owner: desk-3",
            "vera", "groups: [approvers], owner: desk-4",
            "dana", "groups: [on-call], owner: desk-5",
            "carl", "groups: [on-call, administrators], owner: desk-6",
            "sam", "owner: desk-7",
            "aud", "groups: [auditors], owner: desk-8");

    final HttpFixture upstream = new HttpFixture(Set.of(Era.MODERN, Era.LEGACY));
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T09:00:00Z"));
    final String chatSecret = secret();
    final String opsSecret = secret();
    final String scannerSecret = secret();
    private final Map<String, Token> tokens = new LinkedHashMap<>();
    private final Served server;

    ApprovalTarget(Path folder) throws IOException {
        Served.bundle(folder, BUNDLE);
        var people = new StringBuilder("people:\n");
        PEOPLE.forEach((name, rest) ->
                people.append("  " + name + ": {token: " + token(name).hash() + ", " + rest + "}\n"));
        server = Served.of(
                folder,
                """
                domain: approvals.example.com
                listen: 127.0.0.1:0
                upstreams:
                  fix: {url: %s, era: modern}
                agents:
                  ada: {token: %s, owner: olga, origin: pat, model: m1, root: true, intent: all}
                  ben: {token: %s, owner: payables, model: m2, root: true, intent: all}
                verifiers:
                  scan: {token: %s, owner: risk, groups: [approvers], duties: [thing.edit, thing.file]}
                channels:
                  chat: {answers: {secret: {from-env: CHAT}, speaks-for: [bob, alice]}}
                  ops: {answers: {secret: {from-env: OPS}, speaks-for: [vera]}}
                  scanner: {answers: {secret: {from-env: SCANNER}, speaks-for: [scan]}}
                telemetry: {metrics: {token: %s}}
                authzen:
                  url: https://pdp.example.com
                  callers:
                    mesh: {token: %s, mode: enforcing, properties: trusted, server: fix, intent: all}
                    other: {token: %s, mode: enforcing, server: fix, intent: all}
                    adviser: {token: %s, mode: advisory, server: fix, intent: all}
                    narrow: {token: %s, mode: advisory, server: fix, intent: all, subjects: [ben]}
                  resources:
                    thing: {t-1: {}, t-2: {}, t-3: {}}
                """.formatted(
                                        upstream.endpoint(),
                                        token("ada").hash(),
                                        token("ben").hash(),
                                        token("scan").hash(),
                                        token("scrape").hash(),
                                        token("mesh").hash(),
                                        token("other").hash(),
                                        token("adviser").hash(),
                                        token("narrow").hash())
                        + people,
                Map.of("CHAT", chatSecret, "OPS", opsSecret, "SCANNER", scannerSecret),
                now::get);
        server.start();
    }

    private static String secret() {
        String secret = Token.create(new SecureRandom()).reveal();
        Leaks.RUN.ofCaller(secret);
        return secret;
    }

    private Token token(String name) {
        Token token = tokens.computeIfAbsent(name, any -> Token.create(new SecureRandom()));
        Leaks.RUN.ofCaller(token.reveal());
        return token;
    }

    /** Another server on the same data. */
    void restart() throws IOException {
        server.restart();
    }

    void pass(Duration time) {
        now.set(now.get().plus(time));
    }

    RawHttp to(String who, String path) {
        return RawHttp.to(server.port(), path)
                .add("Authorization", "Bearer " + token(who).reveal())
                .add("Content-Type", "application/json");
    }

    /** The lines of a response that does not end: so many of them, as whoever reads events sees them. */
    List<String> lines(String who, String path, int many) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + token(who).reveal())
                .build();
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(request, HttpResponse.BodyHandlers.ofLines())
                        .body()) {
            List<String> read = lines.limit(many).toList();
            Leaks.RUN.seen(path, String.join("\n", read));
            client.shutdownNow();
            return read;
        }
    }

    /** Of nobody who is known. */
    RawHttp unknown(String path) {
        return RawHttp.to(server.port(), path);
    }

    // --- people

    RawHttp.Answer post(String who, String path, String body) {
        return to(who, "/v1" + path).body(body).send();
    }

    ObjectNode get(String who, String path) {
        return to(who, "/v1" + path).method("GET").send().json();
    }

    /** @param more members of the body, each with a comma before it */
    RawHttp.Answer approve(String who, String hold, String more) {
        String code = get("bob", "/holds/" + hold).path("code").asText();
        return post(who, "/holds/" + hold + "/approve", "{\"code\":\"" + code + "\"" + more + "}");
    }

    void approved(String who, String hold) {
        RawHttp.Answer answer = approve(who, hold, "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    String state(String hold) {
        return get("bob", "/holds/" + hold).path("state").asText();
    }

    /** One name of a person is another, as two say who are independent of each other. */
    void linked(String first, String second) {
        RawHttp.Answer proposed = post(
                "vera",
                "/links",
                "{\"attribute\":\"agent\",\"first\":\"" + first + "\",\"second\":\"" + second
                        + "\",\"reason\":\"one person\"}");
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        RawHttp.Answer confirmed =
                post("carl", "/links/" + proposed.json().path("id").asText() + "/confirm", "{}");
        assertThat(confirmed.status()).as(confirmed.text()).isEqualTo(200);
    }

    /** A task of ada's that alice opened. */
    String task() {
        return task("ada");
    }

    String task(String agent) {
        RawHttp.Answer opened = post("alice", "/tasks", "{\"agent\":\"" + agent + "\",\"intent\":\"all\"}");
        assertThat(opened.status()).as(opened.text()).isEqualTo(201);
        return opened.json().path("id").asText();
    }

    /** What a command said, and how it ended. */
    record Ran(int exit, String said) {}

    /** The command line of somebody. */
    Ran command(String who, String... arguments) {
        var said = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(
                Map.of(
                        "INTERLOCK_URL",
                        "http://127.0.0.1:" + server.port(),
                        "INTERLOCK_TOKEN",
                        token(who).reveal()),
                false));
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        int exit = line.execute(arguments);
        Leaks.RUN.seen("output", said.toString());
        return new Ran(exit, said.toString());
    }

    // --- agents

    RawHttp.Answer call(String who, String task, String tool, String arguments) {
        return to(who, "/mcp/fix")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", "tools/call")
                .add("Mcp-Name", tool)
                .add("Interlock-Task", task)
                .body(Gateway.modernBody("tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments + ","))
                .send();
    }

    RawHttp.Answer pay(String task, String thing) {
        return call("ada", task, "echo", "{\"id\":\"" + thing + "\",\"text\":\"pay\"}");
    }

    /** The hold of a payment that waits. */
    String held(String task, String thing) {
        return hold(pay(task, thing));
    }

    static String hold(RawHttp.Answer answer) {
        JsonNode decision = decision(answer);
        assertThat(decision.path("verdict").asText()).as(answer.text()).isEqualTo("held");
        return decision.path("hold").asText();
    }

    static JsonNode decision(RawHttp.Answer answer) {
        return answer.json().path("result").path("_meta").path("dev.interlock/decision");
    }

    static String verdict(RawHttp.Answer answer) {
        return decision(answer).path("verdict").asText();
    }

    long paid() {
        return upstream.calls("echo");
    }

    // --- channels

    ObjectNode message(String hold, String person) {
        ObjectNode shown = get("bob", "/holds/" + hold);
        return Json.object()
                .put("hold", hold)
                .put("digest", shown.path("digest").asText())
                .put("answer", "approve")
                .put("person", person)
                .put("code", shown.path("code").asText());
    }

    /** Of a machine verifier. */
    ObjectNode messageOf(String verifier, String hold) {
        ObjectNode message = message(hold, verifier);
        message.remove(List.of("person", "code"));
        return message.put("verifier", verifier);
    }

    /** A message with whatever headers prove it. */
    RawHttp channel(String name, Map<String, String> headers, byte[] body) {
        RawHttp request = unknown("/v1/channels/" + name + "/answers").body(body);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            request = request.add(header.getKey(), header.getValue());
        }
        return request;
    }

    RawHttp signed(String name, String secret, String id, ObjectNode message) {
        byte[] body = Json.bytes(message);
        return channel(name, new WebhookSignature(secret).headers(id, now.get().getEpochSecond(), body), body);
    }

    // --- enforcement points

    RawHttp.Answer ask(String who, String path, String body) {
        return to(who, "/access/v1/" + path).body(body).send();
    }

    /** The decision on an evaluation, which has to be one. */
    ObjectNode decided(String who, String evaluation) {
        RawHttp.Answer answer = ask(who, "evaluation", evaluation);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** The AuthZEN door refused the request, and the refusal is recorded. */
    void assertRefused(RawHttp.Answer answer, int status, String reason, String where, String who) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertRecorded(reason, "/access/v1/" + where, who);
    }

    static String evaluation(String agent, String tool, String thing) {
        return """
            {"subject": {"type": "agent", "id": "%s"}, "action": {"name": "tools/call",
             "properties": {"arguments": {"id": "%s", "text": "pay"}}}, "resource": {"type": "tool", "id": "%s"}}
            """.formatted(agent, thing, tool);
    }

    static ObjectNode tree(String text) {
        return Trees.object(text.getBytes(StandardCharsets.UTF_8));
    }

    // --- the record

    List<Recorded> record() {
        return server.record();
    }

    <E extends Event> List<E> recorded(Class<E> type) {
        return server.recorded(type);
    }

    /** That it was refused, and recorded: for this reason, at this place, of this one. */
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
    }
}
