package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.util.Optional;

/**
 * One JSON-RPC 2.0 message, with MCP's restrictions: `params` is an object, an id is a string or an integer. `raw` is the
 * whole message as read, members that nobody here knows included.
 */
public sealed interface Message {
    ObjectNode raw();

    /** A request asks for an answer with the same id. Absent `params` are an empty object. */
    record Request(JsonNode id, String method, ObjectNode params, ObjectNode raw) implements Message {}

    /** A notification is not answered. */
    record Notification(String method, ObjectNode params, ObjectNode raw) implements Message {}

    /** A response answers the request with this id. An error about a message whose id could not be read has none. */
    record Response(Optional<JsonNode> id, Answer answer, ObjectNode raw) implements Message {}

    /** The answer of a response is a result or an error. */
    sealed interface Answer {
        record Result(JsonNode result) implements Answer {}

        record Failed(RpcError error) implements Answer {}
    }

    // --- writing

    static ObjectNode request(JsonNode id, String method, ObjectNode params) {
        ObjectNode message = envelope();
        message.set("id", id);
        message.put("method", method);
        message.set("params", params);
        return message;
    }

    static ObjectNode notification(String method, ObjectNode params) {
        ObjectNode message = envelope();
        message.put("method", method);
        if (!params.isEmpty()) {
            message.set("params", params);
        }
        return message;
    }

    static ObjectNode result(JsonNode id, JsonNode result) {
        ObjectNode message = envelope();
        message.set("id", id);
        message.set("result", result);
        return message;
    }

    /** The notification by which a client gives up its request with this id. */
    static ObjectNode cancelled(JsonNode id, String why) {
        ObjectNode params = Json.object();
        params.set("requestId", id);
        return notification(Names.CANCELLED, params.put("reason", why));
    }

    /** An error response; without an id, as MCP wants it, where the id of the request could not be read. */
    static ObjectNode error(Optional<JsonNode> id, RpcError error) {
        ObjectNode message = envelope();
        id.ifPresent(known -> message.set("id", known));
        ObjectNode body = message.putObject("error");
        body.put("code", error.code());
        body.put("message", error.message());
        error.data().ifPresent(data -> body.set("data", data));
        return message;
    }

    private static ObjectNode envelope() {
        return Json.object().put("jsonrpc", "2.0");
    }
}
