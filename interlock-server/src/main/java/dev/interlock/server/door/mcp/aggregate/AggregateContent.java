package dev.interlock.server.door.mcp.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.function.UnaryOperator;

/**
 * The messages of one server, under the names of an endpoint with several servers. A given message is shared and stays
 * as it is; a copy is changed instead. Unknown members stay.
 */
public final class AggregateContent {
    private static final String URI = "uri";

    private final String server;

    public AggregateContent(String server) {
        this.server = server;
    }

    private String uri(String own) {
        return AggregateNames.uri(server, own);
    }

    public ObjectNode tool(ObjectNode tool) {
        ObjectNode named = renamed(tool, "name", own -> AggregateNames.tool(server, own));
        ObjectNode meta = Json.child(named, "_meta");
        if (meta == null) {
            return named;
        }
        // The page of a tool (MCP Apps), in both ways to name it.
        ObjectNode shown = renamed(meta, "ui/resourceUri", this::uri);
        ObjectNode ui = Json.child(shown, "ui");
        if (ui != null) {
            shown.set("ui", renamed(ui, "resourceUri", this::uri));
        }
        named.set("_meta", shown);
        return named;
    }

    public ObjectNode prompt(ObjectNode prompt) {
        return renamed(prompt, "name", own -> AggregateNames.prompt(server, own));
    }

    public ObjectNode resource(ObjectNode resource) {
        return renamed(resource, URI, this::uri);
    }

    public ObjectNode template(ObjectNode template) {
        return renamed(template, "uriTemplate", this::uri);
    }

    /** A result of any request for something of this server. */
    public ObjectNode result(ObjectNode result) {
        ObjectNode named = copy(result);
        each(named, "content", this::block);
        each(named, "contents", this::resource);
        each(named, "messages", this::message);
        return named;
    }

    private ObjectNode message(ObjectNode message) {
        ObjectNode named = copy(message);
        ObjectNode content = Json.child(named, "content");
        if (content != null) {
            named.set("content", block(content));
        }
        each(named, "content", this::block);
        return named;
    }

    /** A link to a resource, or one that is embedded; blocks in a block are what a tool gave to a model. */
    private ObjectNode block(ObjectNode block) {
        ObjectNode named = resource(block);
        ObjectNode embedded = Json.child(named, "resource");
        if (embedded != null) {
            named.set("resource", resource(embedded));
        }
        each(named, "content", this::block);
        return named;
    }

    /** Parameters of what the server tells. */
    ObjectNode notificationParams(ObjectNode params) {
        return resource(params);
    }

    private static void each(ObjectNode in, String member, UnaryOperator<ObjectNode> change) {
        if (in.get(member) instanceof ArrayNode items) {
            ArrayNode changed = Json.array();
            for (JsonNode item : items) {
                changed.add(item instanceof ObjectNode object ? change.apply(object) : item);
            }
            in.set(member, changed);
        }
    }

    private static ObjectNode renamed(ObjectNode given, String member, UnaryOperator<String> name) {
        ObjectNode copy = copy(given);
        String own = Json.string(given, member);
        if (own == null) {
            // A value that is no plain text cannot be given a name here, and must not stand for something of another
            // server.
            copy.remove(member);
        } else {
            copy.put(member, name.apply(own));
        }
        return copy;
    }

    private static ObjectNode copy(ObjectNode given) {
        ObjectNode copy = Json.object();
        copy.setAll(given);
        return copy;
    }
}
