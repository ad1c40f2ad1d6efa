package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.Optional;

/** The entries of hooks in the settings of a client: under {@code hooks}, by event, a list. Those of others stay as they are. */
abstract class HookEntries {

    private static final String HOOKS = "hooks";

    /** Adds the entries of our hook, in the place of those that were there. */
    abstract void add(ObjectNode settings, String command) throws SettingsException;

    /** Returns the entry without our hook; a missing node where nothing else is left of it, and empty where it has none. */
    abstract Optional<JsonNode> without(JsonNode entry);

    /** Returns the list of an event, which is made where there is none. */
    static ArrayNode list(ObjectNode settings, String event) {
        ObjectNode hooks = settings.get(HOOKS) instanceof ObjectNode there ? there : settings.putObject(HOOKS);
        return hooks.get(event) instanceof ArrayNode there ? there : hooks.putArray(event);
    }

    /** Returns whether there was one. */
    final boolean remove(ObjectNode settings) throws SettingsException {
        JsonNode hooks = settings.get(HOOKS);
        if (hooks == null) {
            return false;
        }
        if (!(hooks instanceof ObjectNode events)) {
            throw new SettingsException("`hooks` is not an object");
        }
        boolean removed = false;
        for (String event :
                events.properties().stream().map(field -> field.getKey()).toList()) {
            if (!(events.get(event) instanceof ArrayNode entries)) {
                throw new SettingsException("`hooks." + event + "` is not a list");
            }
            ArrayNode kept = Json.array();
            for (JsonNode entry : entries) {
                Optional<JsonNode> without = without(entry);
                removed |= without.isPresent();
                JsonNode left = without.orElse(entry);
                if (!left.isMissingNode()) {
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
}
