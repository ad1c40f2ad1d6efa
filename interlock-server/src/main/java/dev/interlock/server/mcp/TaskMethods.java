package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.Caller;
import dev.interlock.server.mcp.wire.ErrorCode;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.Names;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.mcp.wire.SpooledText;
import java.util.Map;
import java.util.Optional;

/** `tasks/get`, `tasks/update` and `tasks/cancel` of the extension `io.modelcontextprotocol/tasks`. */
final class TaskMethods {
    private final Runs runs;

    TaskMethods(Runs runs) {
        this.runs = runs;
    }

    static boolean has(String method) {
        return switch (method) {
            case Names.TASKS_GET, Names.TASKS_UPDATE, Names.TASKS_CANCEL -> true;
            default -> false;
        };
    }

    /** What clients and servers declare that have it. */
    static ObjectNode extension() {
        ObjectNode capabilities = Json.object();
        capabilities.putObject("extensions").putObject(Names.EXTENSION_TASKS);
        return capabilities;
    }

    Said answer(Caller caller, String server, Optional<String> task, String method, ObjectNode params) {
        if (!Wants.modern(params).takesTasks()) {
            return new Said.Failed(RpcError.of(
                    ErrorCode.MISSING_CLIENT_CAPABILITY,
                    "`" + method + "` is for clients that declare `" + Names.EXTENSION_TASKS + "`",
                    Json.object().set("requiredCapabilities", extension())));
        }
        String id = Json.string(params, "taskId");
        if (id == null) {
            return Said.failed(ErrorCode.INVALID_PARAMS, "`params.taskId` must be a string");
        }
        return runs.task(id, caller.key(), server, task)
                .map(run -> answer(run, method, params))
                .orElseGet(() -> Said.failed(
                        ErrorCode.INVALID_PARAMS, "`params.taskId` is of no task of yours here; it may be over"));
    }

    private static Said answer(Run run, String method, ObjectNode params) {
        return switch (method) {
            case Names.TASKS_GET -> {
                ObjectNode told = run.told();
                SpooledText.hold(told); // its caller may ask again
                yield Runs.said(told);
            }
            case Names.TASKS_CANCEL -> {
                run.giveUp("the caller cancelled the task");
                yield acknowledged();
            }
            default ->
                switch (Inputs.of(params)) {
                    case Inputs.Wrong(Said said) -> said;
                    case Inputs.Read(Map<String, Message.Answer> answers, Optional<String> state) ->
                        run.update(answers)
                                .map(wrong -> Said.failed(ErrorCode.INVALID_PARAMS, wrong))
                                .orElseGet(TaskMethods::acknowledged);
                };
        };
    }

    private static Said acknowledged() {
        return Runs.said(Json.object().put("resultType", "complete"));
    }
}
