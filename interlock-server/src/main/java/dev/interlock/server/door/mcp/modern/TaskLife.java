package dev.interlock.server.door.mcp.modern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.mcp.request.OpenQuestions;
import dev.interlock.server.door.mcp.request.RpcResult;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.RpcError;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The life of a request that became a task of its caller (extension `io.modelcontextprotocol/tasks`). Guarded by the
 * lock of its {@link PendingRequest}, but for the parts that others read.
 */
final class TaskLife {
    /** The shortest time for which the task can be asked for. */
    static final Duration TTL = Duration.ofHours(24);

    private static final Duration POLL = Duration.ofSeconds(1);
    /** The interval of asking for a task that is held: people take their time. */
    private static final Duration POLL_HELD = Duration.ofSeconds(5);

    private final Instant created;
    private Instant updated;
    private Optional<String> message;
    private boolean cancelled;
    private volatile boolean fetched;

    TaskLife(Instant created, Optional<String> message) {
        this.created = created;
        this.updated = created;
        this.message = message;
    }

    /** Sets the reason of the wait, if there is one to be told. */
    void waitsFor(Optional<String> what, Instant now) {
        if (!message.equals(what)) {
            message = what;
            updated = now;
        }
    }

    void ended(Instant now) {
        message = Optional.empty();
        updated = now;
    }

    void cancel(Instant now) {
        cancelled = true;
        updated = now;
    }

    boolean isOver(Instant now) {
        return now.isAfter(created.plus(TTL));
    }

    /** Returns whether the caller knows how the task ended. */
    boolean fetched() {
        return fetched;
    }

    /** Returns the answer to the request in the place of a result. */
    ObjectNode created(String id) {
        return state(id, "working").put("resultType", "task");
    }

    /** Returns the task as `tasks/get` wants it. */
    ObjectNode detailed(String id, @Nullable RpcResult result, Optional<OpenQuestions> asking) {
        if (cancelled) {
            message = Optional.of("cancelled; if it had already been sent to the server, it may have taken effect");
            fetched = result != null;
            return state(id, "cancelled").put("resultType", "complete");
        }
        ObjectNode state = switch (result) {
            case RpcResult.Result(ObjectNode tree) -> state(id, "completed").set("result", tree);
            case RpcResult.Failed(RpcError error) -> failed(id, error);
            case RpcResult.Theirs(RpcError error) -> failed(id, error);
            case null ->
                asking.isPresent()
                        ? state(id, "input_required")
                                .set("inputRequests", asking.get().requests())
                        : state(id, "working");
        };
        fetched = result != null;
        return state.put("resultType", "complete");
    }

    private ObjectNode failed(String id, RpcError error) {
        ObjectNode state = state(id, "failed");
        state.set("error", Message.error(Optional.empty(), error).get("error"));
        return state.put("statusMessage", error.message());
    }

    private ObjectNode state(String id, String status) {
        ObjectNode state = Json.object().put("taskId", id).put("status", status);
        message.ifPresent(text -> state.put("statusMessage", text));
        state.put("createdAt", created.truncatedTo(ChronoUnit.MILLIS).toString());
        state.put("lastUpdatedAt", updated.truncatedTo(ChronoUnit.MILLIS).toString());
        state.put("ttlMs", TTL.toMillis());
        return state.put("pollIntervalMs", (message.isPresent() ? POLL_HELD : POLL).toMillis());
    }
}
