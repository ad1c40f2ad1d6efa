package dev.interlock.server.door.mcp.modern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.request.ClientOptions;
import dev.interlock.server.door.mcp.request.Inputs;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.SpooledText;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import java.util.Map;
import java.util.Optional;

/** The methods `tasks/get`, `tasks/update` and `tasks/cancel` of the extension `io.modelcontextprotocol/tasks`. */
final class TaskMethods {
    private final PendingRequests requests;

    TaskMethods(PendingRequests requests) {
        this.requests = requests;
    }

    static boolean has(String method) {
        return switch (method) {
            case Names.TASKS_GET, Names.TASKS_UPDATE, Names.TASKS_CANCEL -> true;
            default -> false;
        };
    }

    /** Returns the declaration of the extension by clients and servers. */
    static ObjectNode extension() {
        ObjectNode capabilities = Json.object();
        capabilities.putObject("extensions").putObject(Names.EXTENSION_TASKS);
        return capabilities;
    }

    RpcResult answer(
            AuthenticatedCaller caller, String server, Optional<String> task, String method, ObjectNode params) {
        if (!ClientOptions.modern(params).takesTasks()) {
            return new RpcResult.Failed(RpcError.of(
                    ErrorCode.MISSING_CLIENT_CAPABILITY,
                    "`" + method + "` is for clients that declare `" + Names.EXTENSION_TASKS + "`",
                    Json.object().set("requiredCapabilities", extension())));
        }
        String id = Json.string(params, "taskId");
        if (id == null) {
            return RpcResult.failed(ErrorCode.INVALID_PARAMS, "`params.taskId` must be a string");
        }
        return requests.task(id, caller.holder(), server, task)
                .map(request -> answer(request, method, params))
                .orElseGet(() -> RpcResult.failed(
                        ErrorCode.INVALID_PARAMS,
                        "`params.taskId` does not name a task of yours here; the task may have ended"));
    }

    private static RpcResult answer(PendingRequest request, String method, ObjectNode params) {
        return switch (method) {
            case Names.TASKS_GET -> {
                ObjectNode state = request.state();
                SpooledText.hold(state); // its caller may ask again
                yield PendingRequests.resultOf(state);
            }
            case Names.TASKS_CANCEL -> {
                request.giveUp("the caller cancelled the task");
                yield acknowledged();
            }
            default ->
                switch (Inputs.of(params)) {
                    case Inputs.Wrong(RpcResult result) -> result;
                    case Inputs.Read(Map<String, Message.Answer> answers, Optional<String> state) ->
                        request.update(answers)
                                .map(wrong -> RpcResult.failed(ErrorCode.INVALID_PARAMS, wrong))
                                .orElseGet(TaskMethods::acknowledged);
                };
        };
    }

    private static RpcResult acknowledged() {
        return PendingRequests.resultOf(Json.object().put("resultType", "complete"));
    }
}
