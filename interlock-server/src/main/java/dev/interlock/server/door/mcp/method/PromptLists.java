package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The prompts of servers, for the names of their arguments. The list is read when a prompt is asked for with arguments,
 * and kept for a while; for an unknown prompt it is read anew. Thread-safe.
 */
final class PromptLists {

    private static final int MOST_PAGES = 100;
    private static final int MOST_PROMPTS = 10_000;

    /** The time for which a list is believed. */
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private final Map<String, CachedPrompts> kept = new ConcurrentHashMap<>();

    private record CachedPrompts(Map<String, ObjectNode> byName, long untilNanos) {}

    PromptLists(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The prompt of this name; empty if the server does not list it, or cannot be asked: then nothing is known of its arguments. */
    Optional<ObjectNode> prompt(Upstream server, String name) {
        CachedPrompts known = kept.get(server.name());
        if (known != null
                && nanos.getAsLong() - known.untilNanos() < 0
                && known.byName().containsKey(name)) {
            return Optional.ofNullable(known.byName().get(name));
        }
        try {
            Map<String, ObjectNode> read = read(server);
            kept.put(server.name(), new CachedPrompts(read, nanos.getAsLong() + FRESH.toNanos()));
            return Optional.ofNullable(read.get(name));
        } catch (UpstreamException e) {
            return Optional.empty();
        }
    }

    /** The listed prompts, up to a number; of two of one name the first. */
    private static Map<String, ObjectNode> read(Upstream server) throws UpstreamException {
        Map<String, ObjectNode> byName = new HashMap<>();
        Optional<String> cursor = Optional.empty();
        for (int i = 0; i < MOST_PAGES && byName.size() < MOST_PROMPTS; i++) {
            ObjectNode page = server.page(Listing.PROMPTS, cursor);
            for (JsonNode each : page.path(Listing.PROMPTS.items())) {
                String name = Json.string(each, "name");
                if (name != null && each instanceof ObjectNode prompt) {
                    byName.putIfAbsent(name, prompt);
                }
            }
            cursor = Optional.ofNullable(Json.string(page, "nextCursor"));
            if (cursor.isEmpty()) {
                break;
            }
        }
        return byName;
    }
}
