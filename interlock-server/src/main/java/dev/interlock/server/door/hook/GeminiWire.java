package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.Json;
import java.util.Optional;

/** The wire of Gemini CLI. Its calls have no names, and a sub-agent's look like those of the agent that started it. */
final class GeminiWire implements HookWire {

    @Override
    public String client() {
        return "gemini";
    }

    @Override
    public HookEvent read(ObjectNode body, HookOptions options) throws Refusal {
        var place = new HookEvent.Place(Fields.name(body, "session_id"), Optional.empty());
        return switch (Fields.name(body, "hook_event_name")) {
            case "BeforeAgent" -> new HookEvent.Prompted(place, Fields.text(body, "prompt"));
            case "BeforeTool" ->
                new HookEvent.ToolAsked(
                        place,
                        named(body),
                        tool(body),
                        Fields.optionalName(Fields.object(body, "mcp_context"), "server_name"),
                        Fields.object(body, "tool_input"),
                        Fields.text(body, "cwd"));
            case "AfterTool" -> new HookEvent.ToolDone(place, named(body), Fields.result(body));
            case "SessionEnd" -> new HookEvent.SessionEnded(place);
            default -> new HookEvent.Other(place);
        };
    }

    /** The name of a tool, that of an MCP server in the form of Claude Code. */
    private static String tool(ObjectNode body) throws Refusal {
        ObjectNode mcp = Fields.object(body, "mcp_context");
        return mcp.isEmpty()
                ? Fields.name(body, "tool_name")
                : "mcp__" + Fields.name(mcp, "server_name") + "__" + Fields.name(mcp, "tool_name");
    }

    private static CallName named(ObjectNode body) throws Refusal {
        return CallName.alike(tool(body), Fields.object(body, "tool_input"));
    }

    @Override
    public ObjectNode denied(String reason) {
        return Json.object().put("decision", "deny").put("reason", reason);
    }
}
