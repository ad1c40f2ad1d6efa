package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.Channel;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The requests of callers that are at one server, for messages of the server that name no request: over a pipe, or on a
 * stream that belongs to none. Thread-safe.
 *
 * <p>INVARIANT: a message that names no request reaches a caller only while no request of anybody else is at the
 * server.
 */
public final class UnderwayRequests implements Channel.Listener {
    /**
     * A request that was given up counts for so long, unless it is answered, or its process ends: the server may still
     * be working on it, and a server that ignores a cancellation may be the one that asks. It counts for its own caller
     * as well: an answer would be given under the decision on another call.
     */
    private static final Duration GIVEN_UP = Duration.ofMinutes(1);

    private static final int MAX_GIVEN_UP = 10_000;

    private final Map<JsonNode, UnderwayRequest> byId = new ConcurrentHashMap<>();
    /** The requests that were given up, with the time until which that is remembered, by a monotonic clock. */
    private final SequencedMap<JsonNode, Long> givenUp = new LinkedHashMap<>(); // guarded by itself

    /** The requests that were answered after all, before anybody here knew that they were given up. */
    private final Set<JsonNode> answered = new HashSet<>(); // guarded by givenUp

    private final Consumer<Message.Notification> changes;

    /** @param changes hears of what has changed at the server; must not block */
    public UnderwayRequests(Consumer<Message.Notification> changes) {
        this.changes = changes;
    }

    void add(JsonNode id, UnderwayRequest underway) {
        byId.put(id, underway);
    }

    /** @param reply what came of it */
    void remove(JsonNode id, Channel.Reply reply) {
        boolean abandoned = reply instanceof Channel.Reply.Lost(String reason, Channel.Cause cause, var _)
                && cause == Channel.Cause.ABANDONED;
        synchronized (givenUp) {
            boolean over = answered.remove(id);
            if (abandoned && !over) {
                long now = System.nanoTime();
                if (givenUp.size() == MAX_GIVEN_UP) {
                    givenUp.pollFirstEntry(); // the oldest, and the next to be forgotten
                }
                givenUp.putLast(id, now + GIVEN_UP.toNanos());
            }
            byId.remove(id);
        }
    }

    /** Returns the number of requests. */
    int count() {
        return byId.size();
    }

    /** The only request at the server. */
    private Optional<UnderwayRequest> sole() {
        synchronized (givenUp) {
            long now = System.nanoTime();
            // the oldest are first
            while (!givenUp.isEmpty() && now - givenUp.firstEntry().getValue() > 0) {
                givenUp.pollFirstEntry();
            }
            return givenUp.isEmpty() && byId.size() == 1
                    ? byId.values().stream().findFirst()
                    : Optional.empty();
        }
    }

    @Override
    public void notified(Message.Notification notification) {
        switch (notification.method()) {
            case Names.PROGRESS -> {
                JsonNode token = notification.params().get(Names.PROGRESS_TOKEN);
                UnderwayRequest underway = token == null ? null : byId.get(token);
                if (underway != null) {
                    underway.progress(notification);
                }
            }
            case Names.MESSAGE -> sole().ifPresent(underway -> underway.logged(notification));
            case Names.CANCELLED -> byId.values().forEach(underway -> underway.takenBack(notification));
            default -> changes.accept(notification);
        }
    }

    @Override
    public void requested(Message.Request request, Consumer<ObjectNode> back) {
        Optional<UnderwayRequest> sole = sole();
        if (sole.isPresent()) {
            sole.get().requested(request, back);
        } else {
            back.accept(ServerRequests.answer(request));
        }
    }

    @Override
    public void late(JsonNode id) {
        synchronized (givenUp) {
            if (givenUp.remove(id) == null && byId.containsKey(id)) {
                answered.add(id);
            }
        }
    }

    @Override
    public void restarted() {
        synchronized (givenUp) {
            givenUp.clear();
        }
    }
}
