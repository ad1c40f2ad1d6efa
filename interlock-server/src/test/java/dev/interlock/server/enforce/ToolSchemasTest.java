package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.upstream.CallOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The arguments of a tool are read by the schema that its server shows, which their facts name. */
class ToolSchemasTest {

    private static final String BUNDLE = """
        interlock: v1
        name: test
        owner: controls@example.com
        independence: {line: [chain, owner]}
        risk:
          low: {independence: line, on-conflict: record, on-missing: record}
          high: {independence: line, on-conflict: deny, on-missing: hold}
        objects: {vendor: {}}
        server: erp
        tools:
          pay: {duty: vendor.pay, on: {vendor: args.vendor_id}, risk: high}
          note: {duty: vendor.note, on: {vendor: args.vendor_id}, risk: low}
          mcp:resources/read: {duty: vendor.read, effect: read, values: {uri: args.uri}, risk: low}
          mcp:prompts/get: {duty: vendor.read, effect: read, values: {prompt: args.name}, risk: high}
        intents:
          all: {goal: All of it, allow: [vendor.pay, vendor.note, vendor.read]}
        """;

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.of(BUNDLE);
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private static ObjectNode tool(String name, String... arguments) {
        ObjectNode tool = Json.object().put("name", name);
        ObjectNode properties =
                tool.putObject("inputSchema").put("type", "object").putObject("properties");
        for (String argument : arguments) {
            properties.putObject(argument).put("type", "string");
        }
        return tool;
    }

    private CallAnswer call(String tool, String arguments, Optional<ObjectNode> definition) {
        var context = new CallContext(
                "erp",
                tool,
                Stage.json(arguments),
                Optional.empty(),
                Optional.empty(),
                Revision.V2026_07_28,
                definition);
        ObjectNode done = Json.object();
        done.putArray("content");
        return stage.gate.call(
                new AuthenticatedCaller(Stage.agent("ada", "finance", "all")),
                context,
                (receipt, continuation) -> new CallOutcome.Result(done, false));
    }

    private List<Finding> findings() throws Exception {
        List<Finding> findings = new ArrayList<>();
        for (Event event : stage.events()) {
            switch (event) {
                case Event.CallDenied denied -> findings.addAll(denied.findings());
                case Event.CallHeld held -> findings.addAll(held.findings());
                default -> {}
            }
        }
        return findings;
    }

    private List<String> schemas() throws Exception {
        return stage.events().stream()
                .filter(Event.CallDecided.class::isInstance)
                .flatMap(event -> ((Event.CallDecided) event).facts().schema().stream())
                .toList();
    }

    @Test
    void theFactsNameTheSchema() throws Exception {
        for (String more : List.of("note", "note", "other")) {
            assertThat(call("note", "{\"vendor_id\": \"7\"}", Optional.of(tool("note", "vendor_id", more))))
                    .isInstanceOf(CallAnswer.Relayed.class);
        }
        assertThat(schemas()).hasSize(3);
        assertThat(schemas().get(0))
                .isEqualTo(schemas().get(1))
                .isNotEqualTo(schemas().get(2));
    }

    @Test
    void anUndeclaredArgumentIsDeniedAtEveryTier() throws Exception {
        for (String tool : List.of("pay", "note")) {
            assertThat(call(tool, "{\"vendor_id\": \"7\", \"x\": 1}", Optional.of(tool(tool, "vendor_id"))))
                    .isInstanceOf(CallAnswer.Denied.class);
            stage.clock.addAndGet(60_000); // within a minute it would only be counted
            assertThat(call(tool, "{\"vendor_id\": \"7\", \"x\": 1}", Optional.empty()))
                    .as("of a tool that is not shown nothing is known")
                    .isInstanceOf(CallAnswer.Denied.class);
        }
        assertThat(findings()).hasSize(4).allMatch(finding -> finding.code() == FindingCode.ARGUMENT_INVALID);
    }

    @Test
    void aLaterSchemaIsHeldWhereMostIsAtStake() throws Exception {
        for (String tool : List.of("pay", "note")) {
            call(tool, "{\"vendor_id\": \"7\"}", Optional.of(tool(tool, "vendor_id")));
        }
        assertThat(call("note", "{\"vendor_id\": \"7\", \"x\": \"y\"}", Optional.of(tool("note", "vendor_id", "x"))))
                .isInstanceOf(CallAnswer.Relayed.class);
        assertThat(call("pay", "{\"vendor_id\": \"7\"}", Optional.of(tool("pay", "vendor_id", "x"))))
                .isInstanceOf(CallAnswer.Held.class);
        assertThat(findings()).extracting(Finding::code).containsExactly(FindingCode.TOOL_CHANGED);
        assertThat(call("pay", "{\"vendor_id\": \"7\"}", Optional.of(tool("pay", "vendor_id"))))
                .as("as it was seen first")
                .isInstanceOf(CallAnswer.Relayed.class);
    }

    private List<SchemaSeen> seen() throws Exception {
        return stage.events().stream()
                .filter(SchemaSeen.class::isInstance)
                .map(SchemaSeen.class::cast)
                .toList();
    }

