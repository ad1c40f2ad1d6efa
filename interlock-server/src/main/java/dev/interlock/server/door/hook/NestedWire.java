package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.Json;
import java.util.Optional;

/**
 * The wire of Claude Code, which Codex speaks as well, and our plugin for opencode. A denial is a nested decision, and has no other member: Codex takes an answer
 * with one for a failure of the hook, and uses the tool.
 */
record NestedWire(String client) implements HookWire {

    private static final String MCP = "mcp__";

    @Override
    public HookEvent read(ObjectNode body, HookOptions options) throws Refusal {
        var place = new HookEvent.Place(Fields.name(body, "session_id"), Fields.optionalName(body, "agent_id"));
        return switch (Fields.name(body, "hook_event_name")) {
            case "UserPromptSubmit" -> new HookEvent.Prompted(place, Fields.text(body, "prompt"));
            case "PreToolUse" ->
                new HookEvent.ToolAsked(
                        place,
                        named(body),
                        Fields.name(body, "tool_name"),
                        server(body),
                        Fields.object(body, "tool_input"),
                        Fields.text(body, "cwd"));
            case "PostToolUse" -> new HookEvent.ToolDone(place, named(body), Fields.result(body));
            case "PostToolUseFailure" ->
                new HookEvent.ToolFailed(place, named(body), Fields.name(body, "tool_name"), Fields.result(body));
            case "SubagentStart" -> new HookEvent.SubStarted(place);
            case "SubagentStop" -> new HookEvent.SubEnded(place);
            case "SessionEnd" -> new HookEvent.SessionEnded(place);
            default -> new HookEvent.Other(place);
        };
    }

    private static CallName named(ObjectNode body) throws Refusal {
        return new CallName(Fields.name(body, "tool_use_id"), /* unique= */ true);
    }

    @Override
    public ObjectNode denied(String reason) {
        ObjectNode answer = Json.object();
        answer.putObject("hookSpecificOutput")
                .put("hookEventName", "PreToolUse")
                .put("permissionDecision", "deny")
                .put("permissionDecisionReason", reason);
        return answer;
    }

    /**
     * The server of MCP whose tool it is. Its name and the tool's are joined by {@code __}, which may stand in both: unless the program
     * says which server it is, a name that can be read in two ways is nobody's.
     */
    private static Optional<String> server(ObjectNode body) throws Refusal {
        String tool = Fields.name(body, "tool_name");
        if (!tool.startsWith(MCP)) {
            return Optional.empty();
        }
        ObjectNode told = Fields.object(body, "mcp_server");
        if (!told.isEmpty()) {
            return Optional.of(Fields.name(told, "name"));
        }
        String[] names = tool.substring(MCP.length()).split("__", -1);
        boolean sure = names.length == 2 && !names[0].isEmpty() && !names[1].isEmpty() && !names[1].startsWith("_");
        return sure ? Optional.of(names[0]) : Optional.empty();
    }
}
