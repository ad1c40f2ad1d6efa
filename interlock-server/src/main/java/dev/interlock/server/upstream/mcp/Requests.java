package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;

/** Makes requests of the gateway itself. */
public final class Requests {
    private Requests() {}

    public static Message.Request of(long number, String method, ObjectNode params) {
        JsonNode id = Json.id(number);
        return new Message.Request(id, method, params, Message.request(id, method, params));
    }
}
