package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.ParamHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tools of one upstream as they were last read. Immutable. */
final class ToolCache {
    private static final System.Logger LOG = System.getLogger(ToolCache.class.getName());

    /** A tool and the headers that mirror its arguments. */
    record Known(ObjectNode tool, ParamHeaders headers) {}

    private final Map<String, Known> byName;
    private final List<ObjectNode> tools;
    private final long freshUntilNanos;

    private ToolCache(Map<String, Known> byName, long freshUntilNanos) {
        this.byName = byName;
        this.tools = byName.values().stream().map(Known::tool).toList();
        this.freshUntilNanos = freshUntilNanos;
    }

    /** Keeps the tools that follow the protocol's rules and says in the log what is wrong with the others. */
    static ToolCache of(String upstream, List<JsonNode> offered, Duration ttl, long nowNanos) {
        Map<String, Known> kept = new LinkedHashMap<>();
        for (JsonNode tool : offered) {
            String name = Json.string(tool, "name");
            if (name == null || name.isEmpty() || !tool.path("inputSchema").isObject()) {
                dropped(upstream, name, "it needs a name and an input schema");
                continue;
            }
            if (name.startsWith(GovernedMethod.ENTRY_PREFIX)) {
                dropped(upstream, name, "its name is reserved for something other than a tool");
                continue;
            }
            switch (ParamHeaders.of(tool.path("inputSchema"))) {
                case ParamHeaders.Outcome.Invalid(String reason) -> dropped(upstream, name, reason);
                case ParamHeaders.Outcome.Valid(ParamHeaders headers) -> {
                    // Two tools with one name cannot be told apart; the first is what most clients take.
                    if (kept.putIfAbsent(name, new Known((ObjectNode) tool, headers)) != null) {
                        dropped(upstream, name, "another tool has that name");
                    }
                }
            }
        }
        return new ToolCache(kept, nowNanos + ttl.toNanos());
    }

    private static void dropped(String upstream, @Nullable String name, String reason) {
        LOG.log(
                System.Logger.Level.WARNING,
                "server `{0}`: tool `{1}` is left out: {2}",
                upstream,
                name == null ? "" : name,
                reason);
    }

    List<ObjectNode> tools() {
        return new ArrayList<>(tools);
    }

    Optional<Known> get(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    boolean isFresh(long nowNanos) {
        return nowNanos - freshUntilNanos < 0;
    }
}
