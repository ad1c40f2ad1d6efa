package dev.interlock.server.door.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The wire of Copilot CLI for hooks under names like {@code PreToolUse}: events and tools have the names of Claude Code, and a denial is
 * nested as there. Calls have no names. A sub-agent has a session of its own, which names the one that started it.
 */
final class CopilotWire implements HookWire {

    /** The names of server and tool, joined by a dash, where there is one way to take them apart. */
    private static final Pattern MCP = Pattern.compile("([^-]+)-[^-]+");

    /** Limits: the time that the program waits for a command, and the most of a file that it shows. */
    private static final List<String> IMMATERIAL = List.of("mode", "initial_wait", "detach", "forceReadLargeFiles");

    private final NestedWire nested = new NestedWire("copilot");

    @Override
    public String client() {
        return nested.client();
    }

    @Override
    public HookEvent read(ObjectNode body, HookOptions options) throws Refusal {
        HookEvent.Place place = place(body);
        return switch (Fields.name(body, "hook_event_name")) {
            case "UserPromptSubmit" -> new HookEvent.Prompted(place, Fields.text(body, "prompt"));
            case "PreToolUse" ->
                new HookEvent.ToolAsked(
                        place,
                        named(body),
                        Fields.name(body, "tool_name"),
                        server(Fields.name(body, "tool_name")),
                        input(body),
                        Fields.text(body, "cwd"));
            case "PostToolUse" -> new HookEvent.ToolDone(place, named(body), Fields.result(body));
            case "PostToolUseFailure" ->
                new HookEvent.ToolFailed(place, named(body), Fields.name(body, "tool_name"), Fields.result(body));
            case "SubagentStop" -> new HookEvent.SubEnded(place);
            case "SessionEnd" -> new HookEvent.SessionEnded(place);
            default -> new HookEvent.Other(place);
        };
    }

    private static HookEvent.Place place(ObjectNode body) throws Refusal {
        Optional<String> sub = Fields.optionalName(body, "agent_id");
        return new HookEvent.Place(Fields.name(body, sub.isPresent() ? "parent_agent_id" : "session_id"), sub);
    }

    private static CallName named(ObjectNode body) throws Refusal {
        return CallName.alike(Fields.name(body, "tool_name"), Fields.object(body, "tool_input"));
    }

    /** The input in the words of the other programs: a new file has its content, and a search one path. */
    private static ObjectNode input(ObjectNode body) throws Refusal {
        ObjectNode input = Fields.object(body, "tool_input").deepCopy();
        input.remove(IMMATERIAL);
        rename(input, "file_text", "content", input.path("file_text"));
        JsonNode paths = input.path("paths");
        rename(input, "paths", "path", paths.size() == 1 ? paths.path(0) : paths);
        return input;
    }

    private static void rename(ObjectNode input, String own, String known, JsonNode value) {
        if (value.isTextual() && !input.has(known)) {
            input.remove(own);
            input.set(known, value);
        }
    }

    @Override
    public ObjectNode denied(String reason) {
        return nested.denied(reason);
    }

    private static Optional<String> server(String tool) {
        var names = MCP.matcher(tool);
        return names.matches() ? Optional.of(names.group(1)) : Optional.empty();
    }
}
