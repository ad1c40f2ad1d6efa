package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of Claude Code. */
public final class ClaudeCode implements ClientSettings {

    private static final int DEADLINE_SECONDS = 10;
    private static final int CLIENT_SECONDS = 30;

    private static final String HOOKS = "hooks";

    /** The events that are told, and whether they have a matcher of tools. */
    private static final List<String> OF_TOOLS = List.of("PreToolUse", "PostToolUse", "PostToolUseFailure");

    private static final List<String> OF_SESSIONS =
            List.of("UserPromptSubmit", "SubagentStart", "SubagentStop", "SessionEnd");

    @Override
    public String client() {
        return "claude-code";
    }

    /** The settings that are not shared with others: the script is on this machine alone. */
    @Override
    public Path inProject(Path folder) {
        return folder.resolve(".claude").resolve("settings.local.json");
    }

    @Override
    public Path ofUser(Path home) {
        return home.resolve(".claude").resolve("settings.json");
    }

    @Override
    public Shim shim(String url, Path tokenFile) {
        return new Shim(
                url,
                tokenFile,
                "{}",
                "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"deny\","
                        + "\"permissionDecisionReason\":\"",
                "\"}}",
                DEADLINE_SECONDS);
    }

    @Override
    public void add(ObjectNode settings, String command) throws SettingsException {
        remove(settings);
        ObjectNode hooks = settings.get(HOOKS) instanceof ObjectNode there ? there : settings.putObject(HOOKS);
        for (String event : OF_TOOLS) {
            entry(list(hooks, event), command).put("matcher", "*");
        }
        for (String event : OF_SESSIONS) {
            entry(list(hooks, event), command);
        }
    }

    private static ObjectNode entry(ArrayNode entries, String command) {
        ObjectNode entry = entries.addObject();
        entry.putArray(HOOKS)
                .addObject()
                .put("type", "command")
                .put("command", command)
                .put("timeout", CLIENT_SECONDS)
                .put("onFailure", "block");
        return entry;
    }

    private static ArrayNode list(ObjectNode hooks, String event) {
        return hooks.get(event) instanceof ArrayNode there ? there : hooks.putArray(event);
    }

    @Override
    public boolean remove(ObjectNode settings) throws SettingsException {
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

    @Override
    public List<String> gaps() {
        return List.of(
                "Files that a person names with `@` in a prompt are read without a hook.",
                "Whoever may write the settings can remove the hook, and so can `disableAllHooks`, `--bare` and `--setting-sources`. Managed"
                        + " settings with `allowManagedHooksOnly` withstand that.",
                "Versions before 2.1.295 do not know `onFailure`, and let the tool run where the script itself cannot be started.",
                "A program that the shell starts does what it does: the hook sees the command line.");
    }
}
