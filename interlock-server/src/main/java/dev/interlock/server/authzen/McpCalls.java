package dev.interlock.server.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.config.Enforcer;
import dev.interlock.server.gate.PlainJson;
import dev.interlock.server.mcp.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Evaluations about MCP, in the shape of COAZ: a call of a tool, a resource that is read, a prompt. They mean the same entries of the
 * catalogue as at our own MCP door, so both share rules, approvals and history.
 */
final class McpCalls {

    static final String CALL = "tools/call";
    static final String READ = "resources/read";
    static final String PROMPT = "prompts/get";

    private McpCalls() {}

    /** A tool of the catalogue, and what it is called with. */
    record Tool(String server, String name, Map<String, @Nullable Object> arguments) {}

    /** Empty where it is about something else. */
    static Optional<Tool> tool(Enforcer by, Evaluation asked) {
        String type = asked.resource().type();
        String id = asked.resource().id();
        return switch (asked.action().name()) {
            case CALL -> type.equals("tool") ? Optional.of(call(by, id, asked)) : Optional.empty();
            case READ ->
                type.equals("resource") ? Optional.of(content(by, "mcp:" + READ, Map.of("uri", id))) : Optional.empty();
            case PROMPT ->
                type.equals("prompt")
                        ? Optional.of(content(by, "mcp:" + PROMPT, Map.of("name", id, "arguments", arguments(asked))))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The id names the tool as the catalogue does, or as its server does. */
    private static Tool call(Enforcer by, String id, Evaluation asked) {
        int slash = id.indexOf('/');
        boolean whole = by.server().isEmpty() && slash > 0;
        return whole
                ? new Tool(id.substring(0, slash), id.substring(slash + 1), arguments(asked))
                : new Tool(by.server().orElse(""), id, arguments(asked));
    }

    private static Tool content(Enforcer by, String name, Map<String, ? extends @Nullable Object> arguments) {
        return new Tool(by.server().orElse(""), name, new LinkedHashMap<>(arguments));
    }

    /** With the action, or in the context. */
    private static Map<String, @Nullable Object> arguments(Evaluation asked) {
        ObjectNode given = Json.child(asked.action().properties(), "arguments");
        ObjectNode other = given != null ? given : Json.child(asked.context(), "arguments");
        return other == null ? new LinkedHashMap<>() : PlainJson.of(other);
    }
}
