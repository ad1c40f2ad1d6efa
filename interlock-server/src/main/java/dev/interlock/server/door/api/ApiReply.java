package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The reply to a request: a status and a JSON object, which for an error is a problem of RFC 9457. */
record ApiReply(int status, Map<String, String> headers, ObjectNode body) {

    static ApiReply of(int status, ObjectNode body) {
        return new ApiReply(status, Map.of(), body);
    }

    boolean isProblem() {
        return status >= 400;
    }
}
