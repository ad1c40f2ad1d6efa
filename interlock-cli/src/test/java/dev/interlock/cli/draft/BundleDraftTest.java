package dev.interlock.cli.draft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import dev.interlock.policy.scenario.ScenarioReport;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever tools a server offers, the bundle that is drafted for them loads without a warning of its rules, and its scenarios hold. */
class BundleDraftTest {

    private static final List<BundleDraft.Agent> AGENTS =
            List.of(new BundleDraft.Agent("author", "team-a"), new BundleDraft.Agent("reviewer", "team-b"));

    private static final List<String> VERBS = List.of(
            "create",
            "add",
            "update",
            "write",
            "delete",
            "remove",
            "approve",
            "merge",
            "release",
            "send",
            "get",
            "list",
            "open",
            "run",
            "publish",
            "frobnicate",
            "move",
            "cancel");
    private static final List<String> NOUNS = List.of(
            "order",
            "orders",
            "pull_request",
            "entities",
            "file",
            "Secret",
            "user-group",
            "status",
            "x",
            "ä",
            "company",
            "");
    private static final List<String> ARGUMENTS = List.of(
            "id",
            "order_id",
            "orderIds",
            "name",
            "names",
            "path",
            "source",
            "amount",
            "currency",
            "iban",
            "to",
            "entityNames",
            "entities",
            "items",
            "a b",
            "query",
            "__proto__",
            "user-id",
            "companyName",
            "file_path",
            "sql");

    private static PolicyBundle.Compiled assertHolds(BundleDraft draft) {
        Map<String, byte[]> files = new HashMap<>();
        draft.files().forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
        var tree = new MemoryTree(files);
        PolicyBundle loaded = PolicyBundle.load(tree);
        assertThat(loaded)
                .as(() -> loaded.diagnostics() + "\n" + draft.files())
                .isInstanceOf(PolicyBundle.Compiled.class);
        ScenarioReport played = ScenarioSuite.run((PolicyBundle.Compiled) loaded, tree);
        assertThat(played.passed()).as(() -> played.text(false) + draft.files()).isTrue();
        return (PolicyBundle.Compiled) loaded;
    }

