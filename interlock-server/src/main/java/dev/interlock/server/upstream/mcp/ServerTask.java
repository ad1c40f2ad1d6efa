package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A task that a server of the modern era has made of a request (extension `io.modelcontextprotocol/tasks`): it is
 * polled until it ends, so that for everybody else the request merely takes long. Not thread-safe.
 */
final class ServerTask {
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration USUAL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(20);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);
    private static final int MAX_ID = 1_024;

    /** The number of failed polls in a row after which the outcome is unknown. */
    private static final int MAX_FAILURES = 5;

    private final Requester requester;
    private final Handshake handshake;
    private final GovernedMethod method;
    private final Conversation conversation;
    private final InputRounds rounds;
    private final Set<String> answered = new HashSet<>();

    /** @param rounds asks the caller what the server wants to know */
    ServerTask(
            Requester requester,
            Handshake handshake,
            GovernedMethod method,
            Conversation conversation,
            InputRounds rounds) {
        this.requester = requester;
        this.handshake = handshake;
        this.method = method;
        this.conversation = conversation;
        this.rounds = rounds;
    }

    /** @param created what the server answered */
    CallOutcome follow(ObjectNode created) {
        String id = Json.string(created, "taskId");
        if (!conversation.wishes().tasks() || id == null || id.length() > MAX_ID) {
            return Replies.notRelayed("task");
        }
        conversation.becameTask();
        try (CallDeadline deadline = new CallDeadline(limit(created), LONGEST, conversation.cancellation())) {
            return follow(id, created, deadline);
        }
    }

    /** Returns the time limit of the task: as long as the server keeps it, and at most a day. */
    private static Duration limit(ObjectNode created) {
        long ttl = created.path("ttlMs").asLong(0);
        return ttl > 0 && ttl < LONGEST.toMillis() ? Duration.ofMillis(ttl) : LONGEST;
    }

    private CallOutcome follow(String id, ObjectNode created, CallDeadline deadline) {
        JsonNode state = created;
        int failures = 0;
        while (true) {
            Optional<CallOutcome> end = ended(id, state);
            if (end.isPresent()) {
                return end.get();
            }
            Optional<CallDeadline.GivenUp> over = deadline.pass(interval(state));
            if (over.isPresent()) {
                return cancelled(id, over.get().why());
            }
            try {
                state = ask("tasks/get", id, Json.object());
                failures = 0;
            } catch (UpstreamException e) {
                if (e.error().isPresent() || ++failures >= MAX_FAILURES) {
                    return new CallOutcome.Unknown("the state of the server's task cannot be read: " + e.own());
                }
            }
        }
    }

    private static Duration interval(JsonNode state) {
        long millis = state.path("pollIntervalMs").asLong(USUAL_INTERVAL.toMillis());
        return Duration.ofMillis(Math.clamp(millis, SHORTEST_INTERVAL.toMillis(), LONGEST_INTERVAL.toMillis()));
    }

    private JsonNode ask(String method, String id, ObjectNode params) throws UpstreamException {
        return requester.askWithin(handshake, method, params.put("taskId", id), Optional.of(id), conversation.wishes());
    }

    /** Returns the outcome of a task that ended; asks the caller what the server wants to know otherwise. */
    private Optional<CallOutcome> ended(String id, JsonNode state) {
        return switch (state.path("status").asText()) {
            case "working" -> Optional.empty();
            case "input_required" -> askCaller(id, state.path(InputRounds.REQUESTS));
            case "completed" ->
                Optional.of(
                        state.get("result") instanceof ObjectNode result
                                ? Replies.complete(method, result)
                                : new CallOutcome.Unknown("the server's task ended without a result"));
            case "failed" ->
                Optional.of(new CallOutcome.Unknown(
                        "the server's task failed with error "
                                + (state.path("error").path("code").isInt()
                                        ? state.path("error").path("code").intValue()
                                        : "that has no number"),
                        Optional.ofNullable(Json.string(state.path("error"), "message"))));
            case "cancelled" -> Optional.of(new CallOutcome.Unknown("the server's task was cancelled"));
            default -> Optional.of(new CallOutcome.Unknown("the server's task is in an unknown state"));
        };
    }

    private Optional<CallOutcome> askCaller(String id, JsonNode requests) {
        ObjectNode open = Json.object();
        for (Map.Entry<String, JsonNode> request : requests.properties()) {
            if (!answered.contains(request.getKey())) {
                open.set(request.getKey(), request.getValue());
            }
        }
        if (open.isEmpty()) {
            return Optional.empty();
        }
        return switch (rounds.ask(open)) {
            case InputRounds.Next.End(CallOutcome outcome) -> {
                cancel(id);
                yield Optional.of(outcome);
            }
            case InputRounds.Next.Answered(ObjectNode responses) -> {
                try {
                    ObjectNode params = Json.object();
                    params.set(InputRounds.RESPONSES, responses);
                    ask("tasks/update", id, params);
                    open.fieldNames().forEachRemaining(answered::add);
                    yield Optional.empty();
                } catch (UpstreamException e) {
                    cancel(id);
                    yield Optional.of(
                            new CallOutcome.Unknown("the answers could not be sent to the server's task: " + e.own()));
                }
            }
        };
    }

    /**
     * Returns the outcome of a task whose caller gave up. The task may have ended all the same, which the record should
     * say.
     */
    private CallOutcome cancelled(String id, String why) {
        cancel(id);
        try {
            JsonNode last = ask("tasks/get", id, Json.object());
            if (last.path("status").asText().equals("completed") && last.get("result") instanceof ObjectNode result) {
                return Replies.complete(method, result);
            }
        } catch (UpstreamException e) {
            return new CallOutcome.Unknown(why);
        }
        return new CallOutcome.Unknown(why);
    }

    private void cancel(String id) {
        try {
            ask("tasks/cancel", id, Json.object());
        } catch (UpstreamException e) {
            System.getLogger(ServerTask.class.getName())
                    .log(System.Logger.Level.DEBUG, "a server's task could not be cancelled", e);
        }
    }
}
