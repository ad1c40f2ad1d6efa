package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Conversation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The questions of a server of the legacy era during one request: each goes to the caller on a thread of its own, one
 * after another, and its answer back to the server. Thread-safe.
 */
final class Questions implements AutoCloseable {
    /** The largest number of questions for one request. */
    static final int MAX = 64;

    /** The largest size of all questions together. */
    static final int MAX_BYTES = 1 << 20;

    /** The code with which MCP has a client say that its user declines. */
    private static final int REJECTED = -1;

    private static final String KEY = "question";

    private final Conversation conversation;
    private final CallDeadline deadline;
    private final Map<JsonNode, Thread> open = new ConcurrentHashMap<>();
    private final ReentrantLock turn = new ReentrantLock();

    // guarded by this
    private int count;
    private long bytes;
    private boolean closed;

    Questions(Conversation conversation, CallDeadline deadline) {
        this.conversation = conversation;
        this.deadline = deadline;
    }

    void ask(Message.Request request, Consumer<ObjectNode> back) {
        var question = new Conversation.Question(request.method(), request.params());
        Optional<RpcError> refusal =
                ClientCapabilities.refusal(question, conversation.wishes().capabilities());
        if (refusal.isPresent()) {
            back.accept(Message.error(Optional.of(request.id()), refusal.get()));
            return;
        }
        Thread asking = Thread.ofVirtual().unstarted(() -> {
            try {
                back.accept(answer(request.id(), question));
            } finally {
                open.remove(request.id());
            }
        });
        if (!admit(request, asking)) {
            back.accept(Message.error(
                    Optional.of(request.id()), RpcError.of(ErrorCode.INVALID_REQUEST, "too many questions")));
            return;
        }
        asking.start();
    }

    private synchronized boolean admit(Message.Request request, Thread asking) {
        count++;
        bytes += Json.bytes(request.raw()).length;
        return !closed && count <= MAX && bytes <= MAX_BYTES && open.putIfAbsent(request.id(), asking) == null;
    }

    /** Returns whether anything was asked. */
    synchronized boolean begun() {
        return count > 0;
    }

    private ObjectNode answer(JsonNode id, Conversation.Question question) {
        Conversation.Answers answers;
        deadline.pause();
        try {
            turn.lockInterruptibly();
            try {
                answers = conversation.ask(Map.of(KEY, question));
            } finally {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            answers = new Conversation.Answers.None("the question was withdrawn");
        } finally {
            deadline.resume();
        }
        Optional<Message.Answer> given = of(answers, KEY);
        return given.isPresent()
                ? switch (given.get()) {
                    case Message.Answer.Result(JsonNode result) -> Message.result(id, result);
                    case Message.Answer.Failed(RpcError error) -> Message.error(Optional.of(id), error);
                }
                : nothing(id, question);
    }

    private static Optional<Message.Answer> of(Conversation.Answers answers, String key) {
        return switch (answers) {
            case Conversation.Answers.Given(Map<String, Message.Answer> byKey) -> Optional.ofNullable(byKey.get(key));
            case Conversation.Answers.None none -> Optional.empty();
        };
    }

    /** Answers a question without an answer. The server does not learn the reason. */
    private static ObjectNode nothing(JsonNode id, Conversation.Question question) {
        return question.method().equals(Names.ELICIT)
                ? Message.result(id, cancel())
                : Message.error(Optional.of(id), new RpcError(REJECTED, "there is no answer", Optional.empty()));
    }

    /** The answer to an elicitation that nobody answers. */
    static ObjectNode cancel() {
        return Json.object().put("action", "cancel");
    }

    /** The server does not want to know any more. */
    void takeBack(JsonNode id) {
        Thread asking = open.get(id);
        if (asking != null) {
            asking.interrupt();
        }
    }

    /** Takes back all that are open. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        open.values().forEach(Thread::interrupt);
    }
}
