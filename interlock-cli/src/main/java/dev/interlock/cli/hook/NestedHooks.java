package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * Hooks in settings as Claude Code, Codex and Gemini CLI have them: by event a list of entries, each with a list of hooks. What others wrote there stays.
 *
 * @param ofTools the events about tools, which have a matcher
 * @param ofSessions the events without one
 * @param onFailure whether the client knows that a failure of the hook is to block
 * @param timeout in the unit of the client, longer than that of the script
 */
public record NestedHooks(List<String> ofTools, List<String> ofSessions, boolean onFailure, int timeout) {

    private static final String HOOKS = "hooks";

    void add(ObjectNode settings, String command) throws SettingsException {
        remove(settings);
        ObjectNode hooks = settings.get(HOOKS) instanceof ObjectNode there ? there : settings.putObject(HOOKS);
        for (String event : ofTools) {
            entry(list(hooks, event), command).put("matcher", "*");
        }
        for (String event : ofSessions) {
            entry(list(hooks, event), command);
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

    private static ArrayNode list(ObjectNode hooks, String event) {
        return hooks.get(event) instanceof ArrayNode there ? there : hooks.putArray(event);
    }

    boolean remove(ObjectNode settings) throws SettingsException {
        JsonNode hooks = settings.get(HOOKS);
        if (hooks == null) {
            return false;
        }
        if (!(hooks instanceof ObjectNode events)) {
            throw new SettingsException("`hooks` is no object");
        }
        boolean removed = false;
        for (String event :
                events.properties().stream().map(field -> field.getKey()).toList()) {
            if (!(events.get(event) instanceof ArrayNode entries)) {
                throw new SettingsException("`hooks." + event + "` is no list");
            }
            ArrayNode kept = Json.array();
            for (JsonNode entry : entries) {
                Optional<JsonNode> without = without(entry);
                removed |= without.isPresent();
                JsonNode left = without.orElse(entry);
                if (without.isEmpty() || !left.path(HOOKS).isEmpty()) {
                    kept.add(left);
                }
            }
            if (kept.isEmpty() && !entries.isEmpty()) {
                events.remove(event);
            } else {
                events.set(event, kept);
            }
        }
        if (removed && events.isEmpty()) {
            settings.remove(HOOKS);
        }
        return removed;
    }

    /** Returns the entry without our hook; empty where it has none. */
    private static Optional<JsonNode> without(JsonNode entry) {
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
        ObjectNode left = entry.deepCopy();
        left.set(HOOKS, others);
        return Optional.of(left);
    }
}
