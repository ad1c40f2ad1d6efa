package dev.interlock.e2e.authzen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.Main;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.mcp.Era;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;

/**
 * A server whose decisions a gateway of somebody else asks for, with the mapping that `interlock coaz` prints; and the same requests through
 * our own MCP door.
 */
final class CoazStage implements AutoCloseable {

    static final int DENIED = -32001;

    private static final String BUNDLE = """
        interlock: v1
        name: documents
        owner: editors@example.com
        independence: {another-owner: [owner]}
        risk:
          office: {independence: another-owner, on-conflict: deny, on-missing: deny}
          archive: {independence: another-owner, on-conflict: deny, on-missing: hold}
        server: docs
        objects: {document: {}}
        tools:
          mcp:resources/read: {duty: document.review, on: {document: args.uri}, effect: read, risk: office}
          mcp:prompts/get: {duty: document.review, on: {document: args.name}, effect: read, risk: office}
          mcp:completion/complete: {duty: document.review, on: {document: args.ref.name}, effect: read, risk: office}
          echo: {duty: document.publish, on: {document: args.text}, risk: office, arguments: {more: data}}
          store: {duty: document.archive, on: {document: args.text}, risk: archive}
          add: {duty: document.delete, on: {document: args.text}, risk: office}
        intents:
          review: {goal: Review and publish, allow: [document.review, document.publish, document.archive]}
          publish: {goal: Publish, allow: [document.publish]}
        rules:
          - {id: FOUR-EYES, title: Whoever reviews does not publish, separate: {duties: [document.review, document.publish], per: document}}
          - {id: ARCHIVE, title: Archiving is approved, require: {for: document.archive, approval: {by: approvers, count: 1, independence: another-owner}}}
        """;

    private final Path folder;
    private final Token clerk = Token.create(new SecureRandom());
    private final Token printer = Token.create(new SecureRandom());
    private final Token idle = Token.create(new SecureRandom());
    private final Token vera = Token.create(new SecureRandom());
    final Token adviser = Token.create(new SecureRandom());
    final Token gateway = Token.create(new SecureRandom());
    private final Map<String, Token> agents = Map.of("clerk", clerk, "printer", printer, "idle", idle);
    private final HttpFixture docs = new HttpFixture(Set.of(Era.MODERN));
    private final Served server;

    /** What the command prints for every server. */
    final ObjectNode mapping;

    CoazStage(Path folder) throws IOException {
        this.folder = folder;
        Served.bundle(folder, BUNDLE);
        server = Served.of(
                folder,
                """
                domain: docs.example.com
                listen: 127.0.0.1:0
                upstreams: {docs: {url: "%s"}}
                mcp: {denied: %d}
                agents:
                  clerk: {token: %s, owner: one, model: m, root: true, intent: review}
                  printer: {token: %s, owner: two, model: m, root: true, intent: publish}
                  idle: {token: %s, owner: three, model: m, root: true}
                people:
                  vera: {token: %s, owner: four, groups: [approvers]}
                authzen:
                  url: https://pdp.example.com
                  callers:
                    adviser: {token: %s, mode: advisory}
                    gateway: {token: %s, mode: enforcing}
                """.formatted(
                                docs.endpoint(),
                                DENIED,
                                clerk.hash(),
                                printer.hash(),
                                idle.hash(),
                                vera.hash(),
                                adviser.hash(),
                                gateway.hash()),
                Map.of(),
                InstantSource.system());
        server.start();
        mapping = Trees.object(coaz("--json"));
    }

    record Printed(String out, String err) {}

    /** What the command prints. */
    String coaz(String... more) {
        return printed(more).out();
    }

    Printed printed(String... more) {
        var arguments =
                new ArrayList<>(List.of("coaz", "--config", Served.file(folder).toString()));
        arguments.addAll(List.of(more));
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.execute(arguments.toArray(String[]::new));
        Leaks.RUN.seen("output", out.toString());
        Leaks.RUN.seen("errors", err.toString());
        return new Printed(out.toString(), err.toString());
    }

