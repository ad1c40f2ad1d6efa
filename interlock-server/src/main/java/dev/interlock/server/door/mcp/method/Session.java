package dev.interlock.server.door.mcp.method;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.interlock.server.door.mcp.request.UnderWay;
import dev.interlock.server.mcp.LogLevel;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Revision;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The session of a legacy client: the agreement at its beginning, and the questions that are open with it. Thread-safe.
 */
public final class Session {

    /**
     * The opening of a session.
     *
     * @param id the id that the client presents; not to be logged
     * @param label the name in records
     * @param holder whose session it is: a running instance, within its only task if it has one
     * @param task that the client named
     * @param capabilities that the client declared
     */
    public record Opening(
            String id,
            String label,
            String holder,
            String server,
            Revision revision,
            Optional<String> task,
            ObjectNode capabilities) {}

    private final Opening opening;
    private final UnderWay underWay = new UnderWay();
    private final Map<JsonNode, CompletableFuture<Message.Answer>> questions = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicReference<@Nullable Listening> listening = new AtomicReference<>();
    private final Set<String> uris = new HashSet<>(); // guarded by itself
    /** A client that says nothing about it gets what a person would want to see. */
    private volatile LogLevel logLevel = LogLevel.INFO;

    public Session(Opening opening) {
        this.opening = opening;
    }

    public Opening opening() {
        return opening;
    }

    public LogLevel logLevel() {
        return logLevel;
    }

    public void setLogLevel(LogLevel least) {
        logLevel = least;
    }

    public UnderWay underWay() {
        return underWay;
    }

    /** The id of a question that the client is about to be asked, and whose answer completes the future. */
    public JsonNode question(CompletableFuture<Message.Answer> answer) {
        JsonNode id = TextNode.valueOf("ask-" + numbers.incrementAndGet());
        questions.put(id, answer);
        return id;
    }

    public void forget(JsonNode question) {
        questions.remove(question);
    }

    /** Takes an answer of the client, once; an answer to no question is ignored. */
    public void answered(Message.Response response) {
        response.id().map(questions::remove).ifPresent(waiting -> waiting.complete(response.answer()));
    }

    /**
     * Takes the listener that hears what happens outside requests; false if there is one already. A listener that has ended does
     * not count: its thread may still be on its way out when the caller, whose connection broke, is back.
     */
    boolean listen(Listening listener) {
        Listening before = listening.get();
        return (before == null || before.ended()) && listening.compareAndSet(before, listener);
    }

    void listensNoMore(Listening listener) {
        listening.compareAndSet(listener, null);
    }

    public Optional<Listening> listening() {
        return Optional.ofNullable(listening.get());
    }

    /** Subscribes to a resource. Returns false if there are too many. */
    boolean subscribe(String uri) {
        synchronized (uris) {
            return uris.contains(uri) || (uris.size() < ListenFilter.MOST_URIS && uris.add(uri));
        }
    }

    void unsubscribe(String uri) {
        synchronized (uris) {
            uris.remove(uri);
        }
    }

    /** Returns the resources whose updates the client wants to hear of. */
    Set<String> uris() {
        synchronized (uris) {
            return Set.copyOf(uris);
        }
    }

    /** Ends the questions and the listening. */
    public void close() {
        listening().ifPresent(Listening::close);
        questions.values().forEach(waiting -> waiting.cancel(false));
    }
}
