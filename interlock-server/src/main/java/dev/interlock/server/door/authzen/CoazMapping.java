package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Names;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The mapping of MCP to AuthZEN for gateways of others (COAZ binding for MCP, draft 1): templates of the evaluations that this server
 * decides as its own MCP door would. The draft's own defaults leave out the arguments of calls, and modern methods; these do not.
 */
public final class CoazMapping {

    /** The claim that names the subject, unless another is agreed on. */
    public static final String SUBJECT_CLAIM = "sub";

    private static final String PARAMS_TASK = "params.?_meta[?'" + Names.META_TASK + "']";

    private final String claim;

    /** @param claim the claim of access tokens that names the subject; a name of CEL */
    public CoazMapping(String claim) {
        if (!isClaim(claim)) {
            throw new IllegalArgumentException("not a claim: " + claim);
        }
        this.claim = claim;
    }

    /** Returns whether a claim of this name can be selected in an expression. */
    public static boolean isClaim(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]{0,63}");
    }

    /**
     * The whole mapping.
     *
     * @param url by which enforcement points know this server, if it is configured
     * @param code of the error that tells a denial
     * @param servers names of the MCP servers, each with its entries in the catalogue
     */
    public ObjectNode of(Optional<String> url, int code, Map<String, ? extends Collection<ToolEntry>> servers) {
        ObjectNode mapping = Json.object().put("profile", "coaz-mcp draft 1");
        url.ifPresent(known -> mapping.put("policy_decision_point", known));
        mapping.putObject("subject")
                .put("claim", claim)
                .put("verify", true)
                .put("token", Bodies.CONTEXT + "." + ShownToken.MEMBER);
        ArrayNode passing = mapping.putArray("pass_through");
        McpMethod.PASSING.forEach(passing::add);
        mapping.put("unknown_methods", "deny");
        mapping.putObject("errors").put("denied", code).put("mapping", -32_602).put("unavailable", -32_603);
        ObjectNode all = mapping.putObject("servers");
        new TreeMap<>(servers).forEach((name, entries) -> all.set(name, server(name, entries)));
        return mapping;
    }

    private ObjectNode server(String name, Collection<ToolEntry> entries) {
        ObjectNode server = Json.object();
        ObjectNode methods = server.putObject("methods");
        for (McpMethod method : McpMethod.values()) {
            methods.set(method.method(), mapping(method, name));
        }
        ObjectNode tools = server.putObject("tools");
        Predicate<ToolEntry> callable =
                entry -> !entry.observed() && !entry.tool().startsWith(GovernedMethod.ENTRY_PREFIX);
        entries.stream()
                .filter(callable)
                .forEach(entry ->
                        tools.putObject(entry.tool()).set("x-authzen-mapping", tool(name, literal(entry.tool()))));
        return server;
    }

    private ObjectNode mapping(McpMethod method, String server) {
        return switch (method) {
            case INITIALIZE, DISCOVER, SET_LEVEL, TOOLS_LIST, RESOURCES_LIST, TEMPLATES_LIST, PROMPTS_LIST ->
                evaluation(method, server, McpMethod.SERVER, literal(server), Json.object());
            case LISTEN ->
                evaluation(
                        method,
                        server,
                        McpMethod.SERVER,
                        literal(server),
                        Json.object().put(McpCalls.RESOURCES, "$params.?notifications.?resourceSubscriptions"));
            case CALL -> tool(server, "$params.name");
            case READ -> evaluation(method, server, McpMethod.RESOURCE, "$params.uri", answers(Json.object()));
            case SUBSCRIBE, UNSUBSCRIBE -> evaluation(method, server, McpMethod.RESOURCE, "$params.uri", Json.object());
            case PROMPT -> evaluation(method, server, McpMethod.PROMPT_TYPE, "$params.name", answers(arguments()));
            case COMPLETE -> completion(server);
            case TASKS_GET, TASKS_CANCEL -> evaluation(method, server, McpMethod.TASK, "$params.taskId", Json.object());
        };
    }

    private ObjectNode tool(String server, String id) {
        return evaluation(McpMethod.CALL, server, McpMethod.TOOL, id, answers(arguments()));
    }

    private ObjectNode completion(String server) {
        ObjectNode properties = Json.object();
        properties
                .putObject(McpCalls.ARGUMENTS)
                .put("ref", "$params.ref")
                .put("argument", "$params.argument")
                .put("context", "$params.?context");
        return evaluation(
                McpMethod.COMPLETE,
                server,
                "$params.ref.type == 'ref/prompt' ? 'prompt' : 'resource'",
                "$params.ref.type == 'ref/prompt' ? params.ref.name : params.ref.uri",
                properties);
    }

    private static ObjectNode arguments() {
        return Json.object().put(McpCalls.ARGUMENTS, "$params.?arguments");
    }

    private static ObjectNode answers(ObjectNode properties) {
        return properties.put(McpCalls.ANSWERS, "$params.?inputResponses");
    }

    private ObjectNode evaluation(McpMethod method, String server, String type, String id, ObjectNode properties) {
        ObjectNode mapping = Json.object();
        ObjectNode evaluation = mapping.putObject("evaluation");
        evaluation.putObject(Bodies.SUBJECT).put("type", "identity").put("id", "$token." + claim);
        ObjectNode action = evaluation.putObject(Bodies.ACTION).put("name", method.method());
        if (!properties.isEmpty()) {
            action.set("properties", properties);
        }
        ObjectNode resource =
                evaluation.putObject(Bodies.RESOURCE).put("type", type).put("id", id);
        resource.putObject("properties").put(McpCalls.SERVER, literal(server));
        evaluation
                .putObject(Bodies.CONTEXT)
                .put("agent", "$token.?client_id")
                .put(Questions.TASK, "$token.?task.or(" + PARAMS_TASK + ")");
        return mapping;
    }

    /** A text that is no expression, whatever it begins with. */
    private static String literal(String text) {
        return text.startsWith("$") ? "$" + text : text;
    }
}
