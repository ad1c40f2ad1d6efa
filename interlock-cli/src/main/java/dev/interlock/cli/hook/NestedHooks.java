package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** Hooks in settings as Claude Code, Codex and Gemini CLI have them: each entry of an event has a list of hooks. */
final class NestedHooks extends HookEntries {

    private static final String HOOKS = "hooks";

    private final List<String> ofTools;
    private final List<String> ofSessions;
    private final boolean onFailure;
    private final int timeout;

    /**
     * @param ofTools the events about tools, which have a matcher
     * @param ofSessions the events without one
     * @param onFailure whether the client knows that a failure of the hook is to block
     * @param timeout in the unit of the client, longer than that of the script
     */
    NestedHooks(List<String> ofTools, List<String> ofSessions, boolean onFailure, int timeout) {
        this.ofTools = ofTools;
        this.ofSessions = ofSessions;
        this.onFailure = onFailure;
        this.timeout = timeout;
    }

    /** The events, each with whether it is about tools. */
    SequencedMap<String, Boolean> events() {
        SequencedMap<String, Boolean> events = new LinkedHashMap<>();
        ofTools.forEach(event -> events.put(event, true));
        ofSessions.forEach(event -> events.put(event, false));
        return events;
    }

    int timeout() {
        return timeout;
    }

    @Override
    void add(ObjectNode settings, String command) throws SettingsException {
        remove(settings);
        for (String event : ofTools) {
            entry(list(settings, event), command).put("matcher", "*");
        }
        for (String event : ofSessions) {
            entry(list(settings, event), command);
        }
    }

    private ObjectNode entry(ArrayNode entries, String command) {
        ObjectNode entry = entries.addObject();
        ObjectNode hook = entry.putArray(HOOKS)
                .addObject()
                .put("type", "command")
                .put("command", command)
                .put("timeout", timeout);
        if (onFailure) {
            hook.put("onFailure", "block");
        }
        return entry;
    }

    @Override
    Optional<JsonNode> without(JsonNode entry) {
        if (!(entry.get(HOOKS) instanceof ArrayNode hooks)) {
            return Optional.empty();
        }
        ArrayNode others = Json.array();
        hooks.forEach(hook -> {
            String command = Json.string(hook, "command");
            if (command == null || !InstalledScript.isOurs(command)) {
                others.add(hook);
            }
        });
        if (others.size() == hooks.size()) {
            return Optional.empty();
        }
        if (others.isEmpty()) {
            return Optional.of(MissingNode.getInstance());
        }
        ObjectNode left = entry.deepCopy();
        left.set(HOOKS, others);
        return Optional.of(left);
    }
}