    static Map<String, Object> token(String agent) {
        return new HashMap<>(Map.of("sub", agent, "aud", "https://docs.example.com", "client_id", agent));
    }

    static ObjectNode params(String text) {
        return Trees.object("{" + text + "}");
    }

    /** Asks as the gateway would. */
    ObjectNode asked(Token by, String agent, String method, String params) {
        CelGateway.Step step = new CelGateway(mapping, "docs").step(method, params(params), token(agent));
        if (!(step instanceof CelGateway.Step.Asks(ObjectNode evaluation))) {
            throw new AssertionError(step);
        }
        return evaluate(by, evaluation.toString());
    }

    ObjectNode evaluate(Token by, String body) {
        RawHttp.Answer answer = RawHttp.to(server.port(), "/access/v1/evaluation")
                .add("Authorization", "Bearer " + by.reveal())
                .add("Content-Type", "application/json")
                .body(body)
                .send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** Sends the request through our own door. */
    JsonNode sent(String agent, String method, String params) {
        JsonNode given = params(params);
        String name = given.has("uri")
                ? given.path("uri").asText()
                : given.path("name").asText();
        String meta = given.path("_meta").toString();
        String own = given.has("_meta") ? params.substring(0, params.indexOf(", \"_meta\"")) : params;
        String body = Gateway.modernBody(method, own.isEmpty() ? "" : own + ",");
        if (given.has("_meta")) {
            body = body.replace("\"_meta\":{", "\"_meta\":{" + meta.substring(1, meta.length() - 1) + ",");
        }
        RawHttp request = RawHttp.to(server.port(), "/mcp/docs")
                .add("Authorization", "Bearer " + agents.get(agent).reveal())
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", method)
                .body(body);
        return (name.isEmpty() ? request : request.add("Mcp-Name", name)).send().json();
    }

    /** Whether our own door lets it through; of a list, whether anything is in it. */
    static boolean permitted(JsonNode answer) {
        if (answer.has("error")) {
            assertThat(answer.at("/error/code").asInt()).as(answer.toString()).isEqualTo(DENIED);
            return false;
        }
        JsonNode result = answer.path("result");
        for (String items : List.of("tools", "resources", "resourceTemplates", "prompts")) {
            if (result.has(items)) {
                return !result.path(items).isEmpty();
            }
        }
        return true;
    }

    boolean decision(String agent, String method, String params) {
        return asked(gateway, agent, method, params).path("decision").asBoolean();
    }

    static String echo(String document) {
        return "\"name\": \"echo\", \"arguments\": {\"text\": \"" + document + "\"}";
    }

    static String read(String document) {
        return "\"uri\": \"" + document + "\"";
    }

    static String store(String document) {
        return "\"name\": \"store\", \"arguments\": {\"text\": \"" + document + "\"}";
    }

    void approve(long hold) {
        RawHttp.Answer shown = asVera("/v1/holds/h-" + hold, "").method("GET").send();
        assertThat(shown.status()).as(shown.text()).isEqualTo(200);
        String code = shown.json().path("code").asText();
        RawHttp.Answer answered = asVera(
                        "/v1/holds/h-" + hold + "/approve", "{\"comment\": \"seen\", \"code\": \"" + code + "\"}")
                .send();
        assertThat(answered.status()).as(answered.text()).isLessThan(300);
    }

    private RawHttp asVera(String path, String body) {
        return RawHttp.to(server.port(), path)
                .add("Authorization", "Bearer " + vera.reveal())
                .add("Content-Type", "application/json")
                .body(body);
    }

    <T extends Event> List<T> events(Class<T> kind) {
        return server.recorded(kind);
    }

    @Override
    public void close() throws IOException {
        server.close();
        docs.close();
    }
}
