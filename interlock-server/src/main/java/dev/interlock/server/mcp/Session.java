package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.interlock.server.mcp.wire.LogLevel;
import dev.interlock.server.mcp.wire.Message;
import dev.interlock.server.mcp.wire.Revision;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What a client of the legacy era agreed on at its beginning, and what is open with it. Thread-safe. */
final class Session {

    /**
     * How it began.
     *
     * @param id what the client presents; not to be logged
     * @param label what records call it
     * @param task that the client named
     * @param capabilities that the client declared
     */
    record Opening(
            String id,
            String label,
            String callerKey,
            String server,
            Revision revision,
            Optional<String> task,
            ObjectNode capabilities) {}

    private final Opening opening;
    private final UnderWay underWay = new UnderWay();
    private final Map<JsonNode, CompletableFuture<Message.Answer>> questions = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    /** A client that says nothing about it gets what a person would want to see. */
    private volatile LogLevel logLevel = LogLevel.INFO;

    Session(Opening opening) {
        this.opening = opening;
    }

    Opening opening() {
        return opening;
    }

    LogLevel logLevel() {
        return logLevel;
    }

    void setLogLevel(LogLevel least) {
        logLevel = least;
    }

    UnderWay underWay() {
        return underWay;
    }

    /** The id of a question that the client is about to be asked, and whose answer completes the future. */
    JsonNode question(CompletableFuture<Message.Answer> answer) {
        JsonNode id = TextNode.valueOf("ask-" + numbers.incrementAndGet());
        questions.put(id, answer);
        return id;
    }

    void forget(JsonNode question) {
        questions.remove(question);
    }

    /** What the client answers, once; to what it was not asked it has nothing to say. */
    void answered(Message.Response response) {
        response.id().map(questions::remove).ifPresent(waiting -> waiting.complete(response.answer()));
    }

    /** Nobody will answer any longer. */
    void close() {
        questions.values().forEach(waiting -> waiting.cancel(false));
    }
}