    private static ObjectNode tool(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @Test
    void whoPreparesDoesNotDecideAndWhoWritesDoesNotDelete() {
        ObjectNode create = tool("""
            {"name": "create_order", "inputSchema": {"required": ["size"], "properties": {"size": {"type": "integer"}}},
             "outputSchema": {"properties": {"order_id": {"type": "string"}}}}
            """);
        ObjectNode approve = tool("""
            {"name": "approve_order", "inputSchema": {"required": ["order_id"], "properties": {"order_id": {"type": "string"}}}}
            """);
        ObjectNode delete = tool("""
            {"name": "delete_order", "inputSchema": {"required": ["order_id"], "properties": {"order_id": {"type": "string"}}}}
            """);
        ObjectNode get = tool("""
            {"name": "get_order", "annotations": {"readOnlyHint": true},
             "inputSchema": {"required": ["order_id"], "properties": {"order_id": {"type": "string"}}}}
            """);
        var draft = new BundleDraft("shop", "you@example.com", AGENTS)
                .server("shop", List.of(create, approve, delete, get));

        assertThat(draft.rules())
                .extracting(rule -> rule.id() + " " + rule.title() + ": " + rule.text())
                .containsExactly(
                        "ORDER-01 The party that writes an order does not delete it: separate: {duties: [order.create,"
                                + " order.delete], per: order, within: 90d}",
                        "ORDER-02 The party that prepares an order does not decide on it: separate: {duties:"
                                + " [order.create, order.approve], per: order, within: 90d}",
                        "APPROVAL-01 `order.approve` needs a person's approval of exactly this call: require: {for:"
                                + " order.approve, approval: {by: approvers, count: 1, valid: 1h}}",
                        "APPROVAL-02 `order.delete` needs a person's approval of exactly this call: require: {for:"
                                + " order.delete, approval: {by: approvers, count: 1, valid: 1h}}");
        assertThat(draft.files().get("tests/rules.yaml"))
                .contains("The same agent does both: ORDER-01", "An independent agent does the second: ORDER-02");
        assertThat(assertHolds(draft).diagnostics()).isEmpty();
    }

    @Test
    void toolsThatOnlyReadNeedNoRule() {
        var draft = new BundleDraft("search", "you@example.com", AGENTS)
                .server(
                        "search",
                        List.of(tool("{\"name\": \"search_web\", \"annotations\": {\"readOnlyHint\": true}}")));

        assertThat(draft.rules()).isEmpty();
        assertThat(draft.files()).doesNotContainKey("tests/rules.yaml");
        assertHolds(draft);
    }

    @Test
    void twoServersMayOfferToolsOfOneName() {
        ObjectNode create = tool("""
            {"name": "write_note", "inputSchema": {"required": ["name"], "properties": {"name": {"type": "string"}}}}
            """);
        ObjectNode delete = tool("""
            {"name": "delete_note", "inputSchema": {"required": ["name"], "properties": {"name": {"type": "string"}}}}
            """);

        assertHolds(new BundleDraft("notes", "you@example.com", AGENTS)
                .server("one", List.of(create, delete))
                .server("two", List.of(create, delete)));
    }

    @Test
    void aToolWithANameThatIsNoneIsLeftOut() {
        List<String> bad = List.of("", "a b", "a\nb", "a: {}", "mcp:prompts/get", "a\u0301", "x".repeat(129));
        List<ObjectNode> tools = new ArrayList<>(List.of(tool("{\"name\": \"write_note\"}")));
        bad.forEach(name -> tools.add(Json.object().put("name", name)));
        var draft = new BundleDraft("notes", "you@example.com", AGENTS).server("notes", tools);

        assertThat(draft.leftOut())
                .containsExactlyElementsOf(
                        bad.stream().map(name -> "notes/" + name).toList());
        assertThat(draft.tools()).extracting(ToolDraft::name).containsExactly("write_note");
        assertHolds(draft);
    }

    @Test
    void whateverAServerOffersTheDraftLoadsAndItsScenariosHold() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var draft = new BundleDraft("any", "you@example.com", AGENTS);
            for (int server = 0; server <= random.nextInt(2); server++) {
                List<ObjectNode> tools = new ArrayList<>();
                for (int i = 0; i < 1 + random.nextInt(12); i++) {
                    ObjectNode tool = anyTool(random);
                    if (tools.stream().noneMatch(other -> other.path("name").equals(tool.path("name")))) {
                        tools.add(tool);
                    }
                }
                draft.server("server" + server, tools);
            }
            assertHolds(draft);
        }
    }

    private static ObjectNode anyTool(Random random) {
        ObjectNode tool = Json.object();
        tool.put("name", one(VERBS, random) + (random.nextBoolean() ? "_" : "-") + one(NOUNS, random));
        if (random.nextBoolean()) {
            tool.put("description", "Says \"what\" it: does.\n- or {not}");
        }
        if (random.nextInt(3) == 0) {
            tool.putObject("annotations")
                    .put("readOnlyHint", random.nextBoolean())
                    .put("destructiveHint", random.nextBoolean());
        }
        schema(tool.putObject("inputSchema"), random, 0);
        if (random.nextInt(3) == 0) {
            schema(tool.putObject("outputSchema"), random, 0);
        }
        return tool;
    }

    private static void schema(ObjectNode schema, Random random, int depth) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        for (int i = 0; i < random.nextInt(5); i++) {
            String name = one(ARGUMENTS, random);
            value(properties.putObject(name), random, depth);
            if (random.nextBoolean()) {
                required.add(name);
            }
        }
    }

    private static void value(ObjectNode schema, Random random, int depth) {
        switch (random.nextInt(depth > 2 ? 6 : 8)) {
            case 0 -> schema.put("type", "integer");
            case 1 -> schema.put("type", "number").put("minimum", 3);
            case 2 -> schema.put("type", "boolean");
            case 3 -> schema.put("type", "string").put("format", one(List.of("uuid", "date", "email", "uri"), random));
            case 4 -> schema.put("type", "string").putArray("enum").add("all").add("some");
            case 5 -> schema.put("type", "string").put("pattern", "^[A-Z]{3}-[0-9]+$");
            case 6 -> value(schema.put("type", "array").putObject("items"), random, depth + 1);
            default -> schema(schema, random, depth + 1);
        }
    }

    private static String one(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}
