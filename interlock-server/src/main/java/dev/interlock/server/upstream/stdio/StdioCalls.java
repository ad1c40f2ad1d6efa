package dev.interlock.server.upstream.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.upstream.Channel;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The requests that wait for answers of one process, by id. Thread-safe. */
final class StdioCalls {
    private static final int MAX_LATE = 4_096;

    /** A waiting request. */
    record Pending(Outgoing line, CompletableFuture<Channel.Reply> reply) {}

    /** The owner of an answer with an id. */
    enum Owner {
        WAITING,
        /** The request was given up: its answer is late, not nonsense. */
        LATE,
        NOBODY
    }

    private final Map<JsonNode, Pending> pending = new ConcurrentHashMap<>();
    private final Set<JsonNode> late = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JsonNode, Boolean> eldest) {
            return size() > MAX_LATE;
        }
    }));

    Pending add(JsonNode id, Outgoing line) {
        Pending added = new Pending(line, new CompletableFuture<>());
        pending.put(id, added);
        return added;
    }

    void remove(JsonNode id) {
        pending.remove(id);
    }

    void giveUp(JsonNode id) {
        late.add(id);
    }

    Owner settle(JsonNode id, Channel.Reply reply) {
        Pending waiting = pending.get(id);
        if (waiting == null) {
            return late.remove(id) ? Owner.LATE : Owner.NOBODY;
        }
        // An answer to a line that was not written is no answer to it: whoever guesses ids ahead is not believed.
        return waiting.line().begun() && waiting.reply().complete(reply) ? Owner.WAITING : Owner.NOBODY;
    }

    /** Ends all requests: there will be no answers any more. */
    void end(String why) {
        for (Pending waiting : pending.values()) {
            boolean unsent = waiting.line().withdraw();
            waiting.reply()
                    .complete(
                            unsent
                                    ? new Channel.Reply.NotSent(why)
                                    : new Channel.Reply.Lost(why, Channel.Cause.BROKEN));
        }
    }
}
