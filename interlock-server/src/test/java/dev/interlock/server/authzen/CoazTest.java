package dev.interlock.server.authzen;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.policy.check.PolicyBundle;
import dev.interlock.server.cli.Main;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.config.Token;
import dev.interlock.server.domain.Folder;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.wire.Era;
import dev.interlock.server.serve.InterlockServer;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * A gateway of somebody else asks with the mapping that `interlock coaz` prints. It hears what our own MCP door decides on the same request,
 * in the same history.
 */
class CoazTest {

    private static final int DENIED = -32001;

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
              echo: {duty: document.publish, on: {document: args.text}, risk: office}
              store: {duty: document.archive, on: {document: args.text}, risk: archive}
              add: {duty: document.delete, on: {document: args.text}, risk: office}
            intents:
              review: {goal: Review and publish, allow: [document.review, document.publish, document.archive]}
              publish: {goal: Publish, allow: [document.publish]}
            rules:
              - {id: FOUR-EYES, title: Whoever reviews does not publish, separate: {duties: [document.review, document.publish], per: document}}
              - {id: ARCHIVE, title: Archiving is approved, require: {for: document.archive, approval: {by: approvers, count: 1, independence: another-owner}}}
            """;

    @TempDir
    private Path folder;

    private final Token clerk = Token.create(new SecureRandom());
    private final Token printer = Token.create(new SecureRandom());
    private final Token idle = Token.create(new SecureRandom());
    private final Token vera = Token.create(new SecureRandom());
    private final Token adviser = Token.create(new SecureRandom());
    private final Token gateway = Token.create(new SecureRandom());
    private final Map<String, Token> agents = Map.of("clerk", clerk, "printer", printer, "idle", idle);
    private HttpFixture docs;
    private InterlockServer server;
    private Path file;
    private ObjectNode mapping;

    @BeforeEach
    void start() throws IOException {
        Quiet.on();
        docs = new HttpFixture(Set.of(Era.MODERN));
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        Files.writeString(bundle.resolve("interlock.yaml"), BUNDLE);
        file = folder.resolve(ConfigReader.FILE);
        Files.writeString(file, """
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
                        gateway.hash()));
        if (!(ConfigReader.read(file, Map.of()) instanceof ConfigOutcome.Loaded loaded)
                || !(PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled policy)) {
            throw new AssertionError(PolicyBundle.load(bundle).diagnostics());
        }
        server = InterlockServer.start(loaded.config(), policy, InstantSource.system());
        mapping = Trees.object(coaz("--json"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        docs.close();
    }

    private record Printed(String out, String err) {}

    /** What the command prints. */
    private String coaz(String... more) {
        return printed(more).out();
    }

    private Printed printed(String... more) {
        var arguments = new ArrayList<>(List.of("coaz", "--config", file.toString()));
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

    private static Map<String, Object> token(String agent) {
        return new HashMap<>(Map.of("sub", agent, "aud", "https://docs.example.com", "client_id", agent));
    }

    private static ObjectNode params(String text) {
        return Trees.object("{" + text + "}");
    }

    /** Asks as the gateway would. */
    private ObjectNode asked(Token by, String agent, String method, String params) {
        CelGateway.Step step = new CelGateway(mapping, "docs").step(method, params(params), token(agent));
        if (!(step instanceof CelGateway.Step.Asks(ObjectNode evaluation))) {
            throw new AssertionError(step);
        }
        return evaluate(by, evaluation.toString());
    }

    private ObjectNode evaluate(Token by, String body) {
        RawHttp.Answer answer = RawHttp.to(server.port(), "/access/v1/evaluation")
                .add("Authorization", "Bearer " + by.reveal())
                .add("Content-Type", "application/json")
                .body(body)
                .send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** Sends the request through our own door. */
    private JsonNode sent(String agent, String method, String params) {
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
    private static boolean permitted(JsonNode answer) {
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

    private void same(String agent, String method, String params, boolean expected) {
        String what = agent + " " + method + " " + params;
        ObjectNode advised = asked(adviser, agent, method, params);
        assertThat(advised.path("decision").asBoolean())
                .as("%s: %s", what, advised)
                .isEqualTo(expected);
        assertThat(permitted(sent(agent, method, params))).as(what).isEqualTo(expected);
    }

    private static String echo(String document) {
        return "\"name\": \"echo\", \"arguments\": {\"text\": \"" + document + "\"}";
    }

    private static String read(String document) {
        return "\"uri\": \"" + document + "\"";
    }

    @Test
    void theGatewayHearsWhatOurDoorDecides() {
        same("clerk", "server/discover", "", true);
        same("clerk", "tools/list", "", true);
        same("clerk", "resources/list", "", true);
        same("clerk", "resources/templates/list", "", true);
        same("clerk", "prompts/list", "", true);
        same("printer", "tools/list", "", true);
        same("printer", "resources/list", "", false);
        same("printer", "prompts/list", "", false);
        same("idle", "tools/list", "", false);
        same("idle", "tools/call", echo("test://a"), false);
        same("clerk", "resources/read", read("test://a"), true);
        same("clerk", "tools/call", echo("test://a"), false);
        same("printer", "tools/call", echo("test://a"), true);
        same("printer", "resources/read", read("test://a"), false);
        same("clerk", "tools/call", echo("test://b"), true);
        same("clerk", "resources/read", read("test://b"), false);
        same("clerk", "tools/call", "\"name\": \"add\", \"arguments\": {\"text\": \"test://c\"}", false);
        same("clerk", "tools/call", "\"name\": \"nowhere\", \"arguments\": {}", false);
        same("clerk", "tools/call", "\"name\": \"echo\"", false);
        same("clerk", "prompts/get", "\"name\": \"greeting\", \"arguments\": {\"who\": \"ann\"}", true);
        same("clerk", "prompts/get", "\"name\": \"greeting\"", true);
        same("printer", "prompts/get", "\"name\": \"greeting\"", false);
        String completed =
                "\"ref\": {\"type\": \"ref/prompt\", \"name\": \"greeting\"}, \"argument\": {\"name\": \"who\", \"value\": \"an\"}";
        same("clerk", "completion/complete", completed, true);
        same("printer", "completion/complete", completed, false);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools/call | \"name\": \"echo\", \"arguments\": {\"text\": \"test://a\"}",
                "resources/read | \"uri\": \"test://a\"",
                "tools/list | \"cursor\": null"
            })
    void theTaskGoesAlong(String method, String params) {
        same(
                "clerk",
                method,
                params.contains("null")
                        ? "\"x\": 1, \"_meta\": {\"dev.interlock/task\": \"t-999\"}"
                        : params + ", \"_meta\": {\"dev.interlock/task\": \"t-999\"}",
                false);
        Map<String, Object> token = token("clerk");
        token.put("task", "t-998");
        var step = new CelGateway(mapping, "docs").step(method, params("\"name\": \"echo\", \"uri\": \"x\""), token);
        assertThat(((CelGateway.Step.Asks) step)
                        .evaluation()
                        .at("/context/task")
                        .asText())
                .as("the task of a token for one")
                .isEqualTo("t-998");
    }

    /** Approvals and history go by these: one digest, whichever door. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools/call | \"name\": \"echo\", \"arguments\": {\"text\": \"test://a\", \"more\": [1, true, {\"x\": \"y\"}]}",
                "resources/read | \"uri\": \"test://a\"",
                "prompts/get | \"name\": \"greeting\"",
                "prompts/get | \"name\": \"greeting\", \"arguments\": {\"who\": \"ann\"}",
                "completion/complete | \"ref\": {\"type\": \"ref/prompt\", \"name\": \"greeting\"}, \"argument\": {\"name\": \"who\", \"value\": \"an\"}, \"context\": {\"arguments\": {\"x\": \"y\"}}"
            })
    void itIsTheSameCall(String method, String params) throws IOException {
        assertThat(asked(gateway, "clerk", method, params).path("decision").asBoolean())
                .isTrue();
        assertThat(permitted(sent("clerk", method, params))).isTrue();
        List<Event.CallReserved> reserved = events(Event.CallReserved.class);
        assertThat(reserved).hasSize(2);
        assertThat(reserved.getLast().facts().tool())
                .isEqualTo(reserved.getFirst().facts().tool());
        assertThat(reserved.getLast().facts().argumentsDigest())
                .isEqualTo(reserved.getFirst().facts().argumentsDigest());
    }

    private void approve(long hold) {
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

    private static String store(String document) {
        return "\"name\": \"store\", \"arguments\": {\"text\": \"" + document + "\"}";
    }

    @Test
    void whatIsApprovedAtOneDoorIsDoneAtTheOther() throws IOException {
        assertThat(decision("clerk", "tools/call", store("test://a"))).isFalse();
        approve(events(Event.CallHeld.class).getLast().hold());
        assertThat(permitted(sent("clerk", "tools/call", store("test://a")))).isTrue();
        assertThat(permitted(sent("clerk", "tools/call", store("test://b")))).isFalse();
        approve(events(Event.CallHeld.class).getLast().hold());
        assertThat(decision("clerk", "tools/call", store("test://c")))
                .as("of another call")
                .isFalse();
        assertThat(decision("clerk", "tools/call", store("test://b"))).isTrue();
        assertThat(permitted(sent("clerk", "tools/call", store("test://b"))))
                .as("once")
                .isFalse();
    }

    @Test
    void aSubscriptionIsARecordedRead() throws IOException {
        assertThat(decision("clerk", "resources/subscribe", read("test://a"))).isTrue();
        assertThat(
                        decision(
                                "clerk",
                                "subscriptions/listen",
                                "\"notifications\": {\"toolsListChanged\": true, \"resourceSubscriptions\": [\"test://b\", \"test://c\"]}"))
                .isTrue();
        assertThat(events(Event.CallReserved.class))
                .extracting(event -> event.facts().tool())
                .containsOnly("docs/mcp:resources/read")
                .hasSize(3);
        assertThat(events(Event.CallSettled.class))
                .extracting(Event.CallSettled::settlement)
                .allSatisfy(settled -> assertThat(settled).isInstanceOf(Settlement.Succeeded.class))
                .hasSize(3);
        for (String document : List.of("test://a", "test://b", "test://c")) {
            same("clerk", "tools/call", echo(document), false);
        }
        assertThat(decision("clerk", "resources/unsubscribe", read("test://a"))).isTrue();
    }

    /** One resource that may not be read keeps the stream from being opened, and nothing counts as read. */
    @Test
    void aStreamIsAllOrNothing() throws IOException {
        same("clerk", "tools/call", echo("test://b"), true);
        assertThat(decision(
                        "clerk",
                        "subscriptions/listen",
                        "\"notifications\": {\"resourceSubscriptions\": [\"test://a\", \"test://b\"]}"))
                .isFalse();
        assertThat(events(Event.CallDenied.class)).hasSize(1);
        same("clerk", "tools/call", echo("test://a"), true);
        assertThat(decision("clerk", "subscriptions/listen", "\"notifications\": {\"toolsListChanged\": true}"))
                .isTrue();
        assertThat(decision("idle", "subscriptions/listen", "\"notifications\": {\"toolsListChanged\": true}"))
                .isFalse();
    }

    private boolean decision(String agent, String method, String params) {
        return asked(gateway, agent, method, params).path("decision").asBoolean();
    }

    @ParameterizedTest
    @CsvSource({"initialize,protocolVersion", "logging/setLevel,level", "tasks/get,taskId", "tasks/cancel,taskId"})
    void whatIsNoDecisionIsPermittedToWhomWeKnow(String method, String member) throws IOException {
        String params = "\"" + member + "\": \"x-1\"";
        ObjectNode permitted = asked(gateway, "clerk", method, params);
        assertThat(permitted.path("decision").asBoolean()).isTrue();
        assertThat(permitted.path("context").has("evaluation_id"))
                .as("there is nothing to report")
                .isFalse();
        ObjectNode nobody = asked(gateway, "mallory", method, params);
        assertThat(nobody.path("decision").asBoolean()).isFalse();
        assertThat(nobody.at("/context/reason").asText()).isEqualTo("subject-unknown");
        assertThat(events(Event.CallReserved.class)).isEmpty();
        assertThat(events(AgentEvent.PresentationRefused.class)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"ping,true", "notifications/cancelled,true", "tasks/update,false", "tasks/list,false", "no/such,false"})
    void whatIsNotAskedAboutPassesOrIsRefused(String method, boolean passes) {
        CelGateway.Step step =
                new CelGateway(mapping, "docs").step(method, params("\"taskId\": \"x\""), token("clerk"));
        assertThat(step).isEqualTo(passes ? new CelGateway.Step.Passes() : new CelGateway.Step.Refused());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tasks/update", "no/such", "tools/call"})
    void whoAsksAboutItAllTheSameIsDenied(String method) {
        ObjectNode answer = evaluate(gateway, """
                {"subject": {"type": "identity", "id": "clerk"}, "action": {"name": "%s"},
                 "resource": {"type": "mcp_server", "id": "docs"}}
                """.formatted(method));
        assertThat(answer.path("decision").asBoolean()).isFalse();
    }

    /** They are decided with the call, at the door that knows what was asked; a call that brings some is not permitted without them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tools/call | \"name\": \"echo\", \"arguments\": {\"text\": \"test://a\"}",
                "resources/read | \"uri\": \"test://a\"",
                "prompts/get | \"name\": \"greeting\""
            })
    void answersToQuestionsAreNotLetThrough(String method, String params) throws IOException {
        ObjectNode answer =
                asked(gateway, "clerk", method, params + ", \"inputResponses\": {\"k\": {\"action\": \"accept\"}}");
        assertThat(answer.path("decision").asBoolean()).isFalse();
        assertThat(answer.at("/context/reason").asText()).isEqualTo("answers-undecided");
        assertThat(events(Event.CallReserved.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"test://a\"", "[1]", "{\"a\": 1}"})
    void resourcesOfAStreamAreAListOfTexts(String resources) {
        ObjectNode answer = evaluate(gateway, """
                {"subject": {"type": "identity", "id": "clerk"}, "resource": {"type": "mcp_server", "id": "docs"},
                 "action": {"name": "subscriptions/listen", "properties": {"resources": %s}}}
                """.formatted(resources));
        assertThat(answer.at("/context/reason").asText()).isEqualTo("resources-malformed");
    }

    @Test
    void theDraftsOwnDefaultsAreAnswered() {
        for (String method :
                List.of("tools/list", "resources/list", "prompts/list", "initialize", "logging/setLevel")) {
            ObjectNode answer = evaluate(adviser, """
                    {"subject": {"type": "identity", "id": "clerk"}, "context": {"agent": "x"}, "action": {"name": "%s"},
                     "resource": {"type": "mcp_server", "id": "https://mcp.example.com"}}
                    """.formatted(method));
            assertThat(answer.path("decision").asBoolean()).as(method).isTrue();
        }
    }

    @Test
    void theMappingSaysWhoIsAskedAndWhat() throws IOException {
        assertThat(mapping.path("policy_decision_point").asText()).isEqualTo("https://pdp.example.com");
        assertThat(mapping.path("subject"))
                .isEqualTo(Trees.object("{\"claim\":\"sub\",\"verify\":true,\"token\":\"context.subject_token\"}"));
        assertThat(mapping.at("/errors/denied").asInt()).isEqualTo(DENIED);
        assertThat(mapping.at("/servers/docs/tools").fieldNames()).toIterable().containsExactly("add", "echo", "store");
        assertThat(mapping.at("/servers/docs/tools/echo/x-authzen-mapping")).isEqualTo(Trees.object("""
                {"evaluation": {
                  "subject": {"type": "identity", "id": "$token.sub"},
                  "action": {"name": "tools/call",
                    "properties": {"arguments": "$params.?arguments", "answers": "$params.?inputResponses"}},
                  "resource": {"type": "tool", "id": "echo", "properties": {"server": "docs"}},
                  "context": {"agent": "$token.?client_id",
                    "task": "$token.?task.or(params.?_meta[?'dev.interlock/task'])"}}}
                """));
        Path out = folder.resolve("coaz.json");
        assertThat(printed("-o", out.toString(), "--server", "docs").err()).contains("wrote");
        assertThat(Trees.object(Files.readString(out, StandardCharsets.UTF_8))).isEqualTo(mapping);
        assertThat(Trees.object(coaz("--subject-claim", "obo"))
                        .at("/servers/docs/methods/tools~1list/evaluation/subject/id")
                        .asText())
                .isEqualTo("$token.obo");
    }

    @Test
    void wrongUsageIsSaid() throws IOException {
        assertThat(printed("--subject-claim", "a b").err()).contains("no name of a claim");
        assertThat(printed("--server", "nowhere").err()).contains("there is no MCP server `nowhere`", "docs");
        Files.writeString(file, "domain: docs.example.com\nagents: {}\n");
        assertThat(printed().err()).contains("has no `authzen`");
    }

    private <T extends Event> List<T> events(Class<T> kind) throws IOException {
        try (SqliteReader reader = SqliteReader.open(folder.resolve("data"))) {
            var found = new ArrayList<Recorded>();
            new Folder(reader).scan(0, reader.size(), found::add);
            return found.stream()
                    .map(Recorded::event)
                    .filter(kind::isInstance)
                    .map(kind::cast)
                    .toList();
        }
    }
}
