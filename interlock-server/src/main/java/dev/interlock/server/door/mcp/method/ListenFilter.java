package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.SubscriptionFilter;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The filter of `subscriptions/listen`, as its parameters write it. */
final class ListenFilter {
    private static final String TOOLS = "toolsListChanged";
    private static final String PROMPTS = "promptsListChanged";
    private static final String RESOURCES = "resourcesListChanged";
    private static final String URIS = "resourceSubscriptions";

    /** Resources of one stream or session. */
    static final int MOST_URIS = 100;

    /** Characters of one of them, as it is kept for as long as somebody listens. */
    static final int MOST_OF_URI = 2_048;

    private ListenFilter() {}

    /** Returns what is wrong with the parameters, if anything is. */
    static Optional<String> wrong(ObjectNode params) {
        if (!(params.get("notifications") instanceof ObjectNode wanted)) {
            return Optional.of("`params.notifications` must be an object");
        }
        for (String flag : new String[] {TOOLS, PROMPTS, RESOURCES}) {
            if (wanted.has(flag) && !wanted.path(flag).isBoolean()) {
                return Optional.of("`params.notifications." + flag + "` must be true or false");
            }
        }
        JsonNode uris = wanted.path(URIS);
        if (uris.isMissingNode()) {
            return Optional.empty();
        }
        boolean texts = uris.isArray();
        for (JsonNode uri : uris) {
            texts = texts && uri.isTextual() && uri.textValue().length() <= MOST_OF_URI;
        }
        return !texts || uris.size() > MOST_URIS
                ? Optional.of("`params.notifications." + URIS + "` must be a list of at most " + MOST_URIS
                        + " URIs, each of at most " + MOST_OF_URI + " characters")
                : Optional.empty();
    }

    /** Reads parameters that were found correct. */
    static SubscriptionFilter read(ObjectNode params) {
        JsonNode wanted = params.path("notifications");
        Set<String> uris = new LinkedHashSet<>();
        wanted.path(URIS).forEach(uri -> uris.add(uri.textValue()));
        return new SubscriptionFilter(
                wanted.path(TOOLS).asBoolean(),
                wanted.path(PROMPTS).asBoolean(),
                wanted.path(RESOURCES).asBoolean(),
                uris);
    }

    static ObjectNode write(SubscriptionFilter filter) {
        ObjectNode written = Json.object();
        flag(written, TOOLS, filter.tools());
        flag(written, PROMPTS, filter.prompts());
        flag(written, RESOURCES, filter.resources());
        if (!filter.uris().isEmpty()) {
            ArrayNode uris = written.putArray(URIS);
            filter.uris().stream().sorted().forEach(uris::add);
        }
        return written;
    }

    private static void flag(ObjectNode written, String name, boolean value) {
        if (value) {
            written.put(name, true);
        }
    }
}
