package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.List;
import java.util.Optional;

/** Hooks in settings as Cursor and Copilot CLI have them: each entry of an event is a hook. */
final class FlatHooks extends HookEntries {

    private static final int TIMEOUT_SECONDS = 30;

    private final List<String> events;
    private final String command;
    private final String timeout;
    private final boolean failClosed;

    /**
     * @param command the member with the command of a hook
     * @param timeout the member with its time, which is longer than that of the script
     * @param failClosed whether the client knows that a failure of the hook is to block
     */
    FlatHooks(List<String> events, String command, String timeout, boolean failClosed) {
        this.events = events;
        this.command = command;
        this.timeout = timeout;
        this.failClosed = failClosed;
    }

    @Override
    void add(ObjectNode settings, String script) throws SettingsException {
        remove(settings);
        for (String event : events) {
            ObjectNode hook = list(settings, event)
                    .addObject()
                    .put("type", "command")
                    .put(command, script)
                    .put(timeout, TIMEOUT_SECONDS);
            if (failClosed) {
                hook.put("failClosed", true);
            }
        }
    }

    @Override
    Optional<JsonNode> without(JsonNode entry) {
        String script = Json.string(entry, command);
        return script != null && InstalledScript.isOurs(script)
                ? Optional.of(MissingNode.getInstance())
                : Optional.empty();
    }
}