    @Test
    void aSchemaIsRecordedBeforeTheFirstCallThatIsReadByIt() throws Exception {
        call("pay", "{\"vendor_id\": \"7\"}", Optional.of(tool("pay", "vendor_id")));
        call("pay", "{\"vendor_id\": \"8\"}", Optional.of(tool("pay", "vendor_id")));
        call("pay", "{\"vendor_id\": \"7\"}", Optional.of(tool("pay", "vendor_id", "x")));

        assertThat(seen()).extracting(SchemaSeen::tool).containsExactly("erp/pay", "erp/pay");
        SchemaSeen first = seen().getFirst();
        assertThat(first.names()).containsExactly("vendor_id");
        assertThat(seen().getLast())
                .isEqualTo(new SchemaSeen(
                        "erp/pay",
                        seen().getLast().digest(),
                        List.of("vendor_id", "x"),
                        0,
                        Optional.of(first.digest())));
        assertThat(stage.events().stream()
                        .filter(event -> event instanceof SchemaSeen || event instanceof Event.CallDecided))
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("SchemaSeen", "CallReserved", "CallReserved", "SchemaSeen", "CallHeld");
        assertThat(schemas())
                .containsExactly(
                        first.digest(), first.digest(), seen().getLast().digest());
    }

    @Test
    void theFirstSchemaStaysTheFirstOverARestart() throws Exception {
        call("pay", "{\"vendor_id\": \"7\"}", Optional.of(tool("pay", "vendor_id")));
        stage.restart();
        assertThat(call("pay", "{\"vendor_id\": \"7\"}", Optional.of(tool("pay", "vendor_id", "x"))))
                .as("changed while nobody looked")
                .isInstanceOf(CallAnswer.Held.class);
        stage.restart();
        assertThat(call("pay", "{\"vendor_id\": \"7\"}", Optional.of(tool("pay", "vendor_id", "x"))))
                .isInstanceOf(CallAnswer.Held.class);
        assertThat(call("pay", "{\"vendor_id\": \"7\"}", Optional.of(tool("pay", "vendor_id"))))
                .isInstanceOf(CallAnswer.Relayed.class);
        assertThat(seen()).hasSize(2);
    }

    @Test
    void withoutARecordOfTheSchemaNothingIsDecided() throws Exception {
        stage.store.all(FaultyStore.Fate.FULL);
        assertThat(call("note", "{\"vendor_id\": \"7\"}", Optional.of(tool("note", "vendor_id"))))
                .isInstanceOf(CallAnswer.Denied.class);
        stage.store.all(FaultyStore.Fate.WELL);
        assertThat(call("note", "{\"vendor_id\": \"7\"}", Optional.of(tool("note", "vendor_id"))))
                .isInstanceOf(CallAnswer.Relayed.class);
        assertThat(seen()).hasSize(1);
    }

    @Test
    void theNamesOfAServerAreBoundedAndPlain() throws Exception {
        ObjectNode tool = tool("note", "vendor_id", "line\nbreak", "\ud800");
        ObjectNode properties = (ObjectNode) tool.at("/inputSchema/properties");
        for (int i = 0; i < 500; i++) {
            properties.putObject("n" + i);
        }
        properties
                .putObject("long".repeat(100))
                .put("type", "object")
                .putObject("properties")
                .putObject("below");
        call("note", "{\"vendor_id\": \"7\"}", Optional.of(tool));

        SchemaSeen seen = seen().getFirst();
        assertThat(seen.names()).hasSize(128).contains("[\"line\\u{a}break\"]").allMatch(name -> name.length() <= 128);
        assertThat(seen.further()).isEqualTo(505 - 128);
    }

    @Test
    void aServerThatShowsAnotherSchemaEachTimeIsHeld() throws Exception {
        for (int i = 0; i < 40; i++) {
            call("note", "{\"vendor_id\": \"7\"}", Optional.of(tool("note", "vendor_id", "x" + i)));
        }
        assertThat(seen()).hasSize(16);
        assertThat(findings()).hasSize(24).allMatch(finding -> finding.code() == FindingCode.TOOL_CHANGED);
    }

    @Test
    void whatIsNoToolHasTheParametersOfTheProtocol() throws Exception {
        assertThat(call("mcp:resources/read", "{\"uri\": \"a://b\"}", Optional.empty()))
                .isInstanceOf(CallAnswer.Relayed.class);
        assertThat(call("mcp:resources/read", "{\"uri\": \"a://b\", \"Uri\": \"a://c\"}", Optional.empty()))
                .isInstanceOf(CallAnswer.Denied.class);
        assertThat(schemas()).isEmpty();
    }

    @Test
    void aPromptTakesTheArgumentsThatItsServerLists() throws Exception {
        ObjectNode prompt = Json.object().put("name", "greeting");
        prompt.putArray("arguments").addObject().put("name", "who");
        String good = "{\"name\": \"greeting\", \"arguments\": {\"who\": \"ann\"}}";

        assertThat(call("mcp:prompts/get", good, Optional.of(prompt))).isInstanceOf(CallAnswer.Relayed.class);
        assertThat(call("mcp:prompts/get", good.replace("who", "Who"), Optional.of(prompt)))
                .isInstanceOf(CallAnswer.Denied.class);
        assertThat(call("mcp:prompts/get", good, Optional.empty()))
                .as("of a prompt that is not listed nothing is known")
                .isInstanceOf(CallAnswer.Denied.class);
        assertThat(call("mcp:prompts/get", "{\"name\": \"greeting\"}", Optional.empty()))
                .isInstanceOf(CallAnswer.Relayed.class);
        assertThat(seen()).as("prompts share one entry").isEmpty();
        assertThat(schemas()).hasSize(2);
    }
}
