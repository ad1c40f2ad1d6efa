package dev.interlock.server.door.mcp.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Revision;
import dev.interlock.server.render.Plain;
import dev.interlock.server.upstream.Description;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The descriptions of several servers, put together. */
public final class AggregateDescription {
    /** Characters of one server's instructions, and of all together. */
    private static final int MOST = 4_000;

    private static final int MOST_TOGETHER = 16_000;

    private final List<Upstream> all;
    private final List<String> missing = new ArrayList<>();
    private final ObjectNode capabilities = Json.object();
    private final StringBuilder instructions = new StringBuilder();

    AggregateDescription(List<Upstream> all) {
        this.all = all;
    }

    void add(Upstream server, Description description) {
        for (Map.Entry<String, JsonNode> offered : description.capabilities().properties()) {
            capabilities.set(offered.getKey(), union(capabilities.get(offered.getKey()), offered.getValue()));
        }
        description.instructions().ifPresent(own -> append(server.name(), own));
    }

    void missing(Upstream server) {
        missing.add(server.name());
    }

    /** Returns the capabilities that one of them has. */
    private static JsonNode union(@Nullable JsonNode known, JsonNode more) {
        if (known instanceof ObjectNode one && more instanceof ObjectNode other) {
            ObjectNode both = Json.object();
            both.setAll(one);
            other.properties()
                    .forEach(member -> both.set(member.getKey(), union(one.get(member.getKey()), member.getValue())));
            return both;
        }
        return known != null && (more.isBoolean() && !more.booleanValue() || known.isObject()) ? known : more;
    }

    /**
     * Appends what a server says. Each line is marked as the server's, so that none can go on as if another were speaking. What does
     * not fit is left out, and said to be.
     */
    private void append(String server, String own) {
        String quoted = quoted(Plain.cut(own, MOST));
        if (instructions.length() + quoted.length() > MOST_TOGETHER) {
            quoted = "> ...";
        }
        instructions.append("\n\n").append(says(server, quoted));
    }

    /** Quotes words: each line is marked as somebody else's. */
    public static String quoted(String words) {
        return Plain.cut(words, MOST_TOGETHER).lines().map(line -> "> " + line).collect(Collectors.joining("\n"));
    }

    public static String says(String server, String quoted) {
        return "Server `" + server + "` says:\n" + quoted;
    }

    Description description(Revision revision) throws UpstreamException {
        if (missing.size() == all.size()) {
            throw new UpstreamException("none of these servers can be reached: `" + String.join("`, `", missing) + "`");
        }
        String names = all.stream().map(server -> "`" + server.name() + "`").collect(Collectors.joining(", "));
        String own = "This endpoint combines several servers: " + names
                + ". The names of tools and prompts begin with the name of their" + " server and `"
                + AggregateNames.BETWEEN
                + "`, the addresses of resources with that name and `+`.";
        if (!missing.isEmpty()) {
            own += " Servers that cannot be reached at the moment: `" + String.join("`, `", missing) + "`.";
        }
        return new Description(revision, capabilities, Optional.empty(), Optional.of(own + instructions));
    }
}
