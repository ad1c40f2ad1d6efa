package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The wire of Cursor. {@code preToolUse} tells of every tool, but not which MCP server it is from; {@code beforeMCPExecution} does, so that
 * it counts for MCP tools where a server is reached through the gateway. A sub-agent has a conversation that names no other: it looks
 * like a session of its own.
 */
final class CursorWire implements HookWire {

    private static final String MCP = "MCP:";

    /** Tools that do what those of others do under another name. */
    private enum Alias {
        SHELL("Shell", "Bash"),
        REPLACE("StrReplace", "Edit"),
        DELETE("Delete", "Edit");

        private final String own;
        private final String known;

        Alias(String own, String known) {
            this.own = own;
            this.known = known;
        }
    }

    @Override
    public String client() {
        return "cursor";
    }

    @Override
    public HookEvent read(ObjectNode body, HookOptions options) throws Refusal {
        var place = new HookEvent.Place(Fields.name(body, "conversation_id"), Optional.empty());
        boolean byServer = !options.through().isEmpty();
        String event = Fields.name(body, "hook_event_name");
        return switch (event) {
            case "beforeSubmitPrompt" -> new HookEvent.Prompted(place, Fields.text(body, "prompt"));
            case "preToolUse", "postToolUse", "postToolUseFailure" ->
                byServer && Fields.name(body, "tool_name").startsWith(MCP)
                        ? new HookEvent.Other(place)
                        : ofTool(event, place, body);
            case "beforeMCPExecution", "afterMCPExecution" ->
                byServer ? ofServer(event, place, body) : new HookEvent.Other(place);
            case "sessionEnd" -> new HookEvent.SessionEnded(place);
            default -> new HookEvent.Other(place);
        };
    }

    private static HookEvent ofTool(String event, HookEvent.Place place, ObjectNode body) throws Refusal {
        // some models name a call by two lines
        var call = new CallName(Fields.name(body, "tool_use_id").replace('\n', ' '), /* unique= */ true);
        String tool = known(Fields.name(body, "tool_name"));
        return switch (event) {
            case "postToolUse" -> new HookEvent.ToolDone(place, call, Fields.result(body));
            case "postToolUseFailure" -> new HookEvent.ToolFailed(place, call, tool, Fields.result(body));
            default -> {
                ObjectNode input = Fields.objectOrText(body, "tool_input");
                String folder = folder(body, input);
                if (tool.equals(Alias.SHELL.known)) {
                    input.remove(List.of("working_directory", "cwd"));
                }
                yield new HookEvent.ToolAsked(place, call, tool, Optional.empty(), input, folder);
            }
        };
    }

    private static HookEvent ofServer(String event, HookEvent.Place place, ObjectNode body) throws Refusal {
        String tool = MCP + Fields.name(body, "tool_name");
        ObjectNode input = Fields.objectOrText(body, "tool_input");
        CallName call = CallName.alike(tool, input);
        return event.equals("afterMCPExecution")
                ? new HookEvent.ToolDone(place, call, Fields.result(body))
                : new HookEvent.ToolAsked(
                        place,
                        call,
                        tool,
                        Fields.optionalName(body, "mcp_server_name"),
                        input,
                        folder(body, Json.object()));
    }

    private static String known(String tool) {
        for (Alias alias : Alias.values()) {
            if (alias.own.equals(tool)) {
                return alias.known;
            }
        }
        return tool;
    }

    /** The folder in which a tool works: that of the call, of the conversation, or the first of the workspace. */
    private static String folder(ObjectNode body, ObjectNode input) throws Refusal {
        String own = Objects.requireNonNullElse(Json.string(input, "working_directory"), "");
        String other = Objects.requireNonNullElse(Json.string(input, "cwd"), "");
        if (!own.isEmpty() && !other.isEmpty() && !own.equals(other)) {
            throw Refusal.invalid("`working_directory` and `cwd` name different folders");
        }
        JsonNode root = body.path("workspace_roots").path(0);
        String base = Fields.optionalText(body, "cwd")
                .filter(folder -> !folder.isEmpty())
                .or(() -> Optional.ofNullable(root.textValue()))
                .orElseThrow(() -> Refusal.invalid("neither `cwd` nor `workspace_roots` names a folder"));
        return Paths.absolute(base, own.isEmpty() ? other.isEmpty() ? "." : other : own);
    }

    /** Returns a denial in the words of all versions. */
    @Override
    public ObjectNode denied(String reason) {
        return Json.object()
                .put("permission", "deny")
                .put("decision", "deny")
                .put("user_message", reason)
                .put("agent_message", reason)
                .put("reason", reason);
    }
}
