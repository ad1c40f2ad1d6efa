package dev.interlock.server.upstream.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.http.client.Answer;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallDeadline;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Evidence;
import dev.interlock.server.upstream.SsePosition;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the answer to one request: a JSON object, or a stream of events that ends with the answer. Not thread-safe. */
public final class HttpAnswer {
    private final MessageReader reader;
    private final JsonNode id;
    private final CallDeadline deadline;
    private final Channel.Listener listener;
    private final Consumer<ObjectNode> back;
    private final SsePosition position;
    private final boolean inSession;

    /**
     * @param id of the request
     * @param listener for what a stream holds beside the answer
     * @param back sends answers to what the server asks
     * @param inSession whether the request named a session
     */
    HttpAnswer(
            MessageReader reader,
            JsonNode id,
            CallDeadline deadline,
            Channel.Listener listener,
            Consumer<ObjectNode> back,
            boolean inSession) {
        this.inSession = inSession;
        this.reader = reader;
        this.id = id;
        this.deadline = deadline;
        this.listener = listener;
        this.back = back;
        this.position = new SsePosition(deadline::heard);
    }

    /** Returns the position of the stream when it ended or broke. */
    SsePosition position() {
        return position;
    }

    /** The answer; empty if a stream of events ended without it. */
    Optional<Channel.Reply> read(Answer response) throws IOException {
        int status = response.status();
        String type = response.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        Optional<String> session = response.header(Names.HEADER_SESSION);
        if (status == 200 && type.startsWith("text/event-stream")) {
            return stream(response.body(), session);
        }
        Set<NoEffect.Sign> signs =
                Evidence.ofStatus(status, response.header("WWW-Authenticate").isPresent(), inSession);
        if (type.startsWith("application/json") && status != 202) {
            Optional<Channel.Reply> answer = json(response.body(), session, status, signs);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.of(byStatus(status, signs));
    }

    /** A JSON body that answers this request; or what is wrong with it, where the status says that it should have. */
    private Optional<Channel.Reply> json(
            InputStream text, Optional<String> session, int status, Set<NoEffect.Sign> signs) throws IOException {
        boolean success = status / 100 == 2;
        return switch (reader.read(text)) {
            case MessageReader.Outcome.Refused refused ->
                success ? lost("a malformed answer, " + refused.kind()) : Optional.empty();
            case MessageReader.Outcome.Read(Message.Response response) -> {
                boolean failed = response.answer() instanceof Message.Answer.Failed;
                boolean mine = response.id().map(id::equals).orElse(failed && !success);
                // An error status belies a result; believing it would call a failed call done.
                boolean credible = success || (failed && status / 100 == 4);
                yield mine && credible
                        ? Optional.of(new Channel.Reply.Answered(response, status, session, signs))
                        : success ? lost("the answer belongs to another request") : Optional.empty();
            }
            case MessageReader.Outcome.Read(Message.Request ignored) -> lost("the answer is not a JSON-RPC response");
            case MessageReader.Outcome.Read(Message.Notification ignored) ->
                lost("the answer is not a JSON-RPC response");
        };
    }

    private Optional<Channel.Reply> stream(InputStream body, Optional<String> session) throws IOException {
        return new HttpEvents(reader, position, deadline, listener, back)
                .read(
                        body,
                        response -> response.id().filter(id::equals).isPresent()
                                ? new Channel.Reply.Answered(response, 200, session)
                                : new Channel.Reply.Lost("the answer belongs to another request"));
    }

    private static Optional<Channel.Reply> lost(String why) {
        return Optional.of(new Channel.Reply.Lost(why));
    }

    private static Channel.Reply byStatus(int status, Set<NoEffect.Sign> signs) {
        return HttpMeaning.turnsAway(status)
                ? new Channel.Reply.Rejected(status, "the server refused with HTTP " + status, signs)
                : new Channel.Reply.Lost(
                        "the server answered with HTTP " + status,
                        status >= 500 ? Channel.Cause.BROKEN : Channel.Cause.NONSENSE,
                        signs);
    }
}
