package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.http.server.RequestHeaders;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The task that a request names: in `_meta`, in the header, or when its session was opened. A caller that can act in
 * one task alone need not name it; if it names another, the gate refuses that and records it.
 */
public sealed interface TaskName {
    Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}");

    record Named(Optional<String> task) implements TaskName {}

    record Wrong(RpcError error) implements TaskName {}

    static TaskName of(
            AuthenticatedCaller caller, RequestHeaders headers, ObjectNode params, Optional<String> ofSession) {
        Optional<String> header = headers.first(Names.HEADER_TASK);
        JsonNode meta = params.path("_meta").get(Names.META_TASK);
        if (meta != null && !meta.isTextual()) {
            return wrong(ErrorCode.INVALID_PARAMS, "`_meta[\"" + Names.META_TASK + "\"]` must be a string");
        }
        Optional<String> body = Optional.ofNullable(meta).map(JsonNode::textValue);
        // Two names for one call: whichever were taken, somebody else might take the other.
        if (header.isPresent() && body.isPresent() && !header.equals(body)) {
            return wrong(
                    ErrorCode.HEADER_MISMATCH,
                    "header `" + Names.HEADER_TASK + "` and `_meta[\"" + Names.META_TASK
                            + "\"]` name different tasks: name only one task");
        }
        Optional<String> task = body.or(() -> header);
        if (task.isPresent() && !FORM.matcher(task.get()).matches()) {
            return wrong(
                    ErrorCode.INVALID_PARAMS,
                    "the task's name is malformed: use the id returned when the task was opened");
        }
        return new Named(task.or(() -> ofSession).or(caller::onlyTaskId));
    }

    private static TaskName wrong(ErrorCode code, String message) {
        return new Wrong(RpcError.of(code, message));
    }
}
