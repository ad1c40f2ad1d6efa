package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;

/** Making requests of our own. */
final class Requests {
    private Requests() {}

    static Message.Request of(long number, String method, ObjectNode params) {
        JsonNode id = Json.id(number);
        return new Message.Request(id, method, params, Message.request(id, method, params));
    }
}
